package ballast.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Carries out each method on a fleet that was made ready for it.
final class Methods {
  private static final int SLOTS = 3;
  private static final int SHARE_PERCENT = 35;

  private final BenchFleet fleet;
  private final int hosts;
  private final Edges edge;

  /// After which server those of the playbook's blue-green follow that serve now.
  private int switchedOver;

  /// @param edgeDelay how long the edge takes to let a host go, and to have it back
  Methods(BenchFleet fleet, int hosts, Duration edgeDelay) throws Exception {
    this.fleet = fleet;
    this.hosts = hosts;
    Path asked = Files.createTempDirectory("ballast-edge");
    this.edge = Edges.slow(fleet, edgeDelay, asked);
  }

  /// Empty hosts become ones that serve version 1 and that the stage's methods know.
  Watching prepare(Method.Stage stage) throws Exception {
    fleet.reset();
    switchedOver = 0;
    return switch (stage) {
      case OWN -> managed("");
      case SPARES -> managed("rollout: {strategy: blue-green}\n");
      case PLAYBOOK -> playbook("0");
      case PLAYBOOK_SPARES -> playbook(Integer.toString(SLOTS));
    };
  }

  private Watching managed(String rollout) throws Exception {
    fleet.config(fleet.managedBalancer() + rollout);
    fleet.ballast("setup");
    fleet.ballast("deploy", fleet.tag());
    return new Watching(fleet, hosts * SLOTS, fleet.managedBalancers(), "pxapp");
  }

  private Watching playbook(String spares) throws Exception {
    fleet.playbook("tuned.cfg", "setup.yml", Map.of("spares", spares));
    fleet.playbook(
        "tuned.cfg",
        "deploy.yml",
        Map.of("facts", "false", "drain_pause", "0", "version", fleet.tag()));
    return new Watching(fleet, hosts * SLOTS, fleet.playbookBalancers(), "pxapp_cluster");
  }

  /// @return from the first drain to the last slot ready, where a receipt tells
  Course run(Method method, Watching watching) throws Exception {
    return switch (method) {
      case ROLLING -> watching.watch(() -> deploy("rolling"));
      case ROLLING_AS_WIDE -> {
        fleet.config(fleet.managedBalancer() + share());
        yield watching.watch(() -> deploy("rolling"));
      }
      case SURGE -> watching.watch(() -> deploy("surge"));
      case BLUE_GREEN -> watching.watch(() -> deploy("blue-green"));
      case RECREATE -> {
        fleet.config(fleet.managedBalancer());
        yield watching.watch(() -> deploy("recreate", "--yes"));
      }
      case HOST -> {
        fleet.config(fleet.managedBalancer() + edge.config() + share());
        yield watching.watch(() -> deploy("host"));
      }
      case SEED_HOST -> {
        List<RawHost> raw = fleet.raw(SLOTS);
        yield watching.watch(() -> {
          new SeedMethods(raw, SLOTS).hostByHost(edge, batch(), fleet.next());
          return Optional.empty();
        });
      }
      case SEED_BLUE_GREEN -> switchOver(watching, 1);
      case SEED_BLUE_GREEN_BATCHES -> switchOver(watching, batch());
      case SEED_ROLLING -> watching.watch(() -> play("deploy.yml", Map.of()));
      case SEED_BLUE_GREEN_ANSIBLE -> watching.watch(() -> switchOver(SHARE_PERCENT + "%"));
      case SEED_BLUE_GREEN_ANSIBLE_ONE_BY_ONE -> watching.watch(() -> switchOver("1"));
    };
  }

  private static String share() {
    return "rollout: {max_out: \"%d%%\"}\n".formatted(SHARE_PERCENT);
  }

  /// As many hosts at once as Ansible makes of the post's 35 %.
  private int batch() {
    return Math.max(1, hosts * SHARE_PERCENT / 100);
  }

  private Course switchOver(Watching watching, int batch) throws Exception {
    List<RawHost> raw = fleet.raw(2 * SLOTS);
    return watching.watch(() -> {
      new SeedMethods(raw, SLOTS).blueGreen(watching.balancers(), batch, fleet.next());
      return Optional.empty();
    });
  }

  /// Each time from the servers that serve to the three others.
  private Optional<Duration> switchOver(String batch) throws Exception {
    int from = switchedOver;
    switchedOver = SLOTS - from;
    return play(
        "blue-green.yml",
        Map.of(
            "batch", batch,
            "blue_after", Integer.toString(from),
            "green_after", Integer.toString(switchedOver)));
  }

  private Optional<Duration> play(String playbook, Map<String, String> more) throws Exception {
    var values = new HashMap<>(more);
    values.put("version", fleet.next());
    fleet.playbook("as-printed.cfg", playbook, values);
    return Optional.empty();
  }

  private Optional<Duration> deploy(String strategy, String... more) throws Exception {
    return Optional.of(Receipts.moved(receipt(strategy, more)));
  }

  private JsonObject receipt(String strategy, String... more) throws Exception {
    var words =
        new ArrayList<>(
            List.of("deploy", fleet.next(), "--strategy", strategy, "--output", "json", "-v"));
    words.addAll(List.of(more));
    String out = fleet.ballast(words.toArray(String[]::new));
    return JsonParser.parseString(out.lines().toList().getLast()).getAsJsonObject();
  }
}
