package ballast.cli;

import java.nio.file.Path;
import java.util.Optional;

/// What a person asked for.
public sealed interface Command {
  /// What every command takes.
  ///
  /// @param config the path of ballast.yml
  /// @param inventory instead of the config's `hosts`
  /// @param limit an Ansible pattern that narrows the hosts down
  record Common(
      Path config,
      Optional<String> inventory,
      Optional<String> limit,
      Output output,
      Consent consent,
      Detail detail,
      Colour colour) {}

  enum Output {
    AUTO,
    LIVE,
    PLAIN,
    JSON
  }

  /// Whether questions are answered in advance.
  enum Consent {
    ASK,
    GIVEN
  }

  enum Detail {
    USUAL,
    VERBOSE
  }

  enum Colour {
    AUTO,
    NEVER
  }

  /// Flags that stand in for `rollout:` keys of the same name; texts as they were typed.
  record RolloutFlags(
      Optional<String> batch,
      Optional<String> batches,
      Optional<String> maxOut,
      Optional<String> perHost,
      Optional<String> soak,
      Optional<String> drainDeadline,
      Optional<String> drainThen) {}

  /// Writes a commented ballast.yml.
  record Init(Path config, Optional<String> service, Optional<String> image) implements Command {}

  /// Makes each host's balancer ready.
  record Setup(Common common) implements Command {}

  /// Looks whether a rollout could go well: config, hosts, engines, balancers. Touches nothing.
  record Check(Common common) implements Command {}

  record Plan(Common common, Optional<String> release, RolloutFlags flags) implements Command {}

  record Deploy(Common common, String release, RolloutFlags flags) implements Command {}

  record Status(Common common) implements Command {}

  /// A fleet of real test hosts on this machine, with traffic, to play with.
  record Demo(DemoAction action, int hosts, Output output) implements Command {}

  enum DemoAction {
    UP,
    DOWN
  }

  /// The client that never retries, by hand.
  ///
  /// @param seconds 0 = until it is ended
  record Traffic(String url, String mix, int seconds, Optional<Path> file) implements Command {}

  record Completion() implements Command {}
}
