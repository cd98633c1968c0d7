package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Recording;
import ballast.model.HookPoint;
import ballast.model.Policy;
import ballast.model.SecretChange;
import ballast.plan.Forecast;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonViewTest {
  @Test
  void everyLineIsOneEventAndTheLastHoldsTheReceipt() {
    var bytes = new ByteArrayOutputStream();
    var view = new JsonView(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    Recording.failure().forEach(view::accept);
    List<JsonObject> lines =
        bytes
            .toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    assertThat(lines).hasSameSizeAs(Recording.failure());
    JsonObject receipt = lines.getLast().getAsJsonObject("receipt");
    assertThat(receipt.get("outcome").getAsString()).isEqualTo("went_back");
    assertThat(receipt.get("lost").getAsLong()).isZero();
    assertThat(receipt.getAsJsonArray("slots")).hasSize(4);
  }

  @Test
  void statusIsTheSameForPrograms() {
    Golden.matches("status-json", pretty(StatusJson.of(Fleets.PXAPP, Fleets.troubled())));
  }

  @Test
  void aPlanIsTheSameForPrograms() {
    var desired = Fleets.toTheNewRelease(Policy.defaults());
    var forecast = Forecast.of(desired, Fleets.troubled());
    Golden.matches(
        "plan-json",
        pretty(
            PlanJson.of(
                desired,
                Fleets.troubled(),
                forecast,
                Optional.of(Duration.ofSeconds(5)),
                List.of(new SecretChange("DB_PASSWORD", SecretChange.Kind.CHANGED)),
                List.of(HookPoint.BEFORE))));
  }

  private static String pretty(JsonObject json) {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }
}
