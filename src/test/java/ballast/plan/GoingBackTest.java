package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.sim.Words;
import org.junit.jupiter.api.Test;

/// What goes when a rollout that started spares first goes back.
class GoingBackTest {
  @Test
  void whatTookOverAndIsDownStaysWhileTooFewServeAlsoWhereTheOthersCouldNotGoBack() {
    Plan plan =
        plan(
            """
            back fe-1/1=v1 fe-1/2=v1 fe-1/3=v1 fe-1/4=- fe-1/5=-
            slots 3
            strategy surge 2
            given-up fe-1/1 fe-1/2
            fe-1  - maint + v1 kept  v1 next exited drain  v1 down  v2 down  v2 down
            """);
    assertThat(plan.ready()).extracting(Lane::slot).containsExactly(Words.slot("fe-1/3"));
    assertThat(plan.waiting())
        .extracting(waiting -> waiting.lane().slot())
        .containsExactlyInAnyOrder(Words.slot("fe-1/4"), Words.slot("fe-1/5"));
  }

  @Test
  void whatTookOverAndIsDownGoesAsSoonAsEnoughOthersServe() {
    Plan plan =
        plan(
            """
            back fe-1/1=v1 fe-1/2=v1 fe-1/3=v1 fe-1/4=- fe-1/5=-
            slots 3
            strategy surge 2
            fe-1  v1  v1  v1  v2 down  v2 down
            """);
    assertThat(plan.ready())
        .extracting(Lane::slot)
        .containsExactlyInAnyOrder(Words.slot("fe-1/4"), Words.slot("fe-1/5"));
  }

  private static Plan plan(String drawn) {
    Drawing drawing = Drawing.of(drawn);
    return Planner.plan(drawing.desired(), drawing.observed(), drawing.standing());
  }
}
