package ballast.view;

import ballast.event.ProgressOfHost;
import ballast.event.ProgressOfHost.Readiness;
import ballast.event.ProgressOfSlot;
import ballast.event.ProgressOfSlot.Phase;
import ballast.view.Palette.Mood;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Hosts times slots, in as much room as there is. Pure.
final class Grid {
  /// With more hosts than that, only those where something happens are shown.
  private static final int MOST_HOSTS = 40;

  /// A cell needs that much for sign, version, word and seconds; with less it says less.
  private static final int WORDS_FIT = 20;

  private static final int VERSION_FITS = 9;

  /// For how long after a look requests in flight are worth showing.
  private static final Duration LOAD_COUNTS = Duration.ofSeconds(15);

  private static final int MOST_CELL = 28;

  /// What fits.
  enum Shape {
    /// A row for each host, a cell for each slot.
    ROWS,
    /// Several hosts in a row, a sign for each slot.
    COMPACT,
    /// A row for each host where something happens, and counts of the others.
    ACTIVE
  }

  private final List<ProgressOfHost> hosts;
  private final Instant now;
  private final int width;
  private final Palette palette;
  private final int nameWidth;
  private final int slotsPerHost;

  Grid(List<ProgressOfHost> hosts, Instant now, int width, Palette palette) {
    this.hosts = hosts;
    this.now = now;
    this.width = width;
    this.palette = palette;
    this.nameWidth = Words.widest(hosts.stream().map(host -> host.host().name()).toList());
    this.slotsPerHost = hosts.stream().mapToInt(host -> host.slots().size()).max().orElse(0);
  }

  Shape shape(int room) {
    if (hosts.size() > MOST_HOSTS) {
      return Shape.ACTIVE;
    }
    if (hosts.size() <= room) {
      return Shape.ROWS;
    }
    return (hosts.size() + perRow() - 1) / perRow() <= room ? Shape.COMPACT : Shape.ACTIVE;
  }

  List<String> rows() {
    return hosts.stream().map(this::row).toList();
  }

  private String row(ProgressOfHost host) {
    boolean pulls = hosts.stream().anyMatch(one -> one.readiness() instanceof Readiness.Pulling);
    int names = nameWidth + (pulls ? pulled(host).length() : 0) + 2;
    var row = new Row(width, palette).add(host.host().name(), Mood.STRONG);
    if (pulls) {
      row.to(nameWidth + 1).add(pulled(host), Mood.BUSY);
    }
    int cell = Math.min(MOST_CELL, (width - names) / Math.max(1, slotsPerHost));
    int column = names;
    for (ProgressOfSlot slot : host.slots().values()) {
      row.to(column);
      cell(row, slot, glyph(host, slot), cell);
      column += cell;
    }
    return row.toString();
  }

  /// Always equally wide: `↓ 50%`, `↓ `, or blanks.
  private String pulled(ProgressOfHost host) {
    String arrow = palette.sign("↓", "p");
    return switch (host.readiness()) {
      case Readiness.Pulling(_, long bytes, long total) ->
          arrow + (total == 0 ? "    " : "%3d%%".formatted(Math.min(100, bytes * 100 / total)));
      case Readiness.Untouched(), Readiness.Pulled _, Readiness.Prepared _ -> "     ";
    };
  }

  /// Only the lane in whose hand it is knows a slot of a host that cannot be read.
  private static Glyph glyph(ProgressOfHost host, ProgressOfSlot slot) {
    return host.unreachable().isPresent() && !slot.phase().inHand()
        ? Glyph.UNKNOWN
        : Glyph.of(slot);
  }

  private void cell(Row row, ProgressOfSlot slot, Glyph glyph, int cell) {
    row.add(glyph.sign(palette), glyph.mood());
    if (cell < VERSION_FITS) {
      return;
    }
    String tail = tail(slot, glyph);
    boolean words = cell >= WORDS_FIT && !tail.isEmpty();
    int room = cell - 3 - (words ? tail.length() + 1 : 0);
    String version = clip(slot.now().isEmpty() ? slot.to() : slot.now(), room);
    row.add(" " + version, slot.isOut() ? Mood.NEUTRAL : Mood.DIM);
    if (words) {
      row.add((version.isEmpty() ? "" : " ") + tail, glyph.mood());
    }
  }

  /// `drains 0.4 s`, `12 in flight`, or nothing where the sign says it all.
  private String tail(ProgressOfSlot slot, Glyph glyph) {
    return switch (slot.phase()) {
      case PREPARING, DRAINING, STOPPING, STARTING, PROVING, READY, SOAKING ->
          glyph.word() + " " + Words.time(Duration.between(slot.since(), now));
      case OUT, FAILED, RETURNING -> glyph.word();
      case SERVING, WAITING, PREPARED, DONE -> glyph.equals(Glyph.UNKNOWN) ? "" : load(slot);
      case SPARE -> "";
    };
  }

  /// A host is looked at when something on it has changed: what was seen long ago says nothing.
  private String load(ProgressOfSlot slot) {
    return slot.load()
        .filter(seen -> Duration.between(seen.at(), now).compareTo(LOAD_COUNTS) <= 0)
        .map(seen -> Words.number(seen.requests()) + " in flight")
        .orElse("");
  }

  /// The end of a version tells more than its beginning.
  private String clip(String version, int room) {
    if (version.length() <= room) {
      return version;
    }
    return room < 2 ? "" : palette.sign("…", "~") + version.substring(version.length() - room + 1);
  }

  private int perRow() {
    return Math.max(1, (width + 3) / (nameWidth + 1 + slotsPerHost + 3));
  }

  List<String> compact() {
    var rows = new ArrayList<String>();
    int cell = nameWidth + 1 + slotsPerHost + 3;
    for (int first = 0; first < hosts.size(); first += perRow()) {
      var row = new Row(width, palette);
      int column = 0;
      for (ProgressOfHost host : hosts.subList(first, Math.min(hosts.size(), first + perRow()))) {
        if (column > 0) {
          row.to(column);
        }
        signs(row.add(Words.pad(host.host().name(), nameWidth)).add(" "), host);
        column += cell;
      }
      rows.add(row.toString());
    }
    return rows;
  }

  private void signs(Row row, ProgressOfHost host) {
    for (ProgressOfSlot slot : host.slots().values()) {
      Glyph glyph = glyph(host, slot);
      row.add(glyph.sign(palette), glyph.mood());
    }
  }

  List<String> active(int room) {
    List<ProgressOfHost> active = hosts.stream().filter(Grid::active).toList();
    int shown = Math.min(active.size(), Math.max(0, room - 1));
    var rows = new ArrayList<>(active.stream().limit(shown).map(this::row).toList());
    long over = hosts.stream().filter(host -> !active(host)).filter(Grid::over).count();
    String counts =
        "%s: %d in hand%s, %d over, %d to come"
            .formatted(
                Words.count(hosts.size(), "host"),
                active.size(),
                shown < active.size() ? " (%d not shown)".formatted(active.size() - shown) : "",
                over,
                hosts.size() - active.size() - over);
    rows.add(new Row(width, palette).add(counts, Mood.DIM).toString());
    return rows;
  }

  private static boolean active(ProgressOfHost host) {
    return host.unreachable().isPresent()
        || host.readiness() instanceof Readiness.Pulling
        || host.slots().values().stream()
            .anyMatch(
                slot -> slot.phase().inHand() || slot.phase() == Phase.FAILED || slot.isOut());
  }

  /// Nothing on it waits any more.
  private static boolean over(ProgressOfHost host) {
    return host.slots().values().stream()
        .noneMatch(slot ->
            switch (slot.phase()) {
              case WAITING, PREPARED, RETURNING -> true;
              case SPARE,
                  SERVING,
                  OUT,
                  PREPARING,
                  DRAINING,
                  STOPPING,
                  STARTING,
                  PROVING,
                  READY,
                  SOAKING,
                  DONE,
                  FAILED ->
                  false;
            });
  }
}
