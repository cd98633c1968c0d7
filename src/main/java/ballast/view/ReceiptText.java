package ballast.view;

import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.event.Receipt.SlotLine;
import ballast.event.Receipt.StepLine;
import ballast.model.Problem;
import ballast.view.Palette.Mood;
import ballast.view.Table.Cell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/// A receipt for people.
public final class ReceiptText {
  private ReceiptText() {}

  /// How much is told of the slots.
  public enum Slots {
    /// Least, median and most.
    SUMMARY,
    /// Each of them, step by step.
    EACH
  }

  public static List<String> lines(Receipt receipt, Slots slots, Palette palette) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(palette.paint(title(receipt), mood(receipt.outcome())));
    receipt.problem().ifPresent(problem -> lines.addAll(problem(problem, palette)));
    lines.add("");
    lines.addAll(facts(receipt, palette));
    if (slots == Slots.EACH && !receipt.slots().isEmpty()) {
      lines.add("");
      lines.addAll(each(receipt, palette));
    }
    return lines;
  }

  private static String title(Receipt receipt) {
    String what = receipt.service() + " " + receipt.version();
    return switch (receipt.outcome()) {
      case DONE -> "done: " + reach(receipt.reach(), what);
      case NOTHING_TO_DO -> "nothing to do: " + reach(receipt.reach(), what + " already");
      case NOT_BEGUN ->
          what + " failed before any slot was touched: the fleet serves what it served";
      case WENT_BACK -> what + " failed and went back: the fleet serves the earlier release";
      case MIXED -> what + " failed, and the fleet is mixed: some slots serve another release";
      case LOCK_LOST -> what + " ended: it no longer holds the lock";
      case STOPPED ->
          what
              + (receipt.slots().isEmpty()
                  ? " was stopped before any slot was touched"
                  : " was stopped: " + reach(receipt.reach(), "it"));
    };
  }

  /// `24 of 27 slots serve pxapp 1.4.2; 3 left alone, see below`
  private static String reach(Receipt.Reach reach, String what) {
    if (reach.everywhere()) {
      return "every slot serves " + what;
    }
    return "%s of %s serve %s%s%s"
        .formatted(
            Words.number(reach.serving()),
            Words.count(reach.slots(), "slot"),
            what,
            reach.leftAlone() == 0
                ? ""
                : "; %s left alone, see below".formatted(Words.number(reach.leftAlone())),
            reach.beyond() == 0
                ? ""
                : "; %s on hosts that were not to be touched"
                    .formatted(Words.number(reach.beyond())));
  }

  static Mood mood(Outcome outcome) {
    return switch (outcome) {
      case DONE, NOTHING_TO_DO -> Mood.GOOD;
      case NOT_BEGUN, WENT_BACK, STOPPED -> Mood.WARN;
      case MIXED, LOCK_LOST -> Mood.BAD;
    };
  }

  /// What, why, next; a reason of several lines stays in its column.
  static List<String> problem(Problem problem, Palette palette) {
    var table = new Table();
    told(table, "what", problem.what(), Mood.BAD);
    told(table, "why", problem.why(), Mood.NEUTRAL);
    told(table, "next", problem.next(), Mood.STRONG);
    return table.lines(palette);
  }

  private static void told(Table table, String name, String text, Mood mood) {
    String label = name;
    for (String line : Words.clean(text).lines().toList()) {
      table.row(List.of(new Cell(label, Mood.DIM), new Cell(line, mood)));
      label = "";
    }
  }

  private static List<String> facts(Receipt receipt, Palette palette) {
    var table = new Table();
    fact(table, "requests", answered(receipt), Mood.NEUTRAL);
    fact(table, "", unanswered(receipt), proof(receipt));
    fact(table, "took", took(receipt), Mood.NEUTRAL);
    if (!receipt.slots().isEmpty()) {
      fact(table, "out", out(receipt.slots()), Mood.NEUTRAL);
    }
    if (receipt.outcome() == Outcome.MIXED) {
      fact(table, "mixed", mixed(receipt.slots()), Mood.BAD);
    }
    receipt.notices().forEach(notice -> fact(table, "note", Words.line(notice), Mood.WARN));
    fact(table, "rollout", receipt.id(), Mood.DIM);
    return table.lines(palette);
  }

  private static void fact(Table table, String name, String text, Mood mood) {
    table.row(List.of(new Cell(name, Mood.DIM), new Cell(text, mood)));
  }

  private static String answered(Receipt receipt) {
    String all = Words.number(receipt.answered()) + " answered";
    return receipt.byVersion().isEmpty()
        ? all
        : all
            + ": "
            + receipt.byVersion().entrySet().stream()
                .map(entry -> Words.number(entry.getValue().answered()) + " by " + entry.getKey())
                .collect(Collectors.joining(", "));
  }

  /// `0 lost, 0 cut, 3 connections tried again or elsewhere by HAProxy`
  private static String unanswered(Receipt receipt) {
    return "%s lost, %s cut%s, %s"
        .formatted(
            Words.number(receipt.lost()),
            Words.number(receipt.cut()),
            receipt.cut() == 0 ? "" : " when a drain's deadline had passed",
            receipt.retried() == 0
                ? "0 retried"
                : Words.count(receipt.retried(), "connection")
                    + " tried again or elsewhere by HAProxy");
  }

  private static Mood proof(Receipt receipt) {
    if (receipt.lost() + receipt.cut() > 0) {
      return Mood.BAD;
    }
    return receipt.retried() > 0 ? Mood.NEUTRAL : Mood.GOOD;
  }

  private static String took(Receipt receipt) {
    return receipt.moved().isZero()
        ? Words.time(receipt.took())
        : "%s, of which %s from the first drain to the last slot ready"
            .formatted(Words.time(receipt.took()), Words.time(receipt.moved()));
  }

  private static String out(List<SlotLine> slots) {
    List<Duration> outs = slots.stream().map(SlotLine::out).sorted().toList();
    Duration least = outs.getFirst();
    Duration most = outs.getLast();
    return outs.size() == 1
        ? "1 slot, " + Words.time(most)
        : "%s, each %s at least, %s median, %s at most"
            .formatted(
                Words.count(outs.size(), "slot"),
                Words.time(least),
                Words.time(outs.get((outs.size() - 1) / 2)),
                Words.time(most));
  }

  private static String mixed(List<SlotLine> slots) {
    return slots.stream()
        .map(line -> line.slot() + " " + (line.to().isEmpty() ? "none" : line.to()))
        .collect(Collectors.joining(", "));
  }

  private static List<String> each(Receipt receipt, Palette palette) {
    var names = new LinkedHashSet<String>();
    receipt.slots().forEach(slot -> slot.steps().forEach(step -> names.add(step.step())));
    var head = new ArrayList<>(List.of("slot", "from", "to", "out"));
    head.addAll(names);
    var table = new Table().head(head.toArray(String[]::new));
    for (SlotLine slot : receipt.slots()) {
      var row =
          new ArrayList<>(
              List.of(
                  Cell.of(slot.slot()),
                  Cell.of(slot.from()),
                  Cell.of(slot.to()),
                  Cell.of(Words.time(slot.out()))));
      names.forEach(name -> row.add(Cell.of(total(slot, name))));
      table.row(row);
    }
    return table.lines(palette);
  }

  /// A slot that went back has done some steps twice.
  private static String total(SlotLine slot, String name) {
    List<Duration> took =
        slot.steps().stream().filter(step -> step.step().equals(name)).map(StepLine::took).toList();
    return took.isEmpty() ? "-" : Words.time(took.stream().reduce(Duration.ZERO, Duration::plus));
  }
}
