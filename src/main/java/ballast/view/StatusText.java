package ballast.view;

import ballast.model.Berth;
import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Service;
import ballast.model.SlotView;
import ballast.view.Palette.Mood;
import ballast.view.Table.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What runs where, for people.
public final class StatusText {
  private StatusText() {}

  public static List<String> lines(Service service, Observed observed, Palette palette) {
    return lines(service, observed, Map.of(), palette);
  }

  /// @param edge what the load balancer in front of the hosts does with each; empty where there is
  ///   none
  public static List<String> lines(
      Service service, Observed observed, Map<Host, EdgeSight> edge, Palette palette) {
    var lines = new ArrayList<String>();
    lines.add(summary(service, observed, palette));
    lines.add("");
    lines.addAll(slots(observed, edge, palette));
    lines.addAll(unreachable(observed, palette));
    if (observed.slots().findAny().isPresent()) {
      lines.add("");
      lines.addAll(versions(observed, palette));
    }
    return lines;
  }

  /// `pxapp: 26 of 27 slots serve, 1 host could not be read`
  private static String summary(Service service, Observed observed, Palette palette) {
    long all = (long) observed.hosts().size() * service.slots();
    long serving = observed.serving(service.slots());
    long unread = observed.unreachable().count();
    String text =
        "%s: %d of %s on %s serve"
            .formatted(
                service.name(),
                serving,
                Words.count(all, "slot"),
                Words.count(observed.hosts().size(), "host"));
    if (unread > 0) {
      text += ", " + Words.count(unread, "host") + " could not be read";
    }
    return palette.paint(text, serving == all ? Mood.GOOD : Mood.WARN);
  }

  private static List<String> slots(Observed observed, Map<Host, EdgeSight> edge, Palette palette) {
    Marks marks = Marks.of(observed);
    var head =
        new ArrayList<>(
            List.of("slot", "version", "release", "state", "weight", "sessions", "edge", ""));
    if (edge.isEmpty()) {
      head.remove("edge");
    }
    var table = new Table().head(head.toArray(String[]::new));
    observed
        .slotsAndSpares()
        .forEach(view -> {
          var row = new ArrayList<>(row(view, marks));
          Optional.ofNullable(edge.get(view.slot().host()))
              .ifPresent(sight -> row.add(row.size() - 1, cell(sight)));
          table.row(row);
        });
    return observed.slots().findAny().isPresent() ? table.lines(palette) : List.of();
  }

  private static Cell cell(EdgeSight sight) {
    return new Cell(sight.words(), sight.serving() ? Mood.GOOD : Mood.WARN);
  }

  private static List<Cell> row(SlotView view, Marks marks) {
    var server = view.server();
    return List.of(
        Cell.of(view.slot()),
        Cell.of(view.holder().map(Berth::version).orElse("none")),
        new Cell(view.holder().map(berth -> berth.release().value()).orElse("-"), Mood.DIM),
        new Cell(
            Marks.state(server), view.serving() ? Mood.GOOD : view.spare() ? Mood.DIM : Mood.BAD),
        Cell.of(server.weight()),
        Cell.of(
            server.queued() == 0
                ? Words.number(server.sessions())
                : server.sessions() + " +" + server.queued() + " queued"),
        new Cell(
            marks.of(view).stream().map(Marks.Mark::words).collect(Collectors.joining("; ")),
            Mood.WARN));
  }

  private static List<String> unreachable(Observed observed, Palette palette) {
    var lines = new ArrayList<String>();
    observed
        .unreachable()
        .forEach(host -> {
          lines.add("");
          lines.add(
              palette.paint(
                  "%s could not be read; its slots count as out".formatted(host.host()), Mood.BAD));
          lines.addAll(ReceiptText.problem(host.problem(), palette));
        });
    return lines;
  }

  /// Versions, each with the hosts that serve it: more than one line is a fleet that is mixed.
  private static List<String> versions(Observed observed, Palette palette) {
    var hosts = new TreeMap<String, List<String>>();
    var slots = new TreeMap<String, Integer>();
    for (HostView host : observed.hosts()) {
      switch (host) {
        case HostView.Unreachable _ -> {}
        case HostView.Seen seen -> {
          var held = new TreeMap<String, Integer>();
          seen.slots().stream()
              .flatMap(view -> view.holder().stream())
              .forEach(berth -> held.merge(name(berth), 1, Integer::sum));
          held.forEach((version, count) -> {
            slots.merge(version, count, Integer::sum);
            hosts
                .computeIfAbsent(version, _ -> new ArrayList<>())
                .add(seen.host() + (count == seen.slots().size() ? "" : " (" + count + ")"));
          });
        }
      }
    }
    var table = new Table().head("version", "release", "slots", "hosts");
    hosts.forEach((version, names) ->
        table.row(
            List.of(
                Cell.of(version.substring(0, version.indexOf('\n'))),
                new Cell(version.substring(version.indexOf('\n') + 1), Mood.DIM),
                Cell.of(slots.getOrDefault(version, 0)),
                Cell.of(brief(names)))));
    return table.lines(palette);
  }

  private static String name(Berth berth) {
    return berth.version() + "\n" + berth.release();
  }

  private static final int MOST_NAMES = 12;

  private static String brief(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMES))
            + " and %d more".formatted(names.size() - MOST_NAMES);
  }
}
