package ballast.plan;

import ballast.model.Host;
import ballast.model.Slot;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The slots that serve, counted once: a plan for many hosts asks for the counts with every slot.
final class Up {
  private final List<Host> hosts;
  private final int slotsPerHost;
  private final Set<Host> shut;
  private final Set<Slot> slots;
  private final Map<Host, Integer> on = new HashMap<>();
  private final int out;

  /// @param hosts whose slots are counted
  /// @param slotsPerHost how many of each host must serve
  /// @param shut hosts that the edge sends nothing: all of their slots are out of the fleet
  /// @param slots those that serve inside their hosts
  Up(List<Host> hosts, int slotsPerHost, Set<Host> shut, Set<Slot> slots) {
    this.hosts = List.copyOf(hosts);
    this.slotsPerHost = slotsPerHost;
    this.shut = Set.copyOf(shut);
    this.slots = Set.copyOf(slots);
    this.slots.forEach(slot -> on.merge(slot.host(), 1, Integer::sum));
    this.out = this.hosts.stream().mapToInt(this::missing).sum();
  }

  boolean contains(Slot slot) {
    return slots.contains(slot);
  }

  int on(Host host) {
    return on.getOrDefault(host, 0);
  }

  boolean shut(Host host) {
    return shut.contains(host);
  }

  /// How many of a host's slots the fleet lacks.
  int missing(Host host) {
    return shut.contains(host) ? slotsPerHost : outOn(host);
  }

  /// How many of a host's slots are out by its own HAProxy.
  int outOn(Host host) {
    return Math.max(0, slotsPerHost - on(host));
  }

  /// How many of all hosts' slots are out.
  int out() {
    return out;
  }

  Up without(Collection<Slot> gone) {
    var fewer = new HashSet<>(slots);
    gone.forEach(fewer::remove);
    return new Up(hosts, slotsPerHost, shut, fewer);
  }

  Up shutting(Host host) {
    var more = new HashSet<>(shut);
    more.add(host);
    return new Up(hosts, slotsPerHost, more, slots);
  }
}
