package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Problem;
import org.junit.jupiter.api.Test;

class WayBackTest {
  @Test
  void goesToTheNewestEarlierReleaseThatEverySlotKeeps() {
    assertThat(
            last(
                """
                fe-1  v3 + v2 kept + v1 kept  v3 + v2 kept + v1 kept
                fe-2  v3 + v2 kept + v1 kept  v3 + v2 kept + v1 kept
                """))
        .isEqualTo("v2");
  }

  @Test
  void goingBackTwiceLeadsFurtherBackAndNeverForthAgain() {
    assertThat(last("fe-1  v2 + v3 kept + v1 kept  v2 + v3 kept + v1 kept")).isEqualTo("v1");
    assertThat(problem("fe-1  v1 + v3 kept + v2 kept  v1 + v3 kept + v2 kept").what())
        .isEqualTo("there is nothing to go back to");
  }

  @Test
  void aReleaseThatSomeSlotsNeverHadIsPassedOver() {
    assertThat(last("fe-1  v3 + v2 kept + v1 kept  v3 + v1 kept")).isEqualTo("v1");
  }

  @Test
  void aMixedFleetGoesBackToWhatTheOthersStillServe() {
    assertThat(
            last(
                """
                fe-1  v2 + v1 kept  v2 + v1 kept
                fe-2  v1 + v0 kept  v1 + v0 kept
                """))
        .isEqualTo("v1");
  }

  @Test
  void aHalfDoneDeployIsUndone() {
    assertThat(last("fe-1  v2 + v1 kept  v2 drain down + v1 last  v1 drain + v2 next  v1"))
        .isEqualTo("v1");
    assertThat(last("fe-1  v1 drain + v2 next + v0 kept  v1 + v0 kept")).isEqualTo("v1");
    assertThat(last("fe-1  v2 next + v1 last maint  v1")).isEqualTo("v1");
  }

  @Test
  void aDeployThatDiedAtItsLastSlotIsUndoneAndNotFinished() {
    assertThat(last("fe-1  v2 + v1 kept  v2 drain down + v1 last")).isEqualTo("v1");
  }

  @Test
  void aGoingBackThatWasBrokenOffIsFinishedBeforeAnotherBegins() {
    assertThat(last("fe-1  v2 + v3 kept + v1 kept  v3 drain + v2 next exited + v1 kept"))
        .isEqualTo("v2");
    assertThat(last("fe-1  v2 + v3 kept + v1 kept  v2 drain down + v3 last + v1 kept"))
        .isEqualTo("v2");
  }

  @Test
  void aSlotThatCrashedIsNoReasonToGoBackToWhatItServes() {
    assertThat(last("fe-1  v2 exited + v1 kept  v2 + v1 kept")).isEqualTo("v1");
  }

  @Test
  void aContainerThatIsOnlyMadeReadyIsNoWayBack() {
    assertThat(problem("fe-1  v2 + v1 prepared  v2 + v1 prepared").what())
        .isEqualTo("there is nothing to go back to");
  }

  @Test
  void slotsThatLackTheContainerAreNamedAndNothingIsTouched() {
    Problem problem =
        problem(
            """
            fe-1  v2 + v1 kept  v2 + v1 kept
            fe-2  v2 + v1 kept  v2
            fe-3  v2  v2
            """);
    assertThat(problem.what())
        .isEqualTo("not every slot can go back to v1 (release v1); nothing was touched");
    assertThat(problem.why())
        .isEqualTo("3 of 6 slots keep no container of it: fe-2/2, fe-3/1, fe-3/2");
    assertThat(problem.next()).contains("ballast deploy v1").contains("--limit");
  }

  @Test
  void everyHostThatLacksItIsNamedHoweverMany() {
    var fleet = new StringBuilder("fe-1  v2 + v1 kept  v2 + v1 kept\n");
    for (int host = 2; host <= 20; host++) {
      fleet.append("fe-%d  v2  v2\n".formatted(host));
    }
    assertThat(problem(fleet.toString()).why())
        .startsWith("38 of 40 slots")
        .contains("and 26 more, on fe-2, fe-3")
        .endsWith("fe-20");
  }

  @Test
  void aSlotThatSomeoneElseHasOutNeedNotHaveIt() {
    assertThat(last("fe-1  v3 + v2 kept  v1 maint  v3 + v2 kept")).isEqualTo("v2");
  }

  @Test
  void whatCannotBeReadIsNotTakenForALackOrForAWay() {
    assertThat(
            problem(
                    """
                    fe-1  v2 + v1 kept  v2 + v1 kept
                    fe-2  unreachable no route to host
                    """)
                .what())
        .startsWith("fe-2 cannot be read");
  }

  @Test
  void anyKeptReleaseCanBeNamedByVersionOrId() {
    String fleet = "fe-1  v2 + v3 kept + v1 kept  v2 + v3 kept + v1 kept";
    assertThat(told(named(fleet, "v1"))).isEqualTo("v1");
    assertThat(told(named(fleet, "v3"))).isEqualTo("v3");
    assertThat(told(named(fleet, "v2"))).isEqualTo("v2");
  }

  @Test
  void aNameThatNoSlotKeepsIsAnsweredWithThoseThatAreThere() {
    Problem problem = refused(named("fe-1  v2 + v1 kept  v2", "v7"));
    assertThat(problem.what()).startsWith("no slot keeps a container of 'v7'");
    assertThat(problem.why()).contains("v1 (release v1, on 1 of 2 slots)", "v2 (release v2, on 2");
  }

  @Test
  void theFleetServesWhatItWasToldToGoBackToOnceThePlanIsRun() {
    var drawing =
        Drawing.of(
            """
            want v3
            batches 3
            fe-1  v3 + v2 kept  v3 drain + v2 last
            fe-2  v3 + v2 kept  v2
            fe-3  v3 + v2 kept  v3 + v2 kept
            """);
    var to = (WayBack.To) WayBack.last(drawing.observed(), drawing.slots());
    var desired = new Desired(drawing.desired().service(), to.target(), drawing.desired().policy());
    var forecast = Forecast.of(desired, drawing.observed());
    assertThat(forecast.stuck()).isEmpty();
    assertThat(forecast.lanes()).isEqualTo(5);
    assertThat(Planner.plan(desired, drawing.observed(), Standing.NONE).waiting())
        .as("no batch is waited for")
        .noneMatch(waiting -> waiting.why().contains("batch"));
  }

  private static String last(String fleet) {
    var drawing = Drawing.of(fleet);
    return told(WayBack.last(drawing.observed(), drawing.slots()));
  }

  private static WayBack named(String fleet, String name) {
    var drawing = Drawing.of(fleet);
    return WayBack.named(drawing.observed(), drawing.slots(), name);
  }

  private static String told(WayBack way) {
    return switch (way) {
      case WayBack.To(_, var version, _) -> version;
      case WayBack.Refused(var problem) -> "refused: " + problem;
    };
  }

  private static Problem problem(String fleet) {
    var drawing = Drawing.of(fleet);
    return refused(WayBack.last(drawing.observed(), drawing.slots()));
  }

  private static Problem refused(WayBack way) {
    return ((WayBack.Refused) way).problem();
  }
}
