package ballast.bench;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was measured, and the table of it.
final class Measures {
  /// @param took the whole command, from shell to exit
  /// @param moved from the first drain to the last slot ready; zero where that cannot be told apart
  /// @param sent requests sent meanwhile
  record One(Duration took, Duration moved, long sent, long lost) {
    One moved(Duration moved) {
      return new One(took, moved, sent, lost);
    }
  }

  private final Map<String, List<One>> all = new LinkedHashMap<>();
  private final Map<String, Map<String, List<Long>>> steps = new LinkedHashMap<>();

  void add(String name, One one) {
    all.computeIfAbsent(name, _ -> new ArrayList<>()).add(one);
    System.err.printf(
        "  %-28s %6.1f s, moved %5.1f s, lost %d of %d%n",
        name, seconds(one.took()), seconds(one.moved()), one.lost(), one.sent());
  }

  /// Keeps what each step of each slot took.
  void slots(String name, JsonObject last) {
    Receipts.steps(last)
        .forEach((step, took) ->
            steps
                .computeIfAbsent(name, _ -> new TreeMap<>())
                .computeIfAbsent(step, _ -> new ArrayList<>())
                .addAll(took));
  }

  String table() {
    double floor =
        median(all.getOrDefault("engines alone", List.of()).stream().map(One::took).toList());
    var text = new StringBuilder();
    text.append(
        "| what | runs | whole command, s (least - most) | first drain to last ready, s | whole / floor | moved / floor | lost of sent |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    all.forEach((name, runs) -> {
      double took = median(runs.stream().map(One::took).toList());
      double moved = median(runs.stream().map(One::moved).toList());
      text.append(
          "| %s | %d | %.1f (%s) | %s | %.2f | %s | %d of %d |%n"
              .formatted(
                  name,
                  runs.size(),
                  took,
                  spread(runs.stream().map(One::took).toList()),
                  moved == 0
                      ? ""
                      : "%.1f (%s)"
                          .formatted(moved, spread(runs.stream().map(One::moved).toList())),
                  took / floor,
                  moved == 0 ? "" : "%.2f".formatted(moved / floor),
                  runs.stream().mapToLong(One::lost).sum(),
                  runs.stream().mapToLong(One::sent).sum()));
    });
    return text.toString();
  }

  String slots() {
    var text = new StringBuilder();
    steps.forEach((name, each) -> {
      text.append("%nOne slot, %s, median ms:".formatted(name));
      each.forEach((step, took) ->
          text.append(
              " %s %d,".formatted(step, took.stream().sorted().toList().get(took.size() / 2))));
    });
    return text.toString();
  }

  private static String spread(List<Duration> values) {
    return "%.1f - %.1f"
        .formatted(
            values.stream().mapToDouble(Measures::seconds).min().orElse(0),
            values.stream().mapToDouble(Measures::seconds).max().orElse(0));
  }

  private static double median(List<Duration> values) {
    List<Double> sorted = values.stream().map(Measures::seconds).sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
