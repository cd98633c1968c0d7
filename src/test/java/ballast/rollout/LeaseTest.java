package ballast.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.model.Host;
import ballast.model.LockHolder;
import ballast.model.Order;
import ballast.model.Policy;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import ballast.sim.Simulation;
import ballast.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final Host ANCHOR = new Host("fe-1");

  private final World world = new World(1, 1, 1, Policy.defaults());
  private final Simulation simulation = world.simulation;
  private final Clocks clocks = new Clocks(simulation);
  private final Lock lock = world.fleet.lock();
  private final Signal signal = new Signal();
  private final String server = world.service.balancer().server().of(1);

  private Lease lease(Crew crew) throws Exception {
    var me =
        new LockHolder(
            "anna@laptop",
            LockHolder.Kind.COMMAND,
            "r1",
            Instant.EPOCH,
            lock.lastGeneration() + 1,
            Optional.empty());
    var before = Lease.Before.of(clocks);
    String token = ((Lock.Attempt.Taken) lock.take(me)).token();
    return Lease.keep(lock, token, me, before, crew, clocks, signal);
  }

  private void someoneTakesItAway() throws Exception {
    lock.remove(lock.look().orElseThrow().token());
  }

  private static CallFailed refused(Lease lease) {
    CallFailed failed = catchThrowableOfType(CallFailed.class, lease::mustHold);
    assertThat(failed).isNotNull();
    assertThat(failed.effect()).isEqualTo(CallFailed.Effect.NONE);
    return failed;
  }

  @Test
  void aHolderThatRenewsIsSureAtOnce() throws Exception {
    Lease lease = lease(simulation);
    for (int i = 0; i < 100; i++) {
      simulation.sleep(Duration.ofMillis(700));
      Instant asked = simulation.now();
      lease.mustHold();
      assertThat(simulation.now()).isEqualTo(asked);
    }
    assertThat(lease.lost()).isEmpty();
  }

  @Test
  void onceTakenAwayItRefusesForGood() throws Exception {
    Lease lease = lease(simulation);
    someoneTakesItAway();
    simulation.sleep(Lease.BEAT.multipliedBy(2));
    assertThat(refused(lease).problem().what()).contains("no longer holds");
    assertThat(lease.lost()).isPresent();
    refused(lease);
  }

  @Test
  void aMachineThatSleptAsksBeforeItGoesOn() throws Exception {
    Lease lease = lease(new Clocks.Frozen(simulation));
    someoneTakesItAway();
    simulation.sleep(Duration.ofMinutes(10));
    clocks.slept(Duration.ofMinutes(10));
    refused(lease);
  }

  @Test
  void aMachineThatSleptAndStillHoldsItGoesOn() throws Exception {
    Lease lease = lease(new Clocks.Frozen(simulation));
    simulation.sleep(Duration.ofMinutes(10));
    clocks.slept(Duration.ofMinutes(10));
    lease.mustHold();
    assertThat(lease.lost()).isEmpty();
  }

  @Test
  void aClockThatIsSetBackProlongsNothing() throws Exception {
    Lease lease = lease(new Clocks.Frozen(simulation));
    someoneTakesItAway();
    simulation.sleep(Lease.TRUST);
    clocks.set(Duration.ofHours(-1));
    refused(lease);
  }

  @Test
  void aClockThatIsSetForwardCostsNothing() throws Exception {
    Lease lease = lease(simulation);
    clocks.set(Duration.ofHours(1));
    lease.mustHold();
    assertThat(lease.lost()).isEmpty();
  }

  @Test
  void trustEndsSoLongAfterTheLastRenewalWasSent() throws Exception {
    Lease lease = lease(new Clocks.Frozen(simulation));
    someoneTakesItAway();
    simulation.sleep(Lease.TRUST.minusMillis(100));
    lease.mustHold();
    simulation.sleep(Duration.ofMillis(100));
    refused(lease);
  }

  @Test
  void anAnchorThatIsSilentForAMomentIsWaitedFor() throws Exception {
    Lease lease = lease(simulation);
    world.fleet.unreachable(ANCHOR, Duration.ZERO);
    simulation.sleep(Lease.TRUST);
    world.fleet.reachable(ANCHOR, Lease.PATIENCE.dividedBy(2));
    lease.mustHold();
    assertThat(lease.lost()).isEmpty();
  }

  @Test
  void anAnchorThatStaysSilentEndsTheRollout() throws Exception {
    Lease lease = lease(simulation);
    world.fleet.unreachable(ANCHOR, Duration.ZERO);
    simulation.sleep(Lease.TRUST);
    Instant asked = simulation.now();
    assertThat(refused(lease).problem().why()).contains("no route to host");
    assertThat(Duration.between(asked, simulation.now()))
        .isBetween(Lease.PATIENCE, Lease.PATIENCE.plusSeconds(10));
    assertThat(lease.lost()).isPresent();
  }

  @Test
  void whatIsOrderedThroughTheLockIsObeyed() throws Exception {
    Lease lease = lease(simulation);
    String token = lock.look().orElseThrow().token();
    lock.leave(token, Order.PAUSE);
    simulation.sleep(Lease.BEAT.multipliedBy(2));
    assertThat(signal.paused()).isTrue();
    lock.leave(token, Order.RESUME);
    simulation.sleep(Lease.BEAT.multipliedBy(2));
    assertThat(signal.state()).isEqualTo(Signal.State.GO);
    lock.leave(token, Order.ABORT);
    simulation.sleep(Lease.BEAT.multipliedBy(2));
    assertThat(signal.stopped()).isTrue();
    lease.mustHold();
  }

  @Test
  void whoGivesItUpLeavesItFree() throws Exception {
    lease(simulation).close();
    assertThat(lock.look()).isEmpty();
  }

  @Test
  void whoLostItLeavesTheNextHolderAlone() throws Exception {
    Lease lease = lease(simulation);
    someoneTakesItAway();
    try (Lease next = lease(simulation)) {
      simulation.sleep(Lease.BEAT.multipliedBy(2));
      lease.close();
      simulation.sleep(Lease.BEAT.multipliedBy(2));
      next.mustHold();
      assertThat(next.generation()).isEqualTo(2);
    }
  }

  @Test
  void aFencedFleetChangesNothingOnceItIsLost() throws Exception {
    Lease lease = lease(simulation);
    var fleet = new FencedFleet(world.fleet, lease);
    fleet.balancer(ANCHOR).drain(server);
    someoneTakesItAway();
    simulation.sleep(Lease.BEAT.multipliedBy(2));
    assertThat(
            catchThrowableOfType(CallFailed.class, () -> fleet.balancer(ANCHOR).admit(server, 100)))
        .isNotNull();
    assertThat(world.fleet.balancer(ANCHOR).read().server(server).admission())
        .isEqualTo(ballast.model.Admission.DRAIN);
  }

  /// It takes a server out again that was given its requests back.
  @Test
  void aFencedFleetAsksForNoEvidenceOnceItIsLost() throws Exception {
    Lease lease = lease(simulation);
    var balancer = new FencedFleet(world.fleet, lease).balancer(ANCHOR);
    someoneTakesItAway();
    simulation.sleep(Lease.BEAT.multipliedBy(2));
    assertThat(catchThrowableOfType(CallFailed.class, () -> balancer.drained(server))).isNotNull();
    assertThat(world.fleet.balancer(ANCHOR).read().server(server).admission())
        .isEqualTo(ballast.model.Admission.READY);
  }
}
