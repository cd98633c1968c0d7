package ballast.rollout;

import static ballast.sim.Words.slot;
import static ballast.sim.World.V1;
import static ballast.sim.World.V2;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.EdgeSight;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Share;
import ballast.model.Strategy;
import ballast.plan.EdgeMove;
import ballast.sim.Behaviour;
import ballast.sim.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a rollout promises that takes whole hosts out of the edge, on simulated fleets whose
/// clients come through one.
class HostStrategyTest {
  private static final Host FE_1 = new Host("fe-1");
  private static final Host FE_2 = new Host("fe-2");

  private static World world() {
    return World.of(3, 3, Policy.defaults().withStrategy(Strategy.HOST));
  }

  @Test
  void hostsLeaveTheEdgeOneAfterTheOtherAndNothingIsLost() throws InterruptedException {
    var world = world();
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).as("%s", receipt).isEqualTo(Outcome.DONE);
    assertThat(world.serving()).hasSize(9).containsOnly("v2");
    assertThat(moves(world))
        .containsExactly(
            "fe-1 LEAVE", "fe-1 JOIN", "fe-2 LEAVE", "fe-2 JOIN", "fe-3 LEAVE", "fe-3 JOIN");
    allIn(world);
    keepsItsPromises(world);
  }

  @Test
  void theSlotsOfAHostChangeHandsAtOnceBetweenItsLeaveAndItsJoin() throws InterruptedException {
    var world = world();
    world.deploy(V2);
    List<String> story =
        world.entries.stream()
            .map(Entry::event)
            .flatMap(event ->
                switch (event) {
                  case Event.LaneStarted(var slot, _, _) -> List.of("begins " + slot).stream();
                  case Event.LaneEnded(var slot, _, _) -> List.of("ends " + slot.host()).stream();
                  case Event.EdgeEnded(var host, var way, _, _) ->
                      List.of(host + " " + way).stream();
                  default -> List.<String>of().stream();
                })
            .limit(8)
            .toList();
    assertThat(story)
        .containsExactly(
            "fe-1 LEAVE",
            "begins fe-1/1",
            "begins fe-1/2",
            "begins fe-1/3",
            "ends fe-1",
            "ends fe-1",
            "ends fe-1",
            "fe-1 JOIN");
  }

  @Test
  void asManyHostsAreOutAtOnceAsTheBudgetAllows() throws InterruptedException {
    var world =
        World.of(
            4,
            2,
            Policy.defaults()
                .withStrategy(Strategy.HOST)
                .withMaxOut(new Policy.MaxOut.Of(new Share.Count(5))));
    assertThat(world.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(moves(world).subList(0, 2)).containsExactlyInAnyOrder("fe-1 LEAVE", "fe-2 LEAVE");
    keepsItsPromises(world);
  }

  @Test
  void aBadReleaseGoesBackAndEveryHostIsLetInAgain() throws InterruptedException {
    var world = world();
    world.fleet.behaves(slot("fe-2/2"), V2.id(), new Behaviour.NeverHealthy());
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).as("%s", receipt).isEqualTo(Outcome.WENT_BACK);
    assertThat(world.serving()).hasSize(9).containsOnly("v1");
    allIn(world);
    keepsItsPromises(world);
  }

  @Test
  void whatSomeoneElseKeepsOutAtTheEdgeIsReplacedAndStaysOut() throws InterruptedException {
    var world = world();
    world.fleet.front().withhold(FE_1, "it is in maintenance");
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).as("%s", receipt).isEqualTo(Outcome.NOT_BEGUN);
    assertThat(receipt.problem().orElseThrow().why()).contains("3 are already", "max_out allows 3");
    assertThat(world.started()).isEmpty();

    var wider =
        World.of(
            3,
            3,
            Policy.defaults()
                .withStrategy(Strategy.HOST)
                .withMaxOut(new Policy.MaxOut.Of(new Share.Count(6))));
    wider.fleet.front().withhold(FE_1, "it is in maintenance");
    assertThat(wider.deploy(V2).outcome()).isEqualTo(Outcome.DONE);
    assertThat(moves(wider)).doesNotContain("fe-1 LEAVE", "fe-1 JOIN");
    assertThat(wider.look().seen().findFirst().orElseThrow().edge())
        .isEqualTo(new EdgeSight.Seen(new EdgeView.Withheld("it is in maintenance")));
    assertThat(wider.look().slots()).allMatch(view -> view.serves(V2.id()));
    keepsItsPromises(wider);
  }

  @Test
  void anEdgeThatDoesNotLetAHostGoFailsTheRolloutAndNothingOfTheHostIsTouched()
      throws InterruptedException {
    var world = world();
    // It says that it takes the wish, and someone lets the host in again each time.
    world.fleet.request(slot("fe-1/1"), Duration.ofMinutes(20), Duration.ofSeconds(1));
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).as("%s", receipt).isEqualTo(Outcome.NOT_BEGUN);
    assertThat(receipt.problem().orElseThrow().what()).contains("did not let go of fe-1");
    assertThat(world.started()).isEmpty();
    allIn(world);
    keepsItsPromises(world);
  }

  @Test
  void aHostThatWasLeftOutIsLetInByTheNextRunWhateverItsStrategyIs() throws InterruptedException {
    for (Strategy strategy : List.of(Strategy.HOST, Strategy.ROLLING)) {
      var world = World.of(3, 3, Policy.defaults().withStrategy(strategy));
      world.fleet.behind(
          new ballast.sim.SimulatedEdge.Slowness(
              Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)));
      world.work(_ -> {
        world.fleet.front().lets(FE_2);
        return 0;
      });
      assertThat(world.look().serving(3)).isEqualTo(6);
      assertThat(world.deploy(V1).outcome()).isEqualTo(Outcome.DONE);
      assertThat(moves(world)).containsExactly("fe-2 JOIN");
      assertThat(world.started()).isEmpty();
      allIn(world);
      keepsItsPromises(world);
    }
  }

  @Test
  void aStopFinishesTheHostInHandAndLetsItIn() throws InterruptedException {
    var world = world();
    world.whenLaneStarts(slot("fe-1/1"), Duration.ofMillis(100), world.signal::stop);
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(world.serving())
        .containsExactly("v2", "v2", "v2", "v1", "v1", "v1", "v1", "v1", "v1");
    allIn(world);
    keepsItsPromises(world);
  }

  /// Something sets its state again and again, such as a reload of the edge.
  @Test
  void aHostThatIsLetInAgainEachTimeItHasLeftIsGivenUp() throws InterruptedException {
    var world = world();
    var edge = world.fleet.front();
    for (int second = 1; second < 4_000; second++) {
      world.simulation.later(Duration.ofSeconds(second), () -> edge.letIn(FE_1));
    }
    Receipt receipt = world.deploy(V2);
    assertThat(receipt.outcome()).isNotEqualTo(Outcome.DONE);
    assertThat(receipt.took()).isLessThan(Duration.ofMinutes(30));
    assertThat(world.fleet.promises().lost()).isZero();
  }

  /// One that an earlier run left out cannot be told from one that is in.
  @Test
  void anEdgeThatCannotBeReadIsNotTakenForOneThatHasAllHosts() throws InterruptedException {
    var world = world();
    var problem = new Problem("the edge does not answer", "timed out", "look");
    var first =
        new Observed(
            world
                .look()
                .seen()
                .<HostView>map(host -> host.with(new EdgeSight.Unseen(problem)))
                .toList());
    Receipt receipt = world.deploy(V1, first);
    assertThat(receipt.outcome()).isEqualTo(Outcome.NOT_BEGUN);
    assertThat(receipt.problem().orElseThrow().why()).contains("timed out");
  }

  private static List<String> moves(World world) {
    return world.entries.stream()
        .map(Entry::event)
        .flatMap(event ->
            event instanceof Event.EdgeEnded(var host, EdgeMove.Way way, _, _)
                ? List.of(host + " " + way).stream()
                : List.<String>of().stream())
        .toList();
  }

  private static void allIn(World world) throws InterruptedException {
    assertThat(world.look().seen().map(host -> host.edge().words())).allMatch("serving"::equals);
  }

  private static void keepsItsPromises(World world) {
    assertThat(world.fleet.promises().broken()).isEmpty();
    assertThat(world.fleet.promises().lost()).isZero();
  }
}
