package ballast.plan;

import ballast.model.Host;
import ballast.model.Slot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is left to do, and what of it may start now.
///
/// @param ready lanes that may start now, all of them at once
/// @param waiting lanes that may not, in order, each with the reason
/// @param moves hosts that may leave the edge or join it now
/// @param held hosts that are out at the edge and may not join yet, each with the reason
/// @param notices what a person should know: slots left alone, and why
public record Plan(
    List<Lane> ready,
    List<Waiting> waiting,
    List<EdgeMove> moves,
    List<Held> held,
    List<String> notices) {
  public Plan {
    ready = List.copyOf(ready);
    waiting = List.copyOf(waiting);
    moves = List.copyOf(moves);
    held = List.copyOf(held);
    notices = List.copyOf(notices);
  }

  /// @param why what it waits for, with the arithmetic
  public record Waiting(Lane lane, String why) {}

  /// @param why what keeps it out at the edge
  public record Held(Host host, String why) {}

  /// Whether the fleet is as it should be.
  public boolean isEmpty() {
    return ready.isEmpty() && waiting.isEmpty() && moves.isEmpty() && held.isEmpty();
  }

  /// Whether nothing may start now.
  public boolean rests() {
    return ready.isEmpty() && moves.isEmpty();
  }

  /// The hosts on which something is left to do.
  public Stream<Host> hosts() {
    return Stream.of(
            lanes().stream().map(lane -> lane.slot().host()),
            moves.stream().map(EdgeMove::host),
            held.stream().map(Held::host))
        .flatMap(hosts -> hosts);
  }

  /// Every lane, those that may start now first.
  public List<Lane> lanes() {
    return Stream.concat(ready.stream(), waiting.stream().map(Waiting::lane)).toList();
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
    moves.forEach(move ->
        text.append("now  %s %s  (%s)\n".formatted(move.host(), words(move), move.cause())));
    ready.forEach(lane -> describe(text, "now ", lane));
    waiting.forEach(waiting -> {
      describe(text, "wait", waiting.lane());
      text.append("      waits: ").append(waiting.why()).append('\n');
    });
    held.forEach(host -> text.append("wait %s: %s\n".formatted(host.host(), host.why())));
    notices.forEach(notice -> text.append("note ").append(notice).append('\n'));
    return text.isEmpty() ? "nothing to do\n" : text.toString();
  }

  private static String words(EdgeMove move) {
    return switch (move.way()) {
      case LEAVE -> "leaves the edge";
      case JOIN -> "joins the edge when %d of its slots serve".formatted(move.mustServe());
    };
  }

  private static void describe(StringBuilder text, String when, Lane lane) {
    text.append("%s %s  (%s)\n".formatted(when, lane.slot(), lane.cause()));
    lane.steps().forEach(step -> text.append("      ").append(step.describe()).append('\n'));
  }
}
