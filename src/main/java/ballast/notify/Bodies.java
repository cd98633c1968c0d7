package ballast.notify;

import ballast.event.Receipt;
import ballast.model.NotifyTo;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Locale;

/// What is sent. Names of the JSON stay as they are once released; new ones may come.
///
/// @param release what a person calls what is rolled out
/// @param who who started it, and where
record Bodies(String service, String rollout, String release, String who) {
  /// Longer words say no more in a chat.
  private static final int MOST_LETTERS = 600;

  String of(News news, NotifyTo.Words words) {
    return switch (words) {
      case WEBHOOK -> json(news).toString();
      case SLACK -> slack(news);
    };
  }

  private JsonObject json(News news) {
    var json = new JsonObject();
    json.addProperty("event", name(news));
    json.addProperty("at", news.at().toString());
    json.addProperty("service", service);
    json.addProperty("rollout", rollout);
    json.addProperty("release", release);
    json.addProperty("who", who);
    switch (news) {
      case News.Started(_, int slots) -> json.addProperty("slots", slots);
      case News.Paused(_, var why) -> json.addProperty("why", why);
      case News.Resumed _ -> {}
      case News.GoingBack(_, var why) -> json.addProperty("why", why);
      case News.Finished(_, var receipt) -> finished(json, receipt);
    }
    return json;
  }

  private static void finished(JsonObject json, Receipt receipt) {
    json.addProperty("outcome", outcome(receipt));
    json.addProperty("started", receipt.started().toString());
    json.addProperty("took_ms", receipt.took().toMillis());
    json.addProperty("moved_ms", receipt.moved().toMillis());
    json.addProperty("slots", receipt.reach().slots());
    json.addProperty("serving", receipt.reach().serving());
    json.addProperty("answered", receipt.answered());
    json.addProperty("lost", receipt.lost());
    json.addProperty("cut", receipt.cut());
    receipt
        .problem()
        .ifPresent(problem -> {
          json.addProperty("what", problem.what());
          json.addProperty("why", problem.why());
          json.addProperty("next", problem.next());
        });
  }

  private static String name(News news) {
    return switch (news) {
      case News.Started _ -> "started";
      case News.Paused _ -> "paused";
      case News.Resumed _ -> "resumed";
      case News.GoingBack _ -> "going_back";
      case News.Finished _ -> "finished";
    };
  }

  private static String outcome(Receipt receipt) {
    return receipt.outcome().name().toLowerCase(Locale.ROOT);
  }

  /// Slack reads `&`, `<` and `>` as its own.
  private String slack(News news) {
    var json = new JsonObject();
    String text = text(news);
    String cut = text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS) + " ...";
    json.addProperty("text", cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    return json.toString();
  }

  private String text(News news) {
    String head = service + " " + release + ": ";
    return head
        + switch (news) {
          case News.Started(_, int slots) ->
              "rollout started, %d slot%s (%s)".formatted(slots, slots == 1 ? "" : "s", who);
          case News.Paused(_, var why) -> "paused" + (why.isBlank() ? "" : ": " + why);
          case News.Resumed _ -> "goes on";
          case News.GoingBack(_, var why) -> "going back: " + why;
          case News.Finished finished -> end(finished);
        };
  }

  private static String end(News.Finished finished) {
    Receipt receipt = finished.receipt();
    String how =
        switch (receipt.outcome()) {
          case DONE -> "done";
          case NOTHING_TO_DO -> "nothing to do";
          case NOT_BEGUN -> "FAILED before any slot was touched, the fleet serves what it served";
          case WENT_BACK -> "FAILED, the fleet serves what it served before";
          case MIXED -> "FAILED, the fleet is mixed";
          case STOPPED -> "stopped by hand";
          case LOCK_LOST -> "FAILED, someone else has the lock";
        };
    return "%s; %d of %d slots serve it, %d requests answered, %d lost, in %s%s"
        .formatted(
            how,
            receipt.reach().serving(),
            receipt.reach().slots(),
            receipt.answered(),
            receipt.lost(),
            time(receipt.took()),
            finished.problem().map(problem -> "\n" + problem.brief()).orElse(""));
  }

  private static String time(Duration took) {
    return took.toMinutes() == 0
        ? took.toSeconds() + " s"
        : "%d min %02d s".formatted(took.toMinutes(), took.toSecondsPart());
  }
}
