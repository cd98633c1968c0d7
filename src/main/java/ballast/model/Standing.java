package ballast.model;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which servers of a HAProxy serve, as one worker tells it at one moment; servers are named
/// `backend/server`.
///
/// @param worker that tells it
/// @param serving those that take requests
/// @param unproven those whose check has not passed, or not yet: a worker that has just started
///   takes all of its servers for up
/// @param down those that nobody took out and that are down, with what the last check said
public record Standing(
    HostView.Worker worker,
    SortedSet<String> serving,
    Set<String> unproven,
    SortedMap<String, String> down) {
  public Standing {
    serving = Collections.unmodifiableSortedSet(new TreeSet<>(serving));
    unproven = Set.copyOf(unproven);
    down = Collections.unmodifiableSortedMap(new TreeMap<>(down));
  }

  /// What has become of servers that served at an earlier look.
  public sealed interface Later {
    record AllServe() implements Later {}

    /// None is known to be down, but not every check has passed.
    record Unsettled() implements Later {}

    /// @param check what the last check said of it
    record Down(String server, String check) implements Later {}
  }

  /// Those that served by a check that has passed, and not only because nothing was known of them
  /// yet.
  public Set<String> served() {
    var served = new TreeSet<>(serving);
    served.removeAll(unproven);
    return served;
  }

  /// A server that a new worker does not have at all was given up on purpose.
  ///
  /// @param served at a look at the worker before
  public Later of(Set<String> served) {
    for (var fallen : down.entrySet()) {
      if (served.contains(fallen.getKey())) {
        return new Later.Down(fallen.getKey(), fallen.getValue());
      }
    }
    return served.stream().anyMatch(unproven::contains)
        ? new Later.Unsettled()
        : new Later.AllServe();
  }
}
