package ballast.event;

import ballast.model.HookPoint;
import ballast.model.Host;
import ballast.model.Slot;
import ballast.plan.EdgeMove;
import ballast.plan.Step;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Events as JSON and back: the one coding that screens, journal and page share. Names stay as they
/// are once released; new ones may come.
///
/// ```
/// {"sequence":17,"at":"2026-11-22T10:15:03.400Z","event":"lane_started","slot":"fe-1/2", …}
/// ```
public final class EventJson {
  private EventJson() {}

  public static JsonObject write(Entry entry) {
    var json = new JsonObject();
    json.addProperty("sequence", entry.sequence());
    json.addProperty("at", entry.at().toString());
    json.addProperty("event", name(entry.event()));
    fields(new Out(json), entry.event());
    return json;
  }

  private static String name(Event event) {
    return switch (event) {
      case Event.RolloutStarted _ -> "rollout_started";
      case Event.HostSeen _ -> "host_seen";
      case Event.PullStarted _ -> "pull_started";
      case Event.PullProgressed _ -> "pull_progressed";
      case Event.Pulled _ -> "pulled";
      case Event.HostPrepared _ -> "host_prepared";
      case Event.LaneStarted _ -> "lane_started";
      case Event.StepStarted _ -> "step_started";
      case Event.StepEnded _ -> "step_ended";
      case Event.StepWaits _ -> "step_waits";
      case Event.RequestsCut _ -> "requests_cut";
      case Event.LaneEnded _ -> "lane_ended";
      case Event.LaneFailed _ -> "lane_failed";
      case Event.LanePostponed _ -> "lane_postponed";
      case Event.Noticed _ -> "noticed";
      case Event.GoingBack _ -> "going_back";
      case Event.StopAsked _ -> "stop_asked";
      case Event.Paused _ -> "paused";
      case Event.Resumed _ -> "resumed";
      case Event.HookStarted _ -> "hook_started";
      case Event.HookEnded _ -> "hook_ended";
      case Event.EdgeStarted _ -> "edge_started";
      case Event.EdgeWaits _ -> "edge_waits";
      case Event.EdgeEnded _ -> "edge_ended";
      case Event.EdgeFailed _ -> "edge_failed";
      case Event.RolloutEnded _ -> "rollout_ended";
    };
  }

  private static void fields(Out out, Event event) {
    switch (event) {
      case Event.RolloutStarted(var id, var service, var version, int lanes, int mostOut) ->
          out.put("id", id)
              .put("service", service)
              .put("version", version)
              .put("lanes", lanes)
              .put("most_out", mostOut);
      case Event.HostSeen(var view) -> HostJson.write(view).asMap().forEach(out::put);
      case Event.PullStarted(var host, var image) -> out.put("host", host).put("image", image);
      case Event.PullProgressed(var host, long bytes, long total) ->
          out.put("host", host).put("bytes", bytes).put("total_bytes", total);
      case Event.Pulled(var host, var took) -> out.put("host", host).put("took_ms", took);
      case Event.HostPrepared(var host, int containers, var took) ->
          out.put("host", host).put("containers", containers).put("took_ms", took);
      case Event.LaneStarted(var slot, var cause, var version) ->
          out.put("slot", slot).put("cause", cause).put("version", version);
      case Event.StepStarted(var slot, var step) -> out.put("slot", slot).put("step", step);
      case Event.StepEnded(var slot, var step, var took, var detail) ->
          out.put("slot", slot).put("step", step).put("took_ms", took).put("detail", detail);
      case Event.StepWaits(var slot, var step, var why) ->
          out.put("slot", slot).put("step", step).put("why", why);
      case Event.RequestsCut(var slot, long requests, var why) ->
          out.put("slot", slot).put("requests", requests).put("why", why);
      case Event.LaneEnded(var slot, var version, var was) ->
          out.put("slot", slot).put("version", version).put("out_ms", was);
      case Event.LaneFailed(var slot, var problem) ->
          out.put("slot", slot).put("problem", Fields.json(problem));
      case Event.LanePostponed(var slot, var why) -> out.put("slot", slot).put("why", why);
      case Event.Noticed(var text) -> out.put("text", text);
      case Event.GoingBack(var cause, int slots) -> out.put("cause", cause).put("slots", slots);
      case Event.StopAsked(), Event.Resumed() -> {}
      case Event.Paused(var why) -> out.put("why", why);
      case Event.HookStarted(var hook, var about) ->
          out.put("hook", hook.word()).put("about", about);
      case Event.HookEnded(var hook, var about, var took, var problem, var output) -> {
        out.put("hook", hook.word()).put("about", about).put("took_ms", took).put("output", output);
        problem.ifPresent(why -> out.put("problem", Fields.json(why)));
      }
      case Event.EdgeStarted(var host, var way, var cause) ->
          out.put("host", host).put("way", word(way)).put("cause", cause);
      case Event.EdgeWaits(var host, var way, var why) ->
          out.put("host", host).put("way", word(way)).put("why", why);
      case Event.EdgeEnded(var host, var way, var took, var detail) ->
          out.put("host", host).put("way", word(way)).put("took_ms", took).put("detail", detail);
      case Event.EdgeFailed(var host, var way, var problem) ->
          out.put("host", host).put("way", word(way)).put("problem", Fields.json(problem));
      case Event.RolloutEnded(var receipt) -> out.put("receipt", ReceiptJson.write(receipt));
    }
  }

  private static String word(EdgeMove.Way way) {
    return way.name().toLowerCase(Locale.ROOT);
  }

  private static EdgeMove.Way way(Fields fields) {
    return EdgeMove.Way.valueOf(fields.text("way").toUpperCase(Locale.ROOT));
  }

  /// A JSON object that fields are put into, one after another.
  private record Out(JsonObject json) {
    Out put(String name, JsonElement value) {
      json.add(name, value);
      return this;
    }

    Out put(String name, String value) {
      json.addProperty(name, value);
      return this;
    }

    Out put(String name, long value) {
      json.addProperty(name, value);
      return this;
    }

    Out put(String name, Duration value) {
      return put(name, value.toMillis());
    }

    Out put(String name, Host value) {
      return put(name, value.name());
    }

    Out put(String name, Slot value) {
      return put(name, value.toString());
    }

    Out put(String name, Step value) {
      return put(name, StepJson.write(value));
    }
  }

  /// Nothing for a look at a host, which is never read back, and for an event of a later version.
  ///
  /// @throws JsonParseException when it is not what [#write] writes
  public static Optional<Entry> read(JsonObject json) {
    var fields = new Fields(json);
    try {
      return event(fields)
          .map(event -> new Entry(fields.number("sequence"), fields.instant("at"), event));
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new JsonParseException("no event: " + json, e);
    }
  }

  private static Optional<Event> event(Fields fields) {
    return Optional.ofNullable(
        switch (fields.text("event")) {
          case "rollout_started" ->
              new Event.RolloutStarted(
                  fields.text("id"),
                  fields.text("service"),
                  fields.text("version"),
                  fields.small("lanes"),
                  fields.small("most_out"));
          case "pull_started" -> new Event.PullStarted(fields.host("host"), fields.text("image"));
          case "pull_progressed" ->
              new Event.PullProgressed(
                  fields.host("host"), fields.number("bytes"), fields.number("total_bytes"));
          case "pulled" -> new Event.Pulled(fields.host("host"), fields.duration("took_ms"));
          case "host_prepared" ->
              new Event.HostPrepared(
                  fields.host("host"), fields.small("containers"), fields.duration("took_ms"));
          case "lane_started" ->
              new Event.LaneStarted(
                  fields.slot("slot"), fields.text("cause"), fields.text("version"));
          case "step_started" ->
              new Event.StepStarted(fields.slot("slot"), StepJson.read(fields.inner("step")));
          case "step_ended" ->
              new Event.StepEnded(
                  fields.slot("slot"),
                  StepJson.read(fields.inner("step")),
                  fields.duration("took_ms"),
                  fields.text("detail"));
          case "step_waits" ->
              new Event.StepWaits(
                  fields.slot("slot"), StepJson.read(fields.inner("step")), fields.text("why"));
          case "requests_cut" ->
              new Event.RequestsCut(
                  fields.slot("slot"), fields.number("requests"), fields.text("why"));
          case "lane_ended" ->
              new Event.LaneEnded(
                  fields.slot("slot"), fields.text("version"), fields.duration("out_ms"));
          case "lane_failed" ->
              new Event.LaneFailed(fields.slot("slot"), fields.problem("problem"));
          case "lane_postponed" -> new Event.LanePostponed(fields.slot("slot"), fields.text("why"));
          case "noticed" -> new Event.Noticed(fields.text("text"));
          case "going_back" -> new Event.GoingBack(fields.text("cause"), fields.small("slots"));
          case "stop_asked" -> new Event.StopAsked();
          case "paused" -> new Event.Paused(fields.text("why"));
          case "resumed" -> new Event.Resumed();
          case "hook_started" ->
              new Event.HookStarted(HookPoint.of(fields.text("hook")), fields.text("about"));
          case "hook_ended" ->
              new Event.HookEnded(
                  HookPoint.of(fields.text("hook")),
                  fields.text("about"),
                  fields.duration("took_ms"),
                  fields.has("problem") ? Optional.of(fields.problem("problem")) : Optional.empty(),
                  fields.text("output"));
          case "edge_started" ->
              new Event.EdgeStarted(fields.host("host"), way(fields), fields.text("cause"));
          case "edge_waits" ->
              new Event.EdgeWaits(fields.host("host"), way(fields), fields.text("why"));
          case "edge_ended" ->
              new Event.EdgeEnded(
                  fields.host("host"),
                  way(fields),
                  fields.duration("took_ms"),
                  fields.text("detail"));
          case "edge_failed" ->
              new Event.EdgeFailed(fields.host("host"), way(fields), fields.problem("problem"));
          case "rollout_ended" -> new Event.RolloutEnded(ReceiptJson.read(fields.inner("receipt")));
          default -> null;
        });
  }
}
