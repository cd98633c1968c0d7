package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1   | 1",
        "2   | 1 1",
        "9   | 3 3 3",
        "10  | 3 3 3 1",
        "20  | 7 7 6",
        "100 | 35 35 30"
      })
  void thirtyFivePercentIsWhatAnsiblesSerialMakesOfIt(int hosts, String sizes) {
    assertThat(serial(new Share.Percent(35)).sizesFor(hosts)).isEqualTo(list(sizes));
  }

  @Test
  void aPercentageIsOfAllHostsAndTheLastSizeRepeats() {
    Batches batches = serial(new Share.Count(1), new Share.Percent(10), new Share.Percent(35));
    assertThat(batches.sizesFor(10)).containsExactly(1, 1, 3, 3, 2);
    assertThat(batches.sizesFor(100)).containsExactly(1, 10, 35, 35, 19);
    assertThat(batches.sizesFor(1)).containsExactly(1);
  }

  @Test
  void aPercentageIsExactWhereAnsibleIsOffByOne() {
    assertThat(serial(new Share.Percent(29)).sizesFor(100).getFirst()).isEqualTo(29);
    assertThat(serial(new Share.Percent(57)).sizesFor(100).getFirst()).isEqualTo(57);
    assertThat(serial(new Share.Percent(58)).sizesFor(50).getFirst()).isEqualTo(29);
    assertThat(serial(new Share.Percent(35)).sizesFor(180).getFirst()).isEqualTo(63);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"10 | 4 3 3", "9 | 3 3 3", "2 | 1 1", "20 | 7 7 6", "100 | 34 33 33"})
  void threeBatchesDifferByAtMostOneHost(int hosts, String sizes) {
    assertThat(new Batches.Even(3).sizesFor(hosts)).isEqualTo(list(sizes));
  }

  @Test
  void noBatchesAreOneThatHoldsEveryHost() {
    assertThat(new Batches.Whole().sizesFor(9)).containsExactly(9);
  }

  @Test
  void noHostsAreNoBatches() {
    assertThat(new Batches.Whole().sizesFor(0)).isEmpty();
    assertThat(new Batches.Even(3).sizesFor(0)).isEmpty();
    assertThat(serial(new Share.Percent(35)).sizesFor(0)).isEmpty();
  }

  @Test
  void everyHostIsInExactlyOneBatch() {
    for (int hosts = 1; hosts <= 200; hosts++) {
      for (int percent = 1; percent <= 100; percent++) {
        assertThat(sum(serial(new Share.Percent(percent)).sizesFor(hosts))).isEqualTo(hosts);
      }
      for (int count = 1; count <= 20; count++) {
        assertThat(sum(new Batches.Even(count).sizesFor(hosts))).isEqualTo(hosts);
      }
    }
  }

  @Test
  void refusesBatchesThatHoldNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Batches.Even(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Batches.Serial(List.of()));
  }

  private static Batches serial(Share... sizes) {
    return new Batches.Serial(List.of(sizes));
  }

  private static int sum(List<Integer> sizes) {
    return sizes.stream().mapToInt(Integer::intValue).sum();
  }

  private static List<Integer> list(String text) {
    return java.util.Arrays.stream(text.strip().split(" ")).map(Integer::valueOf).toList();
  }
}
