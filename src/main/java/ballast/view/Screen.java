package ballast.view;

import ballast.event.Progress;
import ballast.event.Progress.Heading;
import ballast.event.Progress.Tally;
import ballast.event.ProgressOfHost;
import ballast.event.ProgressOfSlot;
import ballast.event.ProgressOfSlot.Phase;
import ballast.view.Palette.Mood;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The block at the bottom of a terminal while a rollout runs: how far it is, how much is out, and
/// every slot. Pure.
///
/// ```
/// pxapp to 1.4.2  ━━━━━━━━━━━━━━────────────────────  4 of 9 slots  16.0 s
/// out 1 of at most 1
/// fe-1  ✓ 1.4.2 5 in flight  ✓ 1.4.2 7 in flight  ○ 1.4.1 6 in flight
/// fe-2  ✓ 1.4.2              ▽ 1.4.1 drains 0.4 s ○ 1.4.1
/// fe-3  ✓ 1.4.2              ○ 1.4.1              ○ 1.4.1
/// fe-2/2 drains: 2 requests in flight
/// ```
final class Screen {
  /// Rows left for the story above the block.
  private static final int STORY_ROWS = 4;

  private static final int LEAST_ROWS = 3;
  private static final int LEAST_BAR = 8;
  private static final int MOST_REASONS = 5;

  private final Progress progress;
  private final Instant now;
  private final int width;
  private final int rows;
  private final Palette palette;

  private Screen(Progress progress, Instant now, int width, int height, Palette palette) {
    this.progress = progress;
    this.now = now;
    this.width = width;
    this.rows = Math.max(LEAST_ROWS, height - STORY_ROWS);
    this.palette = palette;
  }

  /// No line is wider than `width - 1`, since terminals differ in what the last column does; no
  /// more lines than fit under a few lines of story.
  static List<String> render(
      Progress progress, Instant now, int width, int height, Palette palette) {
    return progress
        .heading()
        .map(head -> new Screen(progress, now, width - 1, height, palette).lines(head))
        .orElse(List.of());
  }

  private List<String> lines(Heading head) {
    var lines = new ArrayList<String>();
    lines.add(bar(head));
    lines.add(budget(head));
    var grid = new Grid(List.copyOf(progress.hosts().values()), now, width, palette);
    switch (grid.shape(rows - lines.size() - 1)) {
      case ROWS -> lines.addAll(grid.rows());
      case COMPACT -> {
        lines.add(counts());
        lines.addAll(grid.compact());
      }
      case ACTIVE -> {
        lines.add(counts());
        lines.addAll(grid.active(rows - lines.size()));
      }
    }
    lines.addAll(reasons(Math.min(MOST_REASONS, rows - lines.size())));
    return lines;
  }

  private String bar(Heading head) {
    Tally tally = progress.tally();
    String what =
        switch (progress.course()) {
          case FORTH, STOPPING, PAUSED -> head.service() + " to " + head.version();
          case BACK -> head.service() + " back from " + head.version();
        };
    int of = progress.course() == Progress.Course.BACK ? tally.toReturn() : head.lanes();
    int done = progress.course() == Progress.Course.BACK ? tally.returned() : tally.done();
    String end =
        "  %d of %s  %s"
            .formatted(done, Words.count(of, "slot"), Words.time(progress.elapsed(now)));
    int length = Math.max(LEAST_BAR, width - what.length() - 2 - end.length());
    int full = of == 0 ? length : (int) ((long) length * Math.min(done, of) / of);
    return new Row(width, palette)
        .add(what, Mood.STRONG)
        .add("  ")
        .add(palette.sign("━", "#").repeat(full), mood())
        .add(palette.sign("─", "-").repeat(length - full), Mood.DIM)
        .add(end)
        .toString();
  }

  private Mood mood() {
    return switch (progress.course()) {
      case FORTH -> Mood.GOOD;
      case STOPPING, PAUSED, BACK -> Mood.WARN;
    };
  }

  /// `out 1 of at most 3`, and what else is not as usual.
  private String budget(Heading head) {
    int out = progress.outNow();
    var row = new Row(width, palette);
    row.add("out %d of at most %d".formatted(out, head.mostOut()), out == 0 ? Mood.DIM : Mood.BUSY);
    Tally tally = progress.tally();
    if (tally.failed() > 0) {
      row.add(", ").add(tally.failed() + " failed", Mood.BAD);
    }
    if (tally.cut() > 0) {
      row.add(", ").add(Words.count(tally.cut(), "request") + " cut", Mood.BAD);
    }
    long pulling =
        progress.hosts().values().stream()
            .filter(host -> host.readiness() instanceof ProgressOfHost.Readiness.Pulling)
            .count();
    if (pulling > 0) {
      row.add(", " + Words.count(pulling, "host") + (pulling == 1 ? " pulls" : " pull"));
    }
    row.add(hooks());
    row.add(state(), mood());
    return row.toString();
  }

  /// `, hook before_batch of batch 2 runs`
  private String hooks() {
    return switch (progress.hooks().size()) {
      case 0 -> "";
      case 1 -> {
        var one = progress.hooks().getFirst();
        yield ", hook %s%s runs"
            .formatted(
                one.hook().word(), one.about().isEmpty() ? "" : " of " + Words.line(one.about()));
      }
      default -> ", %d hooks run".formatted(progress.hooks().size());
    };
  }

  private String state() {
    return progress
        .receipt()
        .map(receipt ->
            switch (receipt.outcome()) {
              case DONE, NOTHING_TO_DO -> "";
              case NOT_BEGUN -> ", not begun";
              case WENT_BACK -> ", went back";
              case MIXED -> ", the fleet is mixed";
              case STOPPED -> ", stopped";
              case LOCK_LOST -> ", lost its lock";
            })
        .orElse(
            switch (progress.course()) {
              case FORTH -> "";
              case STOPPING -> ", stopping: slots in hand are finished";
              case PAUSED -> ", paused: ballast resume goes on";
              case BACK -> ", going back";
            });
  }

  /// How many slots are in each phase; the legend of the signs, too.
  private String counts() {
    var counts = new EnumMap<Phase, Integer>(Phase.class);
    progress.slots().forEach(slot -> counts.merge(slot.phase(), 1, Integer::sum));
    var row = new Row(width, palette);
    counts.forEach((phase, count) -> {
      Glyph glyph = Glyph.of(phase);
      row.add(glyph.sign(palette), glyph.mood()).add(" " + count + " " + glyph.word() + "  ");
    });
    return row.toString();
  }

  /// What slots in hand wait for, and which hosts are silent.
  private List<String> reasons(int most) {
    Stream<String> hosts =
        progress.hosts().values().stream().flatMap(host -> silent(host).stream());
    Stream<String> slots =
        progress.slots().filter(slot -> !slot.why().isEmpty() && telling(slot)).map(this::reason);
    Stream<String> edge = progress.hosts().values().stream().flatMap(host -> atEdge(host).stream());
    return Stream.of(hosts, edge, slots).flatMap(some -> some).limit(Math.max(0, most)).toList();
  }

  private Optional<String> silent(ProgressOfHost host) {
    return host.unreachable()
        .map(problem ->
            new Row(width, palette)
                .add(host.host() + " cannot be read: ", Mood.BAD)
                .add(problem.brief(), Mood.DIM)
                .toString());
  }

  /// `fe-1 leaves the edge 2.1 s: 3 connections in flight at the edge`
  private Optional<String> atEdge(ProgressOfHost host) {
    return switch (host.edge()) {
      case ProgressOfHost.Edge.In() -> Optional.empty();
      case ProgressOfHost.Edge.Moving(var way, var since, var why) ->
          Optional.of(
              edgeRow(
                  host,
                  switch (way) {
                    case LEAVE -> " leaves the edge ";
                    case JOIN -> " joins the edge ";
                  },
                  since,
                  why));
      case ProgressOfHost.Edge.Out(var since) ->
          Optional.of(edgeRow(host, " is out at the edge ", since, ""));
      case ProgressOfHost.Edge.Stuck(var since, var why) ->
          Optional.of(edgeRow(host, " is not as wanted at the edge ", since, why));
    };
  }

  private String edgeRow(ProgressOfHost host, String what, Instant since, String why) {
    return new Row(width, palette)
        .add(host.host() + what + Words.time(Duration.between(since, now)), Mood.BUSY)
        .add(why.isEmpty() ? "" : ": " + why, Mood.DIM)
        .toString();
  }

  private static boolean telling(ProgressOfSlot slot) {
    return switch (slot.phase()) {
      case DRAINING, STOPPING, STARTING, PROVING, READY, SOAKING, OUT, FAILED -> true;
      case SPARE, SERVING, WAITING, PREPARED, PREPARING, DONE, RETURNING -> false;
    };
  }

  private String reason(ProgressOfSlot slot) {
    Glyph glyph = Glyph.of(slot);
    return new Row(width, palette)
        .add(slot.slot() + " " + glyph.word() + ": ", glyph.mood())
        .add(slot.why(), Mood.DIM)
        .toString();
  }
}
