package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Berth;
import ballast.model.Observed;
import ballast.model.Slot;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MendingTest {
  @Test
  void aFleetThatServesNeedsNoMending() {
    assertThat(Mending.of(Drawing.of("fe-1  v2 + v1 kept  v1 weight40").observed()).isEmpty())
        .isTrue();
  }

  @Test
  void whetherTheEdgeSendsAHostRequestsMayBeUnknown() {
    Observed observed = Drawing.of("edge\nfe-1  v1  v1 @unknown\nfe-2  v1  v1").observed();
    assertThat(Mending.of(observed).outAtEdge()).isEmpty();
    assertThat(Mending.of(observed).unknownAtEdge())
        .singleElement()
        .satisfies(problem -> assertThat(problem.brief()).contains("fe-1", "timed out"));
  }

  @Test
  void everySlotIsBroughtToWhatItsOwnPhaseSaysAndNoneToAnothersVersion() {
    assertThat(
            told(
                """
                fe-1  v1 drain + v2 next           v1 maint + v2 next         v1 last maint + v2 next
                fe-2  v2 drain down + v1 last      v2 exited maint + v1 last  v2 + v1 last
                fe-3  v3 down                      v3 exited                  - + v1 kept
                """))
        .containsExactly(
            "fe-1/1 to v1, was being drained: v1 still runs: await v1 healthy, then give it its requests",
            "fe-1/2 to v1, was taken out: v1 still runs: await v1 healthy, then give it its requests",
            "fe-1/3 to v1, v1 was stopped, and nothing started in its place: start v1 again",
            "fe-2/1 to v2, v2 was started, but not proven: await v2 healthy, then give it its requests",
            "fe-2/2 to v1, was handed over, and its container of v2 does not run: start v1 again",
            "fe-2/3 to v2, serves v2, but its hand-over was not finished: take its mark away",
            "fe-3/1 to v3, runs v3, but HAProxy's check says it is down: await v3 healthy, then give it its requests",
            "fe-3/2 to v3, its container of v3 does not run: start v3 again",
            "fe-3/3 to v1, no container: start v1 again");
  }

  /// What the playbook of 2016 leaves when it is killed between weight 0 and weight 1, and what
  /// `drain` leaves.
  @Test
  void whatSomeoneElseTookOutIsTakenBack() {
    assertThat(told("fe-1  v1 weight0  v1 maint  v1 exited drain"))
        .containsExactly(
            "fe-1/1 to v1, taken out by someone else (ready, weight 0): take it back with v1",
            "fe-1/2 to v1, taken out by someone else (maint, weight 100): take it back with v1",
            "fe-1/3 to v1, taken out by someone else (drain, weight 100): take it back with v1");
  }

  /// In maintenance it may be a spare that Ballast has closed, and is left alone.
  @Test
  void anEmptyPlaceThatSomeoneDrainedIsOpenedAgain() {
    var drawing = Drawing.of("want v1\nfe-1  - drain  - maint  v1");
    Mending mending = Mending.of(drawing.observed());
    assertThat(told("fe-1  - drain  - maint  v1"))
        .containsExactly(
            "fe-1/1 to nothing, taken out by someone else (drain, weight 100): open it again; nothing is in it until a deploy fills it");
    assertThat(lanes(drawing, mending, mending.takenBack()))
        .singleElement()
        .matches(Lane::reopens)
        .matches(lane -> lane.steps().equals(List.of(new Step.Reopen(100))));
  }

  @Test
  void aSlotThatKeepsNothingIsSaidToBeHelpless() {
    var mending = Mending.of(Drawing.of("fe-1  -  - weight0  v1 + v0 kept").observed());
    assertThat(mending.repairs()).isEmpty();
    assertThat(mending.helpless().stream().map(one -> one.slot() + ": " + one.words()))
        .containsExactly(
            "fe-1/1: no container: no container is kept that could be started",
            "fe-1/2: taken out by someone else (ready, weight 0): no container is kept that could be started");
  }

  @Test
  void onlyARepairTakesBackWhatSomeoneElseTookOut() {
    var drawing = Drawing.of("want v1\nfe-1  v1 weight0  v1 maint  v1");
    Mending mending = Mending.of(drawing.observed());
    assertThat(lanes(drawing, mending, Set.of())).isEmpty();
    assertThat(lanes(drawing, mending, mending.takenBack()))
        .hasSize(2)
        .allMatch(lane -> lane.hands() == Lane.Hands.TAKEN_BACK)
        .allMatch(lane -> lane.cost() == Lane.Cost.FREE);
  }

  private static List<Lane> lanes(Drawing drawing, Mending mending, Set<Slot> takenBack) {
    Desired desired = drawing.desired();
    return Planner.plan(
            new Desired(
                desired.service(),
                new Desired.Target.Back(mending.releases()),
                desired.policy(),
                desired.scope(),
                takenBack),
            drawing.observed(),
            Standing.NONE)
        .lanes();
  }

  private static Stream<String> told(String fleet) {
    return Mending.of(Drawing.of(fleet).observed()).repairs().stream()
        .map(one ->
            "%s to %s, %s"
                .formatted(
                    one.slot(), one.to().map(Berth::version).orElse("nothing"), one.words()));
  }
}
