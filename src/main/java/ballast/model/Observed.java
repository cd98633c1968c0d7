package ballast.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One look at the fleet, in inventory order.
public record Observed(List<HostView> hosts) {
  public Observed {
    hosts = List.copyOf(hosts);
  }

  /// Every slot that could be seen.
  public Stream<SlotView> slots() {
    return hosts.stream()
        .flatMap(host ->
            switch (host) {
              case HostView.Seen seen -> seen.slots().stream();
              case HostView.Unreachable _ -> Stream.empty();
            });
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
    return slots().filter(view -> view.slot().equals(slot)).findFirst();
  }

  /// The same look with one host seen anew.
  public Observed with(HostView fresh) {
    return new Observed(
        hosts.stream().map(view -> view.host().equals(fresh.host()) ? fresh : view).toList());
  }
}
