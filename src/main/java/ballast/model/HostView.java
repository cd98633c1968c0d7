package ballast.model;

import java.util.List;

/// One look at one host. What could not be seen is said so, and never taken for absent, healthy or
/// idle.
public sealed interface HostView {
  Host host();

  /// @param worker which HAProxy process answered, so that a reload is noticed
  /// @param backend what the whole backend has counted, with `serverErrors` being HAProxy's own
  ///   only: requests that no server answered, whether the server is a slot or not
  record Seen(Host host, List<SlotView> slots, Worker worker, Counters backend)
      implements HostView {
    public Seen {
      slots = List.copyOf(slots);
    }
  }

  record Unreachable(Host host, Problem problem) implements HostView {}

  /// @param pid the worker's process id
  /// @param started when it started, in seconds since 1970 by its own clock; 0 where HAProxy is too
  ///   old to tell
  record Worker(long pid, long started, String version) {}
}
