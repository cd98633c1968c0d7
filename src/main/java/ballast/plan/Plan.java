package ballast.plan;

import ballast.model.Slot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is left to do, and what of it may start now.
///
/// @param ready lanes that may start now, all of them at once
/// @param waiting lanes that may not, in order, each with the reason
/// @param notices what a person should know: slots left alone, and why
public record Plan(List<Lane> ready, List<Waiting> waiting, List<String> notices) {
  public Plan {
    ready = List.copyOf(ready);
    waiting = List.copyOf(waiting);
    notices = List.copyOf(notices);
  }

  /// @param why what it waits for, with the arithmetic
  public record Waiting(Lane lane, String why) {}

  /// Whether the fleet is as it should be.
  public boolean isEmpty() {
    return ready.isEmpty() && waiting.isEmpty();
  }

  /// Every lane, those that may start now first.
  public List<Lane> lanes() {
    return java.util.stream.Stream.concat(ready.stream(), waiting.stream().map(Waiting::lane))
        .toList();
  }

  /// The slots that need something, each with the reason.
  public Map<Slot, String> causes() {
    var causes = new TreeMap<Slot, String>();
    lanes().forEach(lane -> causes.put(lane.slot(), lane.cause()));
    return causes;
  }

  /// The text that tests compare.
  @Override
  public String toString() {
    var text = new StringBuilder();
    ready.forEach(lane -> describe(text, "now ", lane));
    waiting.forEach(waiting -> {
      describe(text, "wait", waiting.lane());
      text.append("      waits: ").append(waiting.why()).append('\n');
    });
    notices.forEach(notice -> text.append("note ").append(notice).append('\n'));
    return text.isEmpty() ? "nothing to do\n" : text.toString();
  }

  private static void describe(StringBuilder text, String when, Lane lane) {
    text.append("%s %s  (%s)\n".formatted(when, lane.slot(), lane.cause()));
    lane.steps().forEach(step -> text.append("      ").append(step.describe()).append('\n'));
  }
}
