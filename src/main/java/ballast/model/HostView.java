package ballast.model;

import java.util.List;

/// One look at one host. What could not be seen is said so, and never taken for absent, healthy or
/// idle.
public sealed interface HostView {
  Host host();

  /// @param worker which HAProxy process answered, so that a reload is noticed
  /// @param backend what the whole backend has counted, with `serverErrors` being HAProxy's own
  ///   only: requests that no server answered, whether the server is a slot or not
  ///
  /// @param slotsAndSpares every place that its HAProxy has a server for, by number
  ///
  /// @param edge whether the load balancer in front of it sends it requests
  record Seen(
      Host host, List<SlotView> slotsAndSpares, Worker worker, Counters backend, EdgeSight edge)
      implements HostView {
    public Seen {
      slotsAndSpares = List.copyOf(slotsAndSpares);
    }

    /// The edge was not asked.
    public Seen(Host host, List<SlotView> slotsAndSpares, Worker worker, Counters backend) {
      this(host, slotsAndSpares, worker, backend, new EdgeSight.NotAsked());
    }

    /// The same host with other slots.
    public Seen with(List<SlotView> changed) {
      return new Seen(host, changed, worker, backend, edge);
    }

    /// The same host, and what the edge does with it.
    public Seen with(EdgeSight sight) {
      return new Seen(host, slotsAndSpares, worker, backend, sight);
    }

    /// How many of so many slots serve: none where the edge sends the host nothing.
    public int serving(int slots) {
      return edge.shut() ? 0 : Math.min(slots, servingInside());
    }

    /// The same by its own HAProxy alone.
    public int servingInside() {
      return Math.toIntExact(slots().stream().filter(SlotView::serving).count());
    }

    /// Those that are counted on.
    public List<SlotView> slots() {
      return slotsAndSpares.stream().filter(view -> !view.spare()).toList();
    }
  }

  record Unreachable(Host host, Problem problem) implements HostView {}

  /// @param pid the worker's process id
  /// @param started when it started, in seconds since 1970 by its own clock; 0 where HAProxy is too
  ///   old to tell
  record Worker(long pid, long started, String version) {}
}
