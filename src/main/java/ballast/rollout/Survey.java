package ballast.rollout;

import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Engine;
import ballast.port.Fleet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Looks at the fleet. What cannot be read comes back as unreachable with the reason, never as
/// absent.
public final class Survey {
  private static final Comparator<Berth> NEWEST_FIRST =
      Comparator.comparing(Berth::created).reversed();

  private final Service service;
  private final Fleet fleet;
  private final Crew crew;

  public Survey(Service service, Fleet fleet, Crew crew) {
    this.service = service;
    this.fleet = fleet;
    this.crew = crew;
  }

  /// All hosts at once.
  public Observed all() throws InterruptedException {
    List<Callable<HostView>> looks =
        fleet.hosts().stream().map(host -> (Callable<HostView>) () -> host(host)).toList();
    return new Observed(crew.all(looks));
  }

  public HostView host(Host host) throws InterruptedException {
    try {
      List<Engine.Found> found = fleet.engine(host).containers();
      Balancer.View view = fleet.balancer(host).read();
      return seen(host, found, view);
    } catch (CallFailed failed) {
      return new HostView.Unreachable(host, failed.problem());
    }
  }

  private HostView seen(Host host, List<Engine.Found> found, Balancer.View view) {
    var servers =
        view.servers().stream().collect(Collectors.toMap(ServerView::name, Function.identity()));
    var slots = new ArrayList<SlotView>();
    for (int number = 1; number <= service.slots(); number++) {
      var slot = new Slot(host, number);
      String name = service.balancer().server().of(number);
      ServerView server = servers.get(name);
      if (server == null) {
        return new HostView.Unreachable(host, missing(slot, name, view));
      }
      slots.add(new SlotView(slot, berths(found, number), server));
    }
    return new HostView.Seen(host, slots, view.worker(), own(view));
  }

  /// Every server of the backend counts, slot or not: what it answered is its own affair.
  static Counters own(Balancer.View view) {
    long byServers =
        view.servers().stream().mapToLong(server -> server.counters().serverErrors()).sum();
    return view.backend().withServerErrors(Math.max(0, view.backend().serverErrors() - byServers));
  }

  private static List<Berth> berths(List<Engine.Found> found, int number) {
    return found.stream()
        .filter(one -> one.slot() == number)
        .map(Engine.Found::berth)
        .sorted(NEWEST_FIRST)
        .toList();
  }

  private Problem missing(Slot slot, String server, Balancer.View view) {
    return new Problem(
        "%s has no server in HAProxy".formatted(slot),
        "backend %s has %s, but not %s"
            .formatted(
                service.balancer().backend(),
                view.servers().isEmpty()
                    ? "no server"
                    : view.servers().stream()
                        .map(ServerView::name)
                        .collect(Collectors.joining(", ")),
                server),
        "check `slots` and `balancer: server` in ballast.yml against HAProxy's config on %s, or run `ballast setup`"
            .formatted(slot.host()));
  }
}
