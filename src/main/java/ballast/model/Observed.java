package ballast.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One look at the fleet, in inventory order.
public record Observed(List<HostView> hosts) {
  public Observed {
    hosts = List.copyOf(hosts);
  }

  /// Every slot that could be seen and that is counted on.
  public Stream<SlotView> slots() {
    return slotsAndSpares().filter(view -> !view.spare());
  }

  /// The same with those that stand by.
  public Stream<SlotView> slotsAndSpares() {
    return seen().flatMap(host -> host.slotsAndSpares().stream());
  }

  public Stream<HostView.Seen> seen() {
    return hosts.stream()
        .flatMap(host ->
            switch (host) {
              case HostView.Seen seen -> Stream.of(seen);
              case HostView.Unreachable _ -> Stream.empty();
            });
  }

  /// How many of so many slots of a host each serve. One more than that serves while a spare stands
  /// in, and is no more than what is promised; where the edge sends a host nothing, none of its
  /// slots serves anybody.
  public int serving(int slotsPerHost) {
    return seen().mapToInt(host -> host.serving(slotsPerHost)).sum();
  }

  public Stream<HostView.Unreachable> unreachable() {
    return hosts.stream()
        .flatMap(host ->
            switch (host) {
              case HostView.Seen _ -> Stream.empty();
              case HostView.Unreachable unreachable -> Stream.of(unreachable);
            });
  }

  public Optional<SlotView> slot(Slot slot) {
    return slotsAndSpares().filter(view -> view.slot().equals(slot)).findFirst();
  }

  /// The same look with some hosts seen anew.
  public Observed with(List<HostView> fresh) {
    var anew = fresh.stream().collect(Collectors.toMap(HostView::host, Function.identity()));
    return new Observed(hosts.stream().map(view -> anew.getOrDefault(view.host(), view)).toList());
  }
}
