package ballast.bench;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// A way to replace every container of the fleet; in the order of the table.
enum Method {
  ROLLING("rolling", "rolling", By.BALLAST, Stage.OWN),
  ROLLING_AS_WIDE("rolling-35", "rolling, 35 % of the slots out", By.BALLAST, Stage.OWN),
  SURGE("surge", "surge, one spare a host", By.BALLAST, Stage.SPARES),
  BLUE_GREEN("blue-green", "blue-green", By.BALLAST, Stage.SPARES),
  HOST("host", "host, 35 % of the slots out", By.BALLAST, Stage.OWN),
  RECREATE("recreate", "recreate", By.BALLAST, Stage.OWN),
  SEED_ROLLING("playbook", "the post's winner, as printed", By.ANSIBLE, Stage.PLAYBOOK),
  SEED_HOST("first", "the post's first: hosts out of the edge, 35 % at a time", By.RAW, Stage.OWN),
  SEED_BLUE_GREEN(
      "lockstep", "the post's second: blue-green, host after host", By.RAW, Stage.SPARES),
  SEED_BLUE_GREEN_BATCHES(
      "lockstep-35", "the same, 35 % of the hosts at a time", By.RAW, Stage.SPARES),
  SEED_BLUE_GREEN_ANSIBLE(
      "lockstep-ansible",
      "the same, 35 % at a time, as a playbook",
      By.ANSIBLE,
      Stage.PLAYBOOK_SPARES),
  SEED_BLUE_GREEN_ANSIBLE_ONE_BY_ONE(
      "lockstep-ansible-1",
      "the same, host after host, as a playbook",
      By.ANSIBLE,
      Stage.PLAYBOOK_SPARES);

  /// Who carries it out.
  enum By {
    BALLAST("Ballast"),
    RAW("raw calls"),
    ANSIBLE("Ansible");

    private final String text;

    By(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// What the hosts have to be for it. What raw calls leave behind no product knows: in each stage
  /// they come last.
  enum Stage {
    OWN,
    SPARES,
    PLAYBOOK,
    PLAYBOOK_SPARES
  }

  private final String key;
  private final String title;
  private final By by;
  private final Stage stage;

  Method(String key, String title, By by, Stage stage) {
    this.key = key;
    this.title = title;
    this.by = by;
    this.stage = stage;
  }

  /// As it is chosen on the command line.
  String key() {
    return key;
  }

  String title() {
    return title;
  }

  By by() {
    return by;
  }

  Stage stage() {
    return stage;
  }

  static Optional<Method> of(String key) {
    return Arrays.stream(values()).filter(method -> method.key.equals(key)).findFirst();
  }

  static String keys() {
    return Arrays.stream(values()).map(Method::key).collect(Collectors.joining(", "));
  }
}
