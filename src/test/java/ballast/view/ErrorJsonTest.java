package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorJsonTest {
  @Test
  void aRefusalIsToldInItsThreePartsAndWithItsExitCode() {
    assertThat(
            ErrorJson.of(
                "fe-1 is dark\n  why:  it is \"off\"\n        twice\n  next: turn it on", 5))
        .isEqualTo(
            "{\"error\":{\"what\":\"fe-1 is dark\",\"why\":\"it is \\\"off\\\"\\n        twice\","
                + "\"next\":\"turn it on\"},\"exit\":5}");
  }

  @Test
  void whereManyHostsAreToldTheLastNextIsTheWayOnAndNothingIsLost() {
    assertThat(
            ErrorJson.of(
                "2 of 3\n\na\n  why:  x\n  next: mend a\n\nb\n  why:  y\n  next: mend b\n\nnext: leave them",
                5))
        .isEqualTo(
            "{\"error\":{\"what\":\"2 of 3\",\"why\":\"a\\n  why:  x\\n  next: mend a\\n\\nb\\n  why:"
                + "  y\\n  next: mend b\",\"next\":\"leave them\"},\"exit\":5}");
  }

  @Test
  void whatHasNoReasonAndNoNextStepHasEmptyOnes() {
    assertThat(ErrorJson.of("someone else has it", 4))
        .isEqualTo(
            "{\"error\":{\"what\":\"someone else has it\",\"why\":\"\",\"next\":\"\"},\"exit\":4}");
  }
}
