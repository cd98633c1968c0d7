package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.EdgeJson;
import ballast.model.EdgeSight;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.Observed;
import ballast.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
  void whatTheEdgeDoesWithEachHostHasAColumn() {
    var edge =
        Map.<Host, EdgeSight>of(
            new Host("fe-1"),
            new EdgeSight.Seen(new EdgeView.Leaving(OptionalInt.of(3))),
            new Host("fe-2"),
            new EdgeSight.Seen(new EdgeView.Serving()),
            new Host("fe-3"),
            new EdgeSight.Unseen(new Problem("the edge knows no fe-3", "no server", "name it")));
    Golden.matches(
        "status-edge", StatusText.lines(Fleets.PXAPP, Fleets.calm(3), edge, Palette.PLAIN));
  }

  @Test
  void programsReadTheSameOfTheEdge() {
    assertThat(EdgeJson.write(new EdgeSight.Seen(new EdgeView.Leaving(OptionalInt.of(3)))))
        .hasToString("{\"state\":\"leaving\",\"in_flight\":3}");
    assertThat(EdgeJson.write(new EdgeSight.Seen(new EdgeView.Withheld("by Ann"))))
        .hasToString("{\"state\":\"withheld\",\"why\":\"by Ann\"}");
    assertThat(EdgeJson.write(new EdgeSight.Unseen(new Problem("no answer", "refused", "look"))))
        .hasToString("{\"state\":\"unknown\",\"why\":\"no answer: refused\"}");
  }

  @Test
  void manyHostsOfOneVersionAreNamedUpToALimit() {
    assertThat(status(Fleets.calm(30))).last().asString().endsWith("fe-12 and 18 more");
  }

  private static List<String> status(Observed observed) {
    return StatusText.lines(Fleets.PXAPP, observed, Palette.PLAIN);
  }
}
