package ballast.view;

import ballast.event.PastRollout;
import ballast.event.Receipt;
import ballast.view.Palette.Mood;
import ballast.view.Table.Cell;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// Rollouts of the past, for people.
public final class HistoryText {
  private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private HistoryText() {}

  /// @param rollouts newest first
  /// @param zone in which times are told
  public static List<String> lines(
      String service, List<PastRollout> rollouts, ZoneId zone, Palette palette) {
    if (rollouts.isEmpty()) {
      return List.of(
          service + ": no rollout is kept on this machine; those started elsewhere are kept there");
    }
    var table =
        new Table()
            .head("rollout", "version", "outcome", "when", "took", "answered", "lost", "who");
    rollouts.forEach(one -> table.row(row(one, zone)));
    var lines = new ArrayList<>(table.lines(palette));
    lines.add("");
    lines.add(
        palette.paint(
            "ballast replay ID shows one again: its id, the beginning of it, or last", Mood.DIM));
    return lines;
  }

  private static List<Cell> row(PastRollout one, ZoneId zone) {
    return List.of(
        Cell.of(Words.line(one.id())),
        Cell.of(Words.line(one.version())),
        new Cell(outcome(one.end()), mood(one.end())),
        Cell.of(WHEN.format(one.started().atZone(zone))),
        Cell.of(Words.time(one.took())),
        Cell.of(one.receipt().map(receipt -> Words.number(receipt.answered())).orElse("-")),
        lost(one),
        Cell.of(one.who().map(Words::line).orElse("-")));
  }

  private static Cell lost(PastRollout one) {
    return one.receipt()
        .map(receipt ->
            new Cell(
                Words.number(receipt.lost())
                    + (receipt.cut() == 0 ? "" : " +%d cut".formatted(receipt.cut())),
                receipt.lost() + receipt.cut() == 0 ? Mood.NEUTRAL : Mood.BAD))
        .orElse(Cell.of("-"));
  }

  static String outcome(PastRollout.End end) {
    return switch (end) {
      case PastRollout.End.Told(var receipt) -> outcome(receipt.outcome());
      case PastRollout.End.StillRuns() -> "still runs";
      case PastRollout.End.WithoutAWord() -> "ended without a word";
    };
  }

  private static String outcome(Receipt.Outcome outcome) {
    return switch (outcome) {
      case DONE -> "done";
      case NOTHING_TO_DO -> "nothing to do";
      case NOT_BEGUN -> "not begun";
      case WENT_BACK -> "went back";
      case MIXED -> "mixed";
      case STOPPED -> "stopped";
      case LOCK_LOST -> "lost its lock";
    };
  }

  private static Mood mood(PastRollout.End end) {
    return switch (end) {
      case PastRollout.End.Told(var receipt) -> ReceiptText.mood(receipt.outcome());
      case PastRollout.End.StillRuns() -> Mood.BUSY;
      case PastRollout.End.WithoutAWord() -> Mood.BAD;
    };
  }

  /// `done: pxapp 1.4.2, 27 slots in 41.2 s, 12,482 answered, 0 lost (rollout pxapp-...)`
  public static String line(PastRollout one) {
    return "%s: %s %s%s (rollout %s)"
        .formatted(
            outcome(one.end()),
            one.service(),
            Words.line(one.version()),
            one.receipt()
                .map(receipt ->
                    ", %s in %s, %s answered, %s lost"
                        .formatted(
                            Words.count(receipt.slots().size(), "slot"),
                            Words.time(receipt.took()),
                            Words.number(receipt.answered()),
                            Words.number(receipt.lost())))
                .orElse(", last heard of after " + Words.time(one.took())),
            one.id());
  }
}
