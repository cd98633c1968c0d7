package ballast.view;

import ballast.model.Berth;
import ballast.model.EdgeSight;
import ballast.model.EdgeView;
import ballast.model.HostView;
import ballast.model.Load;
import ballast.model.ServerView;
import ballast.model.SlotView;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Why a slot is as it is, in one sentence with numbers.
public final class WhyText {
  private WhyText() {}

  /// What a look at the slot alone does not tell.
  ///
  /// @param load what its server has to do
  /// @param death how its container ended, where it did
  /// @param deadline when a drain that a rollout of this machine does is given up
  /// @param now on the clock of `deadline`
  public record Facts(
      Optional<Load> load, Optional<Death> death, Optional<Instant> deadline, Instant now) {}

  /// @param error the engine's own words; empty where it has none
  public record Death(Optional<Integer> exitCode, int restarts, String error) {}

  /// How a slot stands.
  private enum Standing {
    SPARE,
    SERVES,
    DRAINS,
    FOREIGN,
    UNOPENED,
    EMPTY,
    ENDED,
    HANDED_OVER,
    DOWN
  }

  /// The only place that judges a look.
  private static Standing standing(SlotView view) {
    if (view.spare()) {
      return Standing.SPARE;
    }
    if (view.serving()) {
      return Standing.SERVES;
    }
    if (view.unopened()) {
      return Standing.UNOPENED;
    }
    if (view.foreignHand()) {
      return Standing.FOREIGN;
    }
    if (view.inHand()) {
      return draining(view) ? Standing.DRAINS : Standing.HANDED_OVER;
    }
    if (view.holder().isEmpty()) {
      return Standing.EMPTY;
    }
    return view.running().isPresent() ? Standing.DOWN : Standing.ENDED;
  }

  /// Its own container still has it: it was taken from none yet.
  private static boolean draining(SlotView view) {
    return view.server().admission() == ballast.model.Admission.DRAIN
        && view.running().filter(berth -> berth.place() == Berth.Place.HOLDER).isPresent()
        && view.berths().stream().noneMatch(berth -> berth.place() == Berth.Place.LAST);
  }

  /// Why nobody gets to a host, where the load balancer in front of it is the reason or may be.
  public static Optional<String> sentence(HostView.Seen host) {
    return switch (host.edge()) {
      case EdgeSight.NotAsked _, EdgeSight.Seen(EdgeView.Serving _) -> Optional.empty();
      case EdgeSight.Unseen(var problem) ->
          Optional.of(
              "whether the edge sends %s requests is not known: %s"
                  .formatted(host.host(), problem.brief()));
      case EdgeSight.Seen(EdgeView.Withheld(var why)) ->
          Optional.of(
              "%s is out: someone else keeps it out at the edge (%s), and Ballast leaves that alone"
                  .formatted(host.host(), why));
      case EdgeSight.Seen(EdgeView.Joining(var why)) ->
          Optional.of(
              "%s is out: the edge has let it in and sends it nothing yet (%s)"
                  .formatted(host.host(), why));
      case EdgeSight.Seen(EdgeView.Left _), EdgeSight.Seen(EdgeView.Leaving _) ->
          Optional.of(
              "%s is out: a rollout took it out at the edge (%s); where none runs, ballast repair lets it in again"
                  .formatted(host.host(), host.edge().words()));
    };
  }

  public static String sentence(SlotView view, Facts facts) {
    String text =
        switch (standing(view)) {
          case SPARE -> "is a spare: empty on purpose, the next rollout may start in it";
          case SERVES -> serves(view, facts);
          case DRAINS -> "is draining: " + drains(view, facts);
          case FOREIGN -> foreign(view, facts);
          case UNOPENED ->
              "is empty: no container has it yet, and HAProxy sends it nothing until one serves; ballast deploy gives it one";
          case EMPTY ->
              "is out: no container has it; ballast repair, or deploying again, gives it one";
          case ENDED ->
              "is out%s: its container of %s %s"
                  .formatted(since(facts), version(view), death(view, facts));
          case HANDED_OVER -> "is out%s: %s".formatted(since(facts), handed(view, facts));
          case DOWN -> "is out%s: %s".formatted(since(facts), down(view));
        };
    return view.slot() + " " + Words.line(text);
  }

  public static String sentence(HostView.Unreachable host) {
    return "%s could not be read, its slots count as out: %s"
        .formatted(host.host(), Words.line(host.problem().brief()));
  }

  private static String serves(SlotView view, Facts facts) {
    return "serves %s%s, %s%s"
        .formatted(
            version(view),
            since(facts).replace(" for ", " since "),
            Words.count(view.server().sessions(), "session"),
            view.inHand() ? ", but its hand-over was not finished" : "");
  }

  private static String drains(SlotView view, Facts facts) {
    long requests =
        facts.load().map(Load::requests).orElse(view.server().sessions() + view.server().queued());
    return Words.count(requests, "request")
        + facts.load().flatMap(Load::oldest).map(age -> ", oldest " + brief(age)).orElse("")
        + facts.deadline().map(deadline -> ", " + deadline(deadline, facts.now())).orElse("");
  }

  private static String deadline(Instant deadline, Instant now) {
    Duration left = Duration.between(now, deadline);
    return left.isNegative()
        ? "past its deadline since " + brief(left.negated())
        : "deadline in " + brief(left);
  }

  private static String foreign(SlotView view, Facts facts) {
    ServerView server = view.server();
    String how =
        server.admission() == ballast.model.Admission.READY
            ? "weight 0"
            : server.admission().name().toLowerCase(Locale.ROOT);
    return "was taken out by someone else (%s)%s, %s; %s"
        .formatted(
            how,
            facts.load().flatMap(Load::unchanged).map(age -> " " + brief(age) + " ago").orElse(""),
            Words.count(server.sessions(), "request"),
            back(view));
  }

  /// What is empty and keeps nothing only a deploy can fill, which leaves it to whoever has it out.
  private static String back(SlotView view) {
    return view.vacant() && at(view, Berth.Place.KEPT).isEmpty()
        ? "it is empty: once its server is ready in HAProxy, ballast deploy fills it"
        : "ballast ready %s gives it back".formatted(view.slot());
  }

  private static String death(SlotView view, Facts facts) {
    String state =
        view.holder().map(Berth::state).filter(Berth.State.RESTARTING::equals).isPresent()
            ? "restarts again and again"
            : "does not run";
    return facts
        .death()
        .map(death ->
            death.exitCode().map(code -> "ended with code " + code).orElse(state)
                + (death.restarts() == 0 ? "" : ", " + Words.count(death.restarts(), "restart"))
                + (death.error().isBlank() ? "" : " (" + death.error() + ")"))
        .orElse(state);
  }

  private static String handed(SlotView view, Facts facts) {
    Optional<Berth> last = at(view, Berth.Place.LAST);
    if (last.isPresent() && last.equals(view.holder())) {
      return "%s was told to stop, and runs".formatted(last.get().version());
    }
    Optional<Berth> running = view.running();
    if (running.isPresent()) {
      return "%s was started in it and is not proven, HAProxy's check says %s"
          .formatted(running.get().version(), check(view.server()));
    }
    if (view.holder().isPresent() && last.isPresent()) {
      return "it was handed over to %s, which %s".formatted(version(view), death(view, facts));
    }
    return last.or(view::holder)
        .map(old ->
            "%s was stopped, and nothing was started in its place yet".formatted(old.version()))
        .orElse("nothing was started in it yet");
  }

  private static String down(SlotView view) {
    ServerView server = view.server();
    return server.up() == ServerView.Condition.DOWN
        ? "its container of %s runs, but HAProxy's check says %s"
            .formatted(version(view), check(server))
        : "its container of %s runs, but its weight in HAProxy's config is 0"
            .formatted(version(view));
  }

  private static String check(ServerView server) {
    return server.check().isBlank() ? "nothing yet" : server.check();
  }

  private static Optional<Berth> at(SlotView view, Berth.Place place) {
    return view.berths().stream().filter(berth -> berth.place() == place).findFirst();
  }

  private static String version(SlotView view) {
    return view.holder().map(Berth::version).orElse("?");
  }

  private static String since(Facts facts) {
    return facts.load().flatMap(Load::unchanged).map(age -> " for " + brief(age)).orElse("");
  }

  /// `41 s`, `5 min`, `3 h`, `2 days`.
  private static String brief(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
  }
}
