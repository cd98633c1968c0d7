package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Spares;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whenever a lane of one host ends, or a look has grown old, the others are looked at in the
/// middle of theirs: after each change that a lane makes, the plan must be as careful as before it.
class LooksMidwayTest {
  private static final int MOST_LANES = 20;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "want v2 / slots 3 / strategy surge / fe-1  v1  v1  v1  - maint",
        "want v2 / slots 3 / strategy surge 2 / fe-1  v1  v1  v1  - maint  - maint",
        "want v2 / slots 2 / strategy blue-green / fe-1  v1  v1  - maint  - maint",
        "want v2 / slots 1 / strategy surge / fe-1  v1  - maint",
        "back fe-1/1=v1 fe-1/2=v1 fe-1/3=v1 fe-1/4=- / slots 3 / strategy surge"
            + " / fe-1  v2 + v1 kept  v2 + v1 kept  - maint + v1 kept  v2",
        "back fe-1/1=v1 fe-1/2=v1 fe-1/3=- fe-1/4=- / slots 2 / strategy blue-green"
            + " / fe-1  - maint + v1 kept  - maint + v1 kept  v2  v2",
        "back fe-1/1=v1 fe-1/2=v1 fe-1/3=v1 fe-1/4=- fe-1/5=- / slots 3 / strategy surge 2"
            + " / fe-1  v2 + v1 kept  - maint + v1 kept  - maint + v1 kept  v2  v2"
      })
  void startingFirstLowersNoCapacityWhereverALookFindsALane(String drawn) {
    Drawing drawing = Drawing.of(drawn.replace(" / ", "\n"));
    Desired desired = drawing.desired();
    Observed observed = drawing.observed();
    int lanes = 0;
    for (Plan plan = plan(desired, observed, Standing.NONE);
        !plan.ready().isEmpty() && lanes < MOST_LANES;
        plan = plan(desired, observed, Standing.NONE), lanes++) {
      Lane lane = plan.ready().getFirst();
      var standing =
          new Standing(
              Set.of(lane.slot()), lane.empties() ? Set.of(lane.slot()) : Set.of(), Set.of());
      for (SlotView midway : Walk.of(observed.slot(lane.slot()).orElseThrow(), lane)) {
        observed = with(observed, midway, drawing.slots());
        assertThat(left(desired, observed, standing))
            .as(
                "%s, in whose lane this was seen: %s%n%s",
                lane.slot(), midway, plan(desired, observed, standing))
            .isGreaterThanOrEqualTo(drawing.slots());
      }
    }
    assertThat(lanes).as("lanes").isBetween(2, MOST_LANES - 1);
    assertThat(plan(desired, observed, Standing.NONE).isEmpty()).isTrue();
  }

  private static Plan plan(Desired desired, Observed observed, Standing standing) {
    return Planner.plan(desired, observed, standing);
  }

  /// The slots that serve when everything is out that the plan begins with, and the slot in hand as
  /// it was seen.
  private static long left(Desired desired, Observed observed, Standing standing) {
    Set<Slot> begun =
        plan(desired, observed, standing).ready().stream()
            .map(Lane::slot)
            .collect(Collectors.toSet());
    return observed.slots().filter(view -> view.serving() && !begun.contains(view.slot())).count();
  }

  private static Observed with(Observed observed, SlotView changed, int slots) {
    HostView.Seen host = observed.seen().findFirst().orElseThrow();
    return new Observed(
        List.of(
            new HostView.Seen(
                host.host(),
                Spares.tell(
                    host.slotsAndSpares().stream()
                        .map(view -> view.slot().equals(changed.slot()) ? changed : view)
                        .toList(),
                    slots),
                host.worker(),
                host.backend())));
  }
}
