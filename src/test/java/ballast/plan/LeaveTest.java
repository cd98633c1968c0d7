package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.sim.Words;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeaveTest {
  private static final String THREE =
      """
      want v1
      max_out 3
      fe-1  v1  v1  v1
      fe-2  v1  v1  v1
      fe-3  v1  v1  v1
      """;

  @Test
  void oneSlotOfAHostMayLeave() {
    assertThat(granted(THREE, "fe-1/2").slots()).isEqualTo(slots("fe-1/2"));
    assertThat(granted(THREE, "fe-1/2").emptied()).isEmpty();
  }

  @Test
  void aHostThatIsWantedWholeIsSaidToBeEmptied() {
    assertThat(granted(THREE, "fe-2/1", "fe-2/2", "fe-2/3").emptied())
        .isEqualTo(List.of(new Host("fe-2")));
  }

  @Test
  void theRestOfAHostWhoseOtherSlotsAreOutAlreadyIsTheWholeHost() {
    var leave =
        granted(
            """
            want v1
            max_out 3
            fe-1  v1 maint  v1  v1
            fe-2  v1  v1  v1
            """,
            "fe-1/1",
            "fe-1/2",
            "fe-1/3");
    assertThat(leave.already()).isEqualTo(slots("fe-1/1"));
    assertThat(leave.slots()).isEqualTo(slots("fe-1/2", "fe-1/3"));
    assertThat(leave.emptied()).isEqualTo(List.of(new Host("fe-1")));
  }

  @Test
  void whatIsOutAlreadyNeedsNothing() {
    assertThat(granted("want v1\nfe-1  v1 maint  v1  v1", "fe-1/1").slots()).isEmpty();
  }

  @Test
  void moreThanTheFleetMayLoseIsRefusedWithTheArithmetic() {
    assertThat(refused(THREE.replace("max_out 3", "max_out 25%"), "fe-1/1", "fe-2/1", "fe-3/1"))
        .extracting(Problem::why)
        .isEqualTo(
            "0 of 9 slots are out already, 3 more would make 3, and max_out allows 2 (25% of 9 slots, rounded down)");
    assertThat(
            refused(
                """
                want v1
                max_out 4
                fe-1  v1  v1  v1
                fe-2  unreachable no route
                fe-3  v1  v1 down  v1
                """,
                "fe-1/1"))
        .extracting(Problem::why)
        .isEqualTo(
            "4 of 9 slots are out already (3 on hosts that could not be read), 1 more would make 5, and max_out allows 4 (4 of 9 slots, rounded down)");
  }

  @Test
  void moreThanAHostMayLoseIsRefusedUnlessTheWholeHostIsWanted() {
    Problem problem = refused(THREE, "fe-1/1", "fe-1/2");
    assertThat(problem.why())
        .isEqualTo("2 of its 3 slots would be out, and 2 must serve (per_host 1)");
    assertThat(problem.next()).contains("ballast drain fe-1");
  }

  @Test
  void aSlotInTheMiddleOfAHandOverIsBroughtToRestFirst() {
    assertThat(refused("want v1\nfe-1  v1 drain + v2 next  v1  v1", "fe-1/1").next())
        .contains("ballast repair");
  }

  private static Leave.Granted granted(String fleet, String... slots) {
    return (Leave.Granted) leave(fleet, slots);
  }

  private static Problem refused(String fleet, String... slots) {
    return ((Leave.Refused) leave(fleet, slots)).problem();
  }

  private static Leave leave(String fleet, String... slots) {
    var drawing = Drawing.of(fleet);
    Desired desired = drawing.desired();
    return Leave.of(desired.service(), desired.policy(), drawing.observed(), slots(slots));
  }

  private static Set<Slot> slots(String... slots) {
    return Stream.of(slots).map(Words::slot).collect(Collectors.toSet());
  }
}
