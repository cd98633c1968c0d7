package ballast.docker;

import ballast.model.HostView;
import ballast.model.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A change of HAProxy that nobody has seen serve yet. It is written down in front of the change,
/// and taken out when that is proven: so whoever comes after a set-up that was cut off knows what
/// to prove, and what to go back to.
///
/// @param worker that ran before it, where one answered
/// @param served the servers that served then, of all services
/// @param texts what the files were that it changes; blank where there was none
record Unproven(
    Optional<HostView.Worker> worker, Set<String> served, SortedMap<String, String> texts) {
  private static final String NOBODY = "-";

  Unproven {
    served = Set.copyOf(served);
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
  }

  /// Without the texts, which have files of their own.
  String written() {
    String ran =
        worker
            .map(one -> "%d %d %s".formatted(one.pid(), one.started(), one.version()))
            .orElse(NOBODY);
    return ran + "\n" + String.join("\n", new TreeSet<>(served)) + "\n";
  }

  /// Reads what [#written] wrote; of anything else no worker is known.
  static Unproven of(String written, SortedMap<String, String> texts) {
    List<String> lines = written.lines().filter(line -> !line.isBlank()).toList();
    Optional<HostView.Worker> worker = lines.stream().findFirst().flatMap(Unproven::worker);
    return new Unproven(
        worker, lines.stream().skip(1).collect(Collectors.toUnmodifiableSet()), texts);
  }

  private static Optional<HostView.Worker> worker(String line) {
    String[] words = line.split(" ", 3);
    try {
      return words.length == 3
          ? Optional.of(
              new HostView.Worker(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]))
          : Optional.empty();
    } catch (NumberFormatException foreign) {
      return Optional.empty();
    }
  }

  /// Whether it is past: another worker runs, so it has loaded what was written, and either no
  /// backend has lost all that served in it, or that worker has run for so long that nobody would
  /// call it going back. One server may be down for reasons of its own.
  ///
  /// @param at when that was seen
  boolean isPast(Standing now, Instant at) {
    if (isStillRunBy(now)) {
      return false;
    }
    Map<String, List<String>> backends =
        served.stream().collect(Collectors.groupingBy(server -> server.split("/", 2)[0]));
    return hasRunForLong(now.worker(), at)
        || backends.values().stream().noneMatch(servers -> isLost(servers, now));
  }

  private static final Duration FRESH = Duration.ofMinutes(10);

  private static boolean hasRunForLong(HostView.Worker worker, Instant at) {
    return worker.started() > 0 && Instant.ofEpochSecond(worker.started()).plus(FRESH).isBefore(at);
  }

  private boolean isStillRunBy(Standing now) {
    return worker.equals(Optional.of(now.worker()));
  }

  private static boolean isLost(List<String> servers, Standing now) {
    boolean there =
        servers.stream()
            .anyMatch(one -> now.down().containsKey(one) || now.serving().contains(one));
    Set<String> proven = now.served();
    return there && servers.stream().noneMatch(proven::contains);
  }

  /// Those that must serve again. What the worker that ran before the change calls down itself is
  /// not down for the change.
  Set<String> owed(Standing now) {
    return isStillRunBy(now)
        ? served.stream()
            .filter(one -> !now.down().containsKey(one))
            .collect(Collectors.toUnmodifiableSet())
        : served;
  }
}
