package ballast.bench;

import ballast.event.Receipt;
import ballast.model.Batches;
import ballast.model.Policy;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.sim.Behaviour;
import ballast.sim.Timing;
import ballast.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The product's own rollout over a simulated fleet whose engines, HAProxies and applications take
/// as long as real ones were seen to.
///
/// What the controller itself computes takes no time there.
final class Scale {
  static final int SLOTS = 3;
  private static final Duration CHECK_EVERY = Duration.ofMillis(50);
  private static final Duration POLL = Duration.ofMillis(25);
  private static final int CHECKS_TO_PROVE = 2;
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(500);

  private Scale() {}

  /// What a rollout may have out at once.
  enum Setting {
    SHARE("max_out: 12%"),
    ONE_A_HOST("max_out: 34%"),
    BATCHES("max_out: 34%, batch: 35%"),
    COUNT("max_out: 3");

    private final String text;

    Setting(String text) {
      this.text = text;
    }

    Policy policy() {
      return switch (this) {
        case SHARE -> out(new Share.Percent(12));
        case ONE_A_HOST -> out(new Share.Percent(34));
        case BATCHES ->
            out(new Share.Percent(34))
                .withBatches(new Batches.Serial(List.of(new Share.Percent(35))));
        case COUNT -> out(new Share.Count(3));
      };
    }

    /// As ballast.yml has it, but for the quotes around percentages.
    String text() {
      return text;
    }

    /// How many slots of so many hosts it lets out at once.
    int mostOut(int hosts) {
      Policy policy = policy();
      int most = Math.min(policy.mostOut(hosts, SLOTS), hosts * policy.perHost());
      int batch = policy.batches().sizesFor(hosts).stream().mapToInt(size -> size).max().orElse(0);
      return Math.min(most, batch * policy.perHost());
    }
  }

  private static Policy out(Share share) {
    return Policy.defaults().withMaxOut(new Policy.MaxOut.Of(share));
  }

  /// What one slot's steps took on real hosts, in milliseconds.
  ///
  /// @param ready from the end of a start until the application answers, for one slot after another
  record Measured(Timing timing, List<Duration> ready) {
    Measured {
      ready = List.copyOf(ready);
    }

    /// @param steps of a receipt: how long each took, slot by slot
    static Measured of(Map<String, List<Long>> steps) {
      List<Long> prove = steps.getOrDefault("prove", List.of());
      long checks = CHECK_EVERY.multipliedBy(CHECKS_TO_PROVE).plus(POLL).toMillis();
      return new Measured(
          new Timing(
              Timing.Span.millis(1, 4),
              Timing.Span.NONE,
              Timing.Span.millis(20, 40),
              middle(steps.getOrDefault("start", List.of())),
              middle(steps.getOrDefault("stop", List.of())),
              CHECK_EVERY,
              POLL),
          prove.stream().map(took -> Duration.ofMillis(Math.max(1, took - checks))).toList());
    }

    /// The middle half, without what the way there and back takes.
    private static Timing.Span middle(List<Long> took) {
      List<Long> sorted = took.stream().sorted().toList();
      if (sorted.isEmpty()) {
        return Timing.Span.NONE;
      }
      long way = 5;
      return Timing.Span.millis(
          Math.max(1, sorted.get(sorted.size() / 4) - way),
          Math.max(1, sorted.get(sorted.size() * 3 / 4) - way));
    }
  }

  /// @return the receipt of a rollout that did all of it and broke nothing
  static Receipt simulated(int hosts, Setting setting, Measured measured)
      throws InterruptedException {
    var world = new World(1, hosts, SLOTS, setting.policy());
    world.fleet.takes(measured.timing()).running(World.V1.id(), "v1").traffic(BETWEEN_REQUESTS);
    int number = 0;
    for (var host : world.fleet.hosts()) {
      for (int slot = 1; slot <= SLOTS; slot++) {
        Duration ready = measured.ready().get(number++ % measured.ready().size());
        world.fleet.behaves(new Slot(host, slot), World.V2.id(), new Behaviour.ReadyAfter(ready));
      }
    }
    Receipt receipt = world.deploy(World.V2);
    if (receipt.outcome() != Receipt.Outcome.DONE
        || !world.fleet.promises().broken().isEmpty()
        || world.fleet.promises().lost() > 0) {
      throw new IllegalStateException(
          "%s, broken: %s".formatted(receipt.outcome(), world.fleet.promises().broken()));
    }
    return receipt;
  }
}
