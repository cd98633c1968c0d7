package ballast.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the methods cost, as text for the document.
///
/// @param failed methods that could not be measured, and why
record MethodsTable(Map<Method, Course> courses, Map<Method, String> failed) {
  /// How much less time rolling is to take.
  private static final int AIM_PERCENT = 70;

  String table() {
    var text = new StringBuilder();
    text.append(
        "| method | by | whole, s | first drain to last ready, s | lost of sent | more containers at the peak | least capacity | cores busy |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    for (Method method : Method.values()) {
      Optional.ofNullable(courses.get(method)).ifPresent(course -> row(text, method, course));
      Optional.ofNullable(failed.get(method))
          .ifPresent(why ->
              text.append(
                  "| %s | %s | not measured: %s | | | | | |%n"
                      .formatted(method.title(), method.by(), why)));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, Method method, Course course) {
    text.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.1f | %s | %,d of %,d | %d | %d of %d | %.0f %% |%n",
            method.title(),
            method.by(),
            seconds(course.took()),
            course.moved().map(moved -> "%.1f".formatted(seconds(moved))).orElse(""),
            course.lostTotal(),
            course.sent(),
            course.extra(),
            course.least(),
            course.slots(),
            course.busy() * 100));
  }

  /// What was aimed for, and what was seen: with the default's few slots out, and with as many as
  /// strategy host has.
  String verdict() {
    var text =
        new StringBuilder(
            "| at least %d %% less time than | rolling | %s |%n|---|---|---|%n"
                .formatted(AIM_PERCENT, Method.ROLLING_AS_WIDE.title()));
    for (Method slower :
        List.of(
            Method.HOST,
            Method.SEED_HOST,
            Method.SEED_BLUE_GREEN,
            Method.SEED_BLUE_GREEN_BATCHES,
            Method.SEED_BLUE_GREEN_ANSIBLE,
            Method.SEED_BLUE_GREEN_ANSIBLE_ONE_BY_ONE,
            Method.SEED_ROLLING)) {
      text.append(
          "| %s (%s) | %s | %s |%n"
              .formatted(
                  slower.title(),
                  slower.by(),
                  less(Method.ROLLING, slower),
                  less(Method.ROLLING_AS_WIDE, slower)));
    }
    text.append("%nLost in every method but recreate: %s%n".formatted(losses()));
    return text.toString();
  }

  private String less(Method rolling, Method slower) {
    if (!courses.containsKey(rolling) || !courses.containsKey(slower)) {
      return "not measured";
    }
    double quick = seconds(courses.get(rolling).took());
    double slow = seconds(courses.get(slower).took());
    double percent = 100 * (1 - quick / slow);
    return String.format(
        Locale.ROOT,
        "%.1f s against %.1f s: %.1f %% less%s",
        quick,
        slow,
        percent,
        percent >= AIM_PERCENT ? "" : "; **not reached**");
  }

  private String losses() {
    List<String> losing =
        courses.entrySet().stream()
            .filter(one -> one.getKey() != Method.RECREATE && one.getValue().lostTotal() > 0)
            .map(one ->
                "%s (%s) lost %d"
                    .formatted(one.getKey().title(), one.getKey().by(), one.getValue().lostTotal()))
            .toList();
    long sent =
        courses.entrySet().stream()
            .filter(one -> one.getKey() != Method.RECREATE)
            .mapToLong(one -> one.getValue().sent())
            .sum();
    return losing.isEmpty()
        ? String.format(Locale.ROOT, "0 of %,d", sent)
        : "**not reached**: " + String.join("; ", losing);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
