package ballast.event;

import ballast.event.Receipt.Outcome;
import ballast.event.Receipt.Reach;
import ballast.event.Receipt.SlotLine;
import ballast.event.Receipt.StepLine;
import ballast.model.Counters;
import ballast.model.Problem;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Receipts as JSON and back.
public final class ReceiptJson {
  private ReceiptJson() {}

  public static JsonObject write(Receipt receipt) {
    var json = new JsonObject();
    json.addProperty("id", receipt.id());
    json.addProperty("service", receipt.service());
    json.addProperty("version", receipt.version());
    json.addProperty("outcome", receipt.outcome().name().toLowerCase(Locale.ROOT));
    json.addProperty("started", receipt.started().toString());
    json.addProperty("took_ms", receipt.took().toMillis());
    json.addProperty("moved_ms", receipt.moved().toMillis());
    json.addProperty("answered", receipt.answered());
    json.addProperty("lost", receipt.lost());
    json.addProperty("cut", receipt.cut());
    json.addProperty("retried", receipt.retried());
    var versions = new JsonObject();
    receipt.byVersion().forEach((version, counted) -> versions.add(version, write(counted)));
    json.add("by_version", versions);
    var slots = new JsonArray();
    receipt.slots().forEach(slot -> slots.add(write(slot)));
    json.add("slots", slots);
    json.add("reach", write(receipt.reach()));
    receipt.problem().ifPresent(problem -> json.add("problem", Fields.json(problem)));
    var notices = new JsonArray();
    receipt.notices().forEach(notices::add);
    json.add("notices", notices);
    return json;
  }

  static JsonObject write(Counters counters) {
    var json = new JsonObject();
    json.addProperty("answered", counters.answered());
    json.addProperty("server_errors", counters.serverErrors());
    json.addProperty("connect_errors", counters.connectErrors());
    json.addProperty("response_errors", counters.responseErrors());
    json.addProperty("retries", counters.retries());
    json.addProperty("redispatches", counters.redispatches());
    json.addProperty("client_aborts", counters.clientAborts());
    json.addProperty("server_aborts", counters.serverAborts());
    return json;
  }

  private static JsonObject write(Reach reach) {
    var json = new JsonObject();
    json.addProperty("slots", reach.slots());
    json.addProperty("serving", reach.serving());
    json.addProperty("left_alone", reach.leftAlone());
    json.addProperty("beyond", reach.beyond());
    return json;
  }

  private static JsonObject write(SlotLine slot) {
    var json = new JsonObject();
    json.addProperty("slot", slot.slot().toString());
    json.addProperty("from", slot.from());
    json.addProperty("to", slot.to());
    json.addProperty("out_ms", slot.out().toMillis());
    var steps = new JsonArray();
    for (StepLine step : slot.steps()) {
      var line = new JsonObject();
      line.addProperty("step", step.step());
      line.addProperty("took_ms", step.took().toMillis());
      steps.add(line);
    }
    json.add("steps", steps);
    return json;
  }

  static Receipt read(Fields fields) {
    List<SlotLine> slots = fields.list("slots").stream().map(ReceiptJson::slot).toList();
    return new Receipt(
        fields.text("id"),
        fields.text("service"),
        fields.text("version"),
        outcome(fields, slots),
        fields.instant("started"),
        fields.duration("took_ms"),
        fields.duration("moved_ms"),
        byVersion(fields.inner("by_version")),
        fields.number("lost"),
        fields.number("cut"),
        fields.number("retried"),
        slots,
        fields.has("reach") ? reach(fields.inner("reach")) : Reach.UNTOLD,
        problem(fields),
        fields.object().getAsJsonArray("notices").asList().stream()
            .map(com.google.gson.JsonElement::getAsString)
            .toList());
  }

  /// An earlier version had one word for both.
  private static Outcome outcome(Fields fields, List<SlotLine> slots) {
    Outcome outcome = Outcome.valueOf(fields.text("outcome").toUpperCase(Locale.ROOT));
    return outcome == Outcome.WENT_BACK && slots.isEmpty() ? Outcome.NOT_BEGUN : outcome;
  }

  private static Reach reach(Fields fields) {
    return new Reach(
        fields.small("slots"),
        fields.small("serving"),
        fields.small("left_alone"),
        fields.small("beyond"));
  }

  private static Optional<Problem> problem(Fields fields) {
    return fields.has("problem") ? Optional.of(fields.problem("problem")) : Optional.empty();
  }

  private static SortedMap<String, Counters> byVersion(Fields fields) {
    var versions = new TreeMap<String, Counters>();
    fields
        .object()
        .keySet()
        .forEach(version -> versions.put(version, counters(fields.inner(version))));
    return versions;
  }

  private static Counters counters(Fields fields) {
    return new Counters(
        fields.number("answered"),
        fields.number("server_errors"),
        fields.number("connect_errors"),
        fields.number("response_errors"),
        fields.number("retries"),
        fields.number("redispatches"),
        fields.number("client_aborts"),
        fields.number("server_aborts"));
  }

  private static SlotLine slot(Fields fields) {
    return new SlotLine(
        fields.slot("slot"),
        fields.text("from"),
        fields.text("to"),
        fields.duration("out_ms"),
        fields.list("steps").stream()
            .map(step -> new StepLine(step.text("step"), step.duration("took_ms")))
            .toList());
  }
}
