package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Policy;
import ballast.model.Policy.Reaction;
import ballast.model.Problem;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.plan.Scope;
import ballast.port.CallFailed;
import ballast.port.Fleet;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A host that is slow to answer, or does not answer at all, delays only itself.
class SlowHostsTest {
  private static final Host SLOW = slot("fe-3/1").host();

  private static final Slot FIRST = slot("fe-1/1");

  /// What a hung engine takes before a call to it is given up.
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  @Test
  void aHostThatHangsHoldsTheOthersBackOnceAndNotForLong() throws InterruptedException {
    World usual = world(othersMayGoOn());
    usual.deploy(V2);
    World world = world(othersMayGoOn());
    Receipt receipt = world.deploy(V2, world.look(), hanging(world));
    assertThat(receipt.outcome()).isEqualTo(Outcome.MIXED);
    assertThat(receipt.problem().orElseThrow().toString()).contains(SLOW.name());
    assertThat(others(world)).hasSize(6);
    assertThat(Duration.between(others(usual).getLast(), others(world).getLast()))
        .isLessThan(Looks.PATIENCE.plusSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 12})
  void aHostThatTakesItsTimeIsRolledLikeTheOthers(int seconds) throws InterruptedException {
    World world = world(Policy.defaults());
    Fleet slow = reading(world, Duration.ofSeconds(seconds), SLOW);
    assertThat(world.deploy(V2, world.look(), slow).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(9).containsOnly("v2");
    keptItsPromises(world);
  }

  /// Neither has to wait for a moment in which the other has just answered.
  @Test
  void soAreHostsThatAllTakeLongAndNotTheSame() throws InterruptedException {
    World world = world(Policy.defaults());
    Fleet slow = reading(world, Duration.ofSeconds(12), SLOW);
    Fleet both = reading(world, slow, Duration.ofSeconds(17), slot("fe-2/1").host());
    assertThat(world.deploy(V2, world.look(), both).outcome()).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(9).containsOnly("v2");
    keptItsPromises(world);
  }

  /// Also where it needs no lane of its own.
  @Test
  void aHostThatCanBeReadAgainIsTold() throws InterruptedException {
    World world = world(othersMayGoOn());
    world.scope = new Scope.Only(Set.of(SLOW));
    world.deploy(V2);
    world.scope = new Scope.All();
    int before = world.entries.size();
    world.whenLaneStarts(
        FIRST,
        Duration.ZERO,
        () -> world.fleet.unreachable(SLOW, Duration.ZERO).reachable(SLOW, DEADLINE));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(
            world.entries.stream()
                .skip(before)
                .map(Entry::event)
                .filter(Event.HostSeen.class::isInstance)
                .map(event -> ((Event.HostSeen) event).view())
                .filter(view -> view.host().equals(SLOW))
                .map(view -> view instanceof HostView.Seen)
                .toList())
        .startsWith(true, false)
        .endsWith(true);
    keptItsPromises(world);
  }

  /// From the first lane on nothing on it answers.
  private static Fleet hanging(World world) {
    var hangs = new AtomicBoolean();
    world.whenLaneStarts(FIRST, Duration.ZERO, () -> hangs.set(true));
    return FleetThatAnswers.on(
        SLOW,
        world.fleet,
        call -> {
          if (!hangs.get()) {
            return Optional.empty();
          }
          world.simulation.sleep(DEADLINE);
          throw new CallFailed(
              new Problem(SLOW + " did not answer", "no answer within 15 s", "look at it"),
              CallFailed.Effect.UNKNOWN);
        });
  }

  private static Fleet reading(World world, Duration takes, Host slow) {
    return reading(world, world.fleet, takes, slow);
  }

  /// Its engine takes that long to say what containers there are.
  private static Fleet reading(World world, Fleet fleet, Duration takes, Host slow) {
    return FleetThatAnswers.on(
        slow,
        fleet,
        call -> {
          if (call.equals("containers")) {
            world.simulation.sleep(takes);
          }
          return Optional.empty();
        });
  }

  /// When the other hosts' slots were done, in their order.
  private static List<Instant> others(World world) {
    return world.entries.stream()
        .filter(entry ->
            entry.event() instanceof Event.LaneEnded(var slot, _, _) && !slot.host().equals(SLOW))
        .map(Entry::at)
        .toList();
  }

  /// Though a whole host is out.
  private static Policy othersMayGoOn() {
    return Policy.defaults().withMaxOut(new Policy.MaxOut.Of(new Share.Count(6)));
  }

  private static World world(Policy policy) {
    var failing =
        new Policy.Failing(
            Optional.of(new Share.Count(3)), Reaction.CONTINUE, Duration.ofMinutes(10));
    return World.of(3, 3, policy.withFailing(failing));
  }

  private static void keptItsPromises(World world) {
    assertThat(world.fleet.promises().broken()).isEmpty();
  }
}
