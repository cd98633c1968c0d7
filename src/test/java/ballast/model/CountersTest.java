package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountersTest {
  @Test
  void countsWhatCameSince() {
    var earlier = new Counters(10, 1, 1, 1, 1, 1, 1, 1);
    var later = new Counters(15, 2, 1, 3, 1, 1, 1, 1);
    assertThat(later.since(earlier)).isEqualTo(new Counters(5, 1, 0, 2, 0, 0, 0, 0));
  }

  @Test
  void aRestartedHaproxyCountsFromNothing() {
    var earlier = new Counters(10, 1, 1, 1, 1, 1, 1, 1);
    var restarted = new Counters(3, 1, 0, 0, 0, 0, 0, 0);
    assertThat(restarted.since(earlier)).isEqualTo(restarted);
  }

  @Test
  void addsUp() {
    var one = new Counters(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(one.plus(one)).isEqualTo(new Counters(2, 4, 6, 8, 10, 12, 14, 16));
    assertThat(one.plus(Counters.NONE)).isEqualTo(one);
  }
}
