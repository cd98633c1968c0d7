package ballast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Host;
import ballast.port.Front;
import ballast.rollout.EdgeGate.Outcome;
import ballast.sim.SimulatedEdge;
import ballast.sim.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A host's way out of a slow edge and back, on virtual time.
class EdgeGateTest {
  private static final Host FE_1 = new Host("fe-1");
  private static final Duration SOME = Duration.ofMinutes(5);

  private final Simulation simulation = new Simulation(1);
  private final List<String> told = new ArrayList<>();

  private SimulatedEdge edge(int seconds) {
    return new SimulatedEdge(
        simulation,
        List.of(FE_1),
        new SimulatedEdge.Slowness(
            Duration.ofMillis(300), Duration.ofSeconds(seconds), Duration.ofSeconds(seconds)));
  }

  private EdgeGate gate(SimulatedEdge edge) {
    return new EdgeGate(new Front(edge, SOME, SOME, Duration.ofSeconds(3)), simulation);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 120})
  void waitsUntilTheEdgeHasLetGoAndUntilItHasTheHostBack(int seconds) throws Exception {
    SimulatedEdge edge = edge(seconds);
    Instant began = simulation.now();
    assertThat(gate(edge).letGo(FE_1, told::add)).isEqualTo(new Outcome.Done());
    assertThat(edge.sendsTo(FE_1)).isFalse();
    assertThat(Duration.between(began, simulation.now()))
        .isBetween(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds + 8));
    assertThat(gate(edge).takeBack(FE_1, told::add)).isEqualTo(new Outcome.Done());
    assertThat(edge.sendsTo(FE_1)).isTrue();
  }

  @Test
  void saysWhyItWaitsOnceForEachReason() throws Exception {
    gate(edge(60)).letGo(FE_1, told::add);
    assertThat(told).containsExactly("the edge sends it requests", "the edge is not done with it");
  }

  @Test
  void anEdgeThatTakesTooLongIsAFailureThatSaysWhatItSaidLast() throws Exception {
    assertThat(gate(edge(1000)).letGo(FE_1, told::add))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed ->
                assertThat(failed.problem().toString())
                    .contains("the edge did not let go of fe-1 within 300 s")
                    .contains("the edge is not done with it"));
  }

  @Test
  void whatSomeoneElseKeepsOutStaysOutAndIsNoFailure() throws Exception {
    SimulatedEdge edge = edge(1);
    edge.withhold(FE_1, "Ann mends its disk");
    assertThat(gate(edge).letGo(FE_1, told::add))
        .isEqualTo(new Outcome.Withheld("Ann mends its disk"));
    assertThat(gate(edge).takeBack(FE_1, told::add))
        .isEqualTo(new Outcome.Withheld("Ann mends its disk"));
    assertThat(edge.sendsTo(FE_1)).isFalse();
  }

  @Test
  void aHostThatSomeoneLetsInMeanwhileIsAskedOutAgain() throws Exception {
    SimulatedEdge edge = edge(30);
    simulation.later(Duration.ofSeconds(10), () -> edge.letIn(FE_1));
    assertThat(gate(edge).letGo(FE_1, told::add)).isEqualTo(new Outcome.Done());
    assertThat(edge.sendsTo(FE_1)).isFalse();
  }

  @Test
  void aLostAnswerIsSettledByLookingAgain() throws Exception {
    SimulatedEdge edge = edge(5);
    edge.loseNext(1);
    assertThat(gate(edge).letGo(FE_1, told::add)).isEqualTo(new Outcome.Done());
  }

  @Test
  void aRefusalNowAndThenIsAskedAgainAndOneThatStaysIsToldInItsWords() throws Exception {
    SimulatedEdge edge = edge(5);
    edge.refuseNext(2);
    assertThat(gate(edge).letGo(FE_1, told::add)).isEqualTo(new Outcome.Done());
    edge.refuseNext(3);
    assertThat(gate(edge).takeBack(FE_1, told::add))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.problem().why()).isEqualTo("quota exceeded"));
  }

  @Test
  void anEdgeThatDoesNotKnowTheHostIsAFailureAndNotAHostThatHasLeft() throws Exception {
    assertThat(gate(edge(1)).letGo(new Host("fe-9"), told::add))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.problem().why()).contains("no such host"));
  }
}
