package ballast.command;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.model.Slot;
import ballast.plan.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// When a drain that goes on is given up, by the story of its rollout.
final class Deadline {
  private Deadline() {}

  static Optional<Instant> of(List<Entry> story, Slot slot) {
    Optional<Instant> deadline = Optional.empty();
    for (Entry entry : story) {
      if (entry.event() instanceof Event.StepStarted(var one, Step.Drain drain)
          && one.equals(slot)) {
        deadline = Optional.of(entry.at().plus(drain.deadline()));
      } else if (over(entry.event(), slot)) {
        deadline = Optional.empty();
      }
    }
    return deadline;
  }

  private static boolean over(Event event, Slot slot) {
    return event instanceof Event.RolloutEnded
        || (event instanceof Event.StepEnded(var ended, Step.Drain _, _, _) && ended.equals(slot))
        || (event instanceof Event.LaneFailed(var failed, _) && failed.equals(slot))
        || (event instanceof Event.LanePostponed(var postponed, _) && postponed.equals(slot));
  }
}
