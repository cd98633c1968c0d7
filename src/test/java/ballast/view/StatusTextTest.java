package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Observed;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  @Test
  void aCalmFleetIsOneTableAndOneVersion() {
    Golden.matches("status-calm", status(Fleets.calm(3)));
  }

  @Test
  void everythingThatIsNotAsItShouldBeIsMarkedAndUnknownIsNotAbsent() {
    Golden.matches("status-troubled", status(Fleets.troubled()));
  }

  @Test
  void manyHostsOfOneVersionAreNamedUpToALimit() {
    assertThat(status(Fleets.calm(30))).last().asString().endsWith("fe-12 and 18 more");
  }

  private static List<String> status(Observed observed) {
    return StatusText.lines(Fleets.PXAPP, observed, Palette.PLAIN);
  }
}
