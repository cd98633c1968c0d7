package ballast.view;

import ballast.model.LockView;
import ballast.model.Observed;
import ballast.model.Service;
import ballast.model.SlotView;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A rollout seen from outside, without its journal: what its holder reports, and the fleet.
public final class WatchText {
  /// Slots that are named.
  private static final int MOST_NAMED = 6;

  private WatchText() {}

  /// `12 of 27 slots done; 26 of 27 slots serve: 14 of 1.4.1, 12 of 1.4.2; fe-3/1 out: its server
  /// drains`
  public static String line(Service service, LockView held, Observed observed) {
    var parts = new ArrayList<String>();
    if (!held.report().isBlank()) {
      parts.add(Words.line(held.report()));
    }
    parts.add(serving(service, observed));
    List<String> marks = marks(observed);
    parts.addAll(marks.subList(0, Math.min(MOST_NAMED, marks.size())));
    if (marks.size() > MOST_NAMED) {
      parts.add("and %d more".formatted(marks.size() - MOST_NAMED));
    }
    observed.unreachable().forEach(host -> parts.add(host.host() + " could not be read"));
    return String.join("; ", parts);
  }

  private static String serving(Service service, Observed observed) {
    long all = (long) observed.hosts().size() * service.slots();
    long serving = observed.serving(service.slots());
    String versions =
        versions(observed).entrySet().stream()
            .map(entry -> entry.getValue() + " of " + Words.line(entry.getKey()))
            .collect(Collectors.joining(", "));
    return "%d of %s serve%s"
        .formatted(serving, Words.count(all, "slot"), versions.isEmpty() ? "" : ": " + versions);
  }

  private static SortedMap<String, Integer> versions(Observed observed) {
    var versions = new TreeMap<String, Integer>();
    observed
        .slots()
        .filter(SlotView::serving)
        .flatMap(view -> view.running().stream())
        .forEach(berth -> versions.merge(berth.version(), 1, Integer::sum));
    return versions;
  }

  private static List<String> marks(Observed observed) {
    Marks marks = Marks.of(observed);
    return observed
        .slots()
        .filter(view -> !view.serving())
        .map(view -> view.slot() + " " + marks.of(view).getFirst().words())
        .toList();
  }

  public static JsonObject json(Service service, LockView held, Observed observed) {
    var json = new JsonObject();
    json.addProperty("rollout", held.holder().purpose());
    json.addProperty("who", held.holder().who());
    json.addProperty("report", held.report());
    json.addProperty("slots", (long) observed.hosts().size() * service.slots());
    json.addProperty("serving", observed.serving(service.slots()));
    var versions = new JsonObject();
    versions(observed).forEach(versions::addProperty);
    json.add("versions", versions);
    var out = new JsonArray();
    observed
        .slots()
        .filter(view -> !view.serving())
        .forEach(view -> out.add(view.slot().toString()));
    json.add("out", out);
    json.addProperty("unreachable_hosts", observed.unreachable().count());
    return json;
  }
}
