package ballast.view;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Progress;
import ballast.view.Palette.Mood;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Keeps the picture, and the words for each event, as a view follows a rollout. Not safe for more
/// than one thread.
final class Chronicle {
  /// A wait is told of again only after this long, however often its reason changes.
  private static final Duration BETWEEN_WAITS = Duration.ofSeconds(5);

  private final Palette palette;
  private final Telling telling;
  private final Map<String, Instant> toldOf = new HashMap<>();
  private Progress progress = Progress.NONE;

  Chronicle(Telling telling, Palette palette) {
    this.telling = telling;
    this.palette = palette;
  }

  /// @return the lines to tell of it
  List<String> lines(Entry entry) {
    Progress before = progress;
    progress = before.after(entry);
    var lines = new ArrayList<StoryLine>();
    StoryLine.of(entry.event(), before).stream()
        .filter(line -> telling.tells(line.rank()))
        .forEach(lines::add);
    if (telling == Telling.EVERY_STEP) {
      wait(entry, lines);
    }
    int subjects = StoryLine.widest(progress);
    return lines.stream()
        .flatMap(line -> line.lines(progress.elapsed(entry.at()), subjects, palette).stream())
        .toList();
  }

  Progress progress() {
    return progress;
  }

  private void wait(Entry entry, List<StoryLine> lines) {
    switch (entry.event()) {
      case Event.StepStarted(var slot, _) -> toldOf.put(slot.toString(), entry.at());
      case Event.StepWaits(var slot, _, var why) -> waits(slot.toString(), why, entry.at(), lines);
      case Event.LaneEnded(var slot, _, _) -> toldOf.remove(slot.toString());
      case Event.EdgeStarted(var host, _, _) -> toldOf.put(host.name(), entry.at());
      case Event.EdgeWaits(var host, _, var why) -> waits(host.name(), why, entry.at(), lines);
      case Event.EdgeEnded(var host, _, _, _) -> toldOf.remove(host.name());
      case Event.RolloutStarted _,
          Event.HostSeen _,
          Event.PullStarted _,
          Event.PullProgressed _,
          Event.Pulled _,
          Event.HostPrepared _,
          Event.LaneStarted _,
          Event.StepEnded _,
          Event.RequestsCut _,
          Event.LaneFailed _,
          Event.LanePostponed _,
          Event.Noticed _,
          Event.GoingBack _,
          Event.StopAsked _,
          Event.Paused _,
          Event.Resumed _,
          Event.HookStarted _,
          Event.HookEnded _,
          Event.EdgeFailed _,
          Event.RolloutEnded _ -> {}
    }
  }

  private void waits(String subject, String why, Instant at, List<StoryLine> lines) {
    Instant last = toldOf.getOrDefault(subject, at);
    if (!at.isBefore(last.plus(BETWEEN_WAITS))) {
      toldOf.put(subject, at);
      lines.add(new StoryLine(StoryLine.Rank.STEP, Mood.DIM, subject, "waits: " + Words.line(why)));
    }
  }
}
