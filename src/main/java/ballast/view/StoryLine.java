package ballast.view;

import ballast.event.Event;
import ballast.event.Progress;
import ballast.event.Progress.Course;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.EdgeMove;
import ballast.plan.Step;
import ballast.view.Palette.Mood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One thing worth telling.
///
/// @param subject the slot or host it is about; empty when it is about the whole rollout
record StoryLine(Rank rank, Mood mood, String subject, String words) {
  /// Who wants to read it.
  enum Rank {
    /// Everybody.
    HEADLINE,
    /// Whoever sees nothing but lines, or asks for more.
    STEP
  }

  /// What to tell of an event; nothing, if it is only worth drawing.
  ///
  /// @param before the picture without it
  static List<StoryLine> of(Event event, Progress before) {
    return switch (event) {
      case Event.RolloutStarted started -> List.of(headline(Mood.STRONG, "", opening(started)));
      case Event.HostSeen(var view) -> turned(view, before).stream().toList();
      case Event.PullStarted(var host, var image) ->
          List.of(step(Mood.NEUTRAL, host, "pulls " + Words.image(image)));
      case Event.Pulled(var host, var took) ->
          List.of(step(Mood.NEUTRAL, host, "pulled in " + Words.time(took)));
      case Event.HostPrepared(var host, int containers, var took) ->
          List.of(
              headline(
                  Mood.NEUTRAL,
                  host,
                  "prepared in %s: %s created, none started"
                      .formatted(Words.time(took), Words.count(containers, "container"))));
      case Event.LaneStarted(var slot, var cause, var version) ->
          List.of(step(Mood.NEUTRAL, slot, "begins: " + begun(cause, version, before)));
      case Event.StepEnded(var slot, var step, var took, var detail) ->
          List.of(step(Mood.NEUTRAL, slot, ended(step, took) + inBrackets(detail)));
      case Event.RequestsCut(var slot, long requests, var why) ->
          List.of(
              headline(
                  Mood.BAD, slot, "%s cut: %s".formatted(Words.count(requests, "request"), why)));
      case Event.LaneEnded(var slot, var version, var out) ->
          List.of(headline(Mood.GOOD, slot, served(slot, version, out, before)));
      case Event.LaneFailed(var slot, var problem) -> List.of(failed(slot.toString(), problem));
      case Event.LanePostponed(var slot, var why) ->
          List.of(headline(Mood.WARN, slot, "put off: " + why));
      case Event.Noticed(var text) -> List.of(headline(Mood.WARN, "", "note: " + text));
      case Event.GoingBack(var cause, int slots) ->
          List.of(
              headline(
                  Mood.WARN,
                  "",
                  "going back: %s; %s to what %s before"
                      .formatted(cause, returns(slots), slots == 1 ? "it ran" : "they ran")));
      case Event.StopAsked() ->
          List.of(
              headline(Mood.WARN, "", "stop asked: slots in hand are finished, no other is begun"));
      case Event.Paused(var why) ->
          List.of(
              headline(
                  Mood.WARN,
                  "",
                  "paused%s: slots in hand are finished, no other is begun; ballast resume goes on"
                      .formatted(why.isBlank() ? "" : ", " + why)));
      case Event.Resumed() -> List.of(headline(Mood.NEUTRAL, "", "goes on"));
      case Event.HookStarted(var hook, var about) ->
          List.of(step(Mood.NEUTRAL, about, "hook %s runs".formatted(hook.word())));
      case Event.HookEnded ended -> List.of(ended(ended));
      case Event.EdgeStarted(var host, var way, var cause) ->
          List.of(step(Mood.NEUTRAL, host, begun(way) + ": " + cause));
      case Event.EdgeEnded(var host, var way, var took, var detail) ->
          List.of(
              headline(
                  way == EdgeMove.Way.JOIN ? Mood.GOOD : Mood.NEUTRAL,
                  host,
                  "%s in %s%s".formatted(way.done(), Words.time(took), inBrackets(detail))));
      case Event.EdgeFailed(var host, _, var problem) -> List.of(failed(host.name(), problem));
      case Event.EdgeWaits _,
          Event.PullProgressed _,
          Event.StepStarted _,
          Event.StepWaits _,
          Event.RolloutEnded _ ->
          List.of();
    };
  }

  /// What a hook wrote is told with it: all of it where it did not go well, its last line where it
  /// did.
  private static StoryLine ended(Event.HookEnded end) {
    String took = " in " + Words.time(end.took());
    String hook = "hook " + end.hook().word();
    List<String> said = end.output().strip().lines().filter(line -> !line.isBlank()).toList();
    if (end.problem().isEmpty()) {
      return step(
          Mood.NEUTRAL,
          end.about(),
          hook + " done" + took + inBrackets(said.isEmpty() ? "" : said.getLast().strip()));
    }
    var words = new StringBuilder(hook + " failed" + took + ": " + end.problem().get().why());
    said.forEach(line -> words.append("\n  ").append(line));
    return headline(Mood.WARN, end.about(), words.toString());
  }

  private static String begun(EdgeMove.Way way) {
    return switch (way) {
      case LEAVE -> "leaves the edge";
      case JOIN -> "joins the edge again";
    };
  }

  private static String begun(String cause, String version, Progress before) {
    return version.isEmpty()
        ? cause
        : "%s %s".formatted(before.course() == Course.BACK ? "back to" : cause + ", to", version);
  }

  private static String opening(Event.RolloutStarted started) {
    return started.lanes() == 0
        ? "%s %s: every slot that can be rolled serves it already"
            .formatted(started.service(), started.version())
        : "rolling %s to %s: %s, at most %d out at once (rollout %s)"
            .formatted(
                started.service(),
                started.version(),
                Words.count(started.lanes(), "slot"),
                started.mostOut(),
                started.id());
  }

  /// A host that cannot be read at the first look is told by the plan's notices.
  private static Optional<StoryLine> turned(HostView view, Progress before) {
    return switch (view) {
      case HostView.Seen seen -> {
        var known = before.hosts().get(seen.host());
        yield known == null || known.unreachable().isEmpty()
            ? Optional.empty()
            : Optional.of(headline(Mood.NEUTRAL, seen.host(), "can be read again"));
      }
      case HostView.Unreachable(var host, var problem) -> {
        var known = before.hosts().get(host);
        yield known == null || known.unreachable().isPresent()
            ? Optional.empty()
            : Optional.of(headline(Mood.WARN, host, "could not be read: " + problem.brief()));
      }
    };
  }

  private static String ended(Step step, Duration took) {
    String in = " in " + Words.time(took);
    return switch (step) {
      case Step.Prepare _ -> "new container created" + in;
      case Step.Drain _ -> "drained" + in;
      case Step.TakeOut _ -> "old container stopped" + in;
      case Step.Vacate _ -> "left empty";
      case Step.Start(var release) -> "container of release " + release + " started" + in;
      case Step.Prove _ -> "proven healthy" + in;
      case Step.Admit(int weight) -> "ready with weight " + weight;
      case Step.SetAside _ -> "set aside";
      case Step.Reopen _ -> "its server is open, and HAProxy's check keeps it down";
      case Step.Soak _ -> "soaked for " + Words.time(took);
    };
  }

  private static String inBrackets(String detail) {
    return detail.isBlank() ? "" : " (" + detail + ")";
  }

  private static String served(Slot slot, String version, Duration out, Progress before) {
    if (version.isEmpty()) {
      return before.slots().anyMatch(one -> one.slot().equals(slot) && one.reopened())
          ? "open again, and empty: the next deploy fills it"
          : "empty, and a spare from now on";
    }
    if (before.goesBackAlone(slot)) {
      return "back to %s, was out %s in all".formatted(version, Words.time(out));
    }
    int lanes = before.heading().map(Progress.Heading::lanes).orElse(0);
    return switch (before.course()) {
      case FORTH, STOPPING, PAUSED ->
          "serves %s, was out %s (%d of %d)"
              .formatted(version, Words.time(out), before.tally().done() + 1, lanes);
      case BACK ->
          "back to %s, was out %s in all (%d of %d)"
              .formatted(
                  version,
                  Words.time(out),
                  before.tally().returned() + 1,
                  before.tally().toReturn());
    };
  }

  private static String returns(int slots) {
    return Words.count(slots, "slot") + (slots == 1 ? " returns" : " return");
  }

  private static StoryLine failed(String slot, Problem problem) {
    String what = problem.what();
    String unnamed = what.startsWith(slot + " ") ? what.substring(slot.length() + 1) : what;
    return headline(
        Mood.BAD,
        slot,
        "failed: "
            + unnamed
            + problem.why().lines().map(line -> "\n  " + line).collect(Collectors.joining()));
  }

  private static StoryLine headline(Mood mood, Object subject, String words) {
    return new StoryLine(Rank.HEADLINE, mood, subject.toString(), Words.clean(words));
  }

  private static StoryLine step(Mood mood, Object subject, String words) {
    return new StoryLine(Rank.STEP, mood, subject.toString(), Words.clean(words));
  }

  /// `[ 12.3s] fe-2/1 drained in 0.4 s`: the same in every view. Further lines of its words stay in
  /// their column.
  ///
  /// @param elapsed since the rollout began
  /// @param subjects how wide the widest subject is
  List<String> lines(Duration elapsed, int subjects, Palette palette) {
    String stamp = "[%7s] ".formatted(Words.tenths(elapsed) + "s");
    String about = subject.isEmpty() ? "" : Words.pad(subject, subjects) + "  ";
    List<String> told = words.lines().toList();
    var lines = new ArrayList<String>();
    lines.add(palette.paint(stamp, Mood.DIM) + about + palette.paint(told.getFirst(), mood));
    String indent = " ".repeat(stamp.length() + about.length());
    told.stream().skip(1).map(line -> indent + line).forEach(lines::add);
    return lines;
  }

  /// How wide the widest subject of that picture is.
  static int widest(Progress progress) {
    return Math.max(
        Words.widest(progress.slots().map(slot -> slot.slot().toString()).toList()),
        Words.widest(progress.hosts().keySet().stream().map(Object::toString).toList()));
  }
}
