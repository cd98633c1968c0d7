package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.reach.Anchor.Seen;
import ballast.reach.Anchor.Standing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnchorTest {
  private static final Host A = new Host("fe-1");
  private static final Host B = new Host("fe-2");
  private static final Host C = new Host("fe-3");
  private static final Seen NONE = new Seen.Unmarked();
  private static final Seen DARK = new Seen.Unread(new Problem("fe", "no route", "look"));

  private static Seen marked(long number) {
    return new Seen.Marked(number);
  }

  private static Standing standing(Seen a, Seen b, Seen c) {
    return new Anchor.Look(A, Map.of(A, a, B, b, C, c)).standing();
  }

  @Test
  void noMarkAnywhereIsTheFirstUse() {
    assertThat(standing(NONE, NONE, NONE)).isEqualTo(new Standing.First());
  }

  @Test
  void theLatestMarkSettlesItWhateverCannotBeRead() {
    assertThat(standing(marked(1), NONE, NONE)).isEqualTo(new Standing.Settled());
    assertThat(standing(marked(3), marked(2), DARK)).isEqualTo(new Standing.Settled());
  }

  @Test
  void aMarkElsewhereIsAskedAbout() {
    assertThat(standing(NONE, marked(4), NONE))
        .isEqualTo(new Standing.Moved(4, List.of(B), List.of()));
  }

  @Test
  void anAnchorThatWasOneLongAgoIsAskedAbout() {
    assertThat(standing(marked(2), NONE, marked(3)))
        .isEqualTo(new Standing.Moved(3, List.of(C), List.of()));
  }

  @Test
  void twoThatWereMadeAnchorAtTheSameMomentAreBothAskedAbout() {
    assertThat(standing(marked(1), marked(1), NONE))
        .isEqualTo(new Standing.Moved(1, List.of(B), List.of()));
  }

  @Test
  void whatCannotBeReadIsNotUnmarked() {
    assertThat(standing(NONE, DARK, NONE)).isEqualTo(new Standing.Moved(0, List.of(), List.of(B)));
  }
}
