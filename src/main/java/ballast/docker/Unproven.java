package ballast.docker;

import ballast.model.HostView;
import ballast.model.Standing;
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

  /// Whether it was seen to serve after all: another worker runs, so it has loaded what was
  /// written, and no backend has lost all that served in it. One server may be down for reasons of
  /// its own, days later.
  boolean isSeenBy(Standing now) {
    Map<String, List<String>> backends =
        served.stream().collect(Collectors.groupingBy(server -> server.split("/", 2)[0]));
    return !worker.equals(Optional.of(now.worker()))
        && backends.values().stream().noneMatch(servers -> isLost(servers, now));
  }

  private static boolean isLost(List<String> servers, Standing now) {
    return servers.stream().noneMatch(one -> now.serving().contains(one))
        && servers.stream().anyMatch(one -> now.down().containsKey(one));
  }
}
