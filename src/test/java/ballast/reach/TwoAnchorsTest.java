package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Host;
import ballast.model.Policy;
import ballast.port.CallFailed;
import ballast.reach.Anchor.Standing;
import ballast.sim.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// ONE: two who have different hosts keep the lock never both go on without a word.
class TwoAnchorsTest {
  private static final Host A = new Host("fe-1");
  private static final Host B = new Host("fe-2");
  private static final Host C = new Host("fe-3");

  private final Marks marks = new Marks(A, B, C);
  private final Anchor a = anchor(A);
  private final Anchor b = anchor(B);

  private Anchor anchor(Host host) {
    return marks.anchor(host, World.of(1, 1, Policy.defaults()).fleet.lock());
  }

  @Test
  void whoMarksAfterAnotherHasBegunSeesItAndLeavesItsMark() throws Exception {
    Anchor.Look early = look(b);
    assertThat(mark(a, look(a))).isEmpty();
    assertThat(mark(b, early)).containsExactly(A);
    assertThat(marks.numbers()).containsEntry(A, 1L);
  }

  @Test
  void ofTwoWhoMarkAtTheSameMomentWhoSeesTheOtherGivesWayAndLeavesNothing() throws Exception {
    Anchor.Look early = look(b);
    marks.afterSetting(A, () -> assertThat(mark(b, early)).containsExactly(A));
    assertThat(mark(a, look(a))).isEmpty();
    assertThat(marks.numbers()).isEqualTo(Map.of(A, 1L));
    assertThat(look(a).standing()).isEqualTo(new Standing.Settled());
  }

  @Test
  void ofTwoWhoMoveItAwayFromAThirdAtTheSameMomentOneGivesWay() throws Exception {
    marks.mark(C, 5);
    Anchor.Look early = look(b);
    marks.afterSetting(A, () -> assertThat(mark(b, early)).containsExactly(A));
    assertThat(mark(a, look(a))).isEmpty();
  }

  @Test
  void whoseOwnMarkIsTakenAwayMeanwhileDoesNotGoOn() throws Exception {
    marks.mark(C, 5);
    Anchor c = anchor(C);
    marks.afterSetting(A, () -> assertThat(mark(c, look(c))).isEmpty());
    assertThat(mark(a, look(a))).containsExactly(A, C);
    assertThat(marks.numbers()).isEqualTo(Map.of(C, 7L));
  }

  @Test
  void aMarkThatTheLookHadSeenIsTakenAway() throws Exception {
    marks.mark(C, 5);
    assertThat(mark(a, look(a))).isEmpty();
    assertThat(marks.numbers()).isEqualTo(Map.of(A, 6L));
  }

  /// Whoever still uses the host that could not be asked is asked once it is back.
  @Test
  void aMarkThatWasMadeWhileAnotherHostCouldNotBeAskedCountsOnceItIsBack() throws Exception {
    marks.mark(B, 7);
    marks.goesDark(B);
    assertThat(mark(a, look(a))).isEmpty();
    marks.isBack(B);
    assertThat(look(a).standing()).isEqualTo(new Standing.Settled());
    assertThat(look(b).standing()).isInstanceOf(Standing.Moved.class);
  }

  private static Anchor.Look look(Anchor anchor) throws CallFailed, InterruptedException {
    return anchor.look(Marks.ONE_BY_ONE);
  }

  private static List<Host> mark(Anchor anchor, Anchor.Look before)
      throws CallFailed, InterruptedException {
    return anchor.mark(before, Marks.ONE_BY_ONE);
  }
}
