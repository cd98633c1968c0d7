package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// One text file per case: a fleet as [Drawing] has it, `---`, the plan, and what it becomes when
/// it is run forward. `UPDATE=1 mvn test -Dtest=PlannerTest` writes what is planned now; read the
/// difference before you keep it.
class PlannerTest {
  private static final Path CASES = Path.of("src/test/resources/plan");
  private static final String LINE = "---\n";

  @TestFactory
  Stream<DynamicTest> plansAsItsFileSays() throws IOException {
    List<Path> files;
    try (var found = Files.list(CASES)) {
      files = found.sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(20);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)));
  }

  private static void compare(Path file) throws IOException {
    String text = Files.readString(file);
    int cut = text.indexOf(LINE);
    String drawing = cut < 0 ? text : text.substring(0, cut);
    String now = planned(Drawing.of(drawing));
    if (System.getenv("UPDATE") != null) {
      Files.writeString(file, drawing + LINE + now);
    } else {
      assertThat(now).as(file.toString()).isEqualTo(text.substring(cut + LINE.length()));
    }
  }

  private static String planned(Drawing drawing) {
    Plan plan = Planner.plan(drawing.desired(), drawing.observed(), drawing.standing());
    return plan + LINE + forward(Forecast.of(drawing.desired(), drawing.observed()));
  }

  private static String forward(Forecast forecast) {
    var text = new StringBuilder();
    int round = 1;
    for (List<Lane> lanes : forecast.rounds()) {
      text.append("round %d: %s\n".formatted(round++, String.join(" ", slots(lanes))));
    }
    var edge = forecast.edge();
    if (!edge.isEmpty()) {
      text.append(
          "edge: %d leave, %d join, %d waits, %d together\n"
              .formatted(edge.leaves(), edge.joins(), edge.rounds(), edge.together()));
    }
    forecast
        .stuck()
        .forEach(waiting ->
            text.append("stuck %s: %s\n".formatted(waiting.lane().slot(), waiting.why())));
    text.append(
        "most out: %d of %d, %d of a host\n"
            .formatted(forecast.mostOut(), forecast.slots(), forecast.mostOutPerHost()));
    return text.toString();
  }

  private static List<String> slots(List<Lane> lanes) {
    return lanes.stream().map(lane -> lane.slot().toString()).toList();
  }
}
