package ballast.rollout;

import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Spares;
import ballast.model.Strategy;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Engine;
import ballast.port.Fleet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
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

  private final EdgeLooks edge;

  /// One on which nothing is done at the edge: it is asked no more once it has said that a host is
  /// in.
  public Survey(Service service, Fleet fleet, Crew crew) {
    this(service, fleet, crew, Strategy.AtEdge.STAYS);
  }

  /// @param edge what hosts do there for what is planned by it
  public Survey(Service service, Fleet fleet, Crew crew, Strategy.AtEdge edge) {
    this.service = service;
    this.fleet = fleet;
    this.crew = crew;
    this.edge =
        new EdgeLooks(
            fleet,
            switch (edge) {
              case LEAVES -> EdgeLooks.Often.ALWAYS;
              case STAYS -> EdgeLooks.Often.UNTIL_IN;
            });
  }

  /// Whether nothing can be planned by that look for want of an answer that may come yet.
  boolean lacks(HostView view) {
    return switch (view) {
      case HostView.Unreachable _ -> true;
      case HostView.Seen seen -> edge.needed() && seen.edge() instanceof EdgeSight.Unseen;
    };
  }

  /// Every host once, all at the same time.
  public Observed all() throws InterruptedException {
    return new Observed(
        crew.all(fleet().stream().<Callable<HostView>>map(host -> () -> host(host)).toList()));
  }

  List<Host> fleet() {
    return fleet.hosts();
  }

  /// The host and the edge are asked at the same time: neither waits for the other.
  public HostView host(Host host) throws InterruptedException {
    if (fleet.edge().isEmpty()) {
      return inside(host);
    }
    List<Callable<Look>> looks =
        List.of(() -> new Look.Inside(inside(host)), () -> new Look.AtEdge(edge.at(host)));
    List<Look> both = crew.all(looks);
    return both.getFirst() instanceof Look.Inside(HostView.Seen seen)
            && both.getLast() instanceof Look.AtEdge(var sight)
        ? seen.with(sight)
        : ((Look.Inside) both.getFirst()).view();
  }

  private sealed interface Look {
    record Inside(HostView view) implements Look {}

    record AtEdge(EdgeSight sight) implements Look {}
  }

  private HostView inside(Host host) throws InterruptedException {
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
    slots.addAll(beyond(host, found, view));
    return new HostView.Seen(host, Spares.tell(slots, service.slots()), view.worker(), own(view));
  }

  /// HAProxy may have servers for more slots than the service fills.
  private List<SlotView> beyond(Host host, List<Engine.Found> found, Balancer.View view) {
    var more = new TreeMap<Integer, SlotView>();
    for (ServerView server : view.servers()) {
      OptionalInt number = service.balancer().server().slotOf(server.name());
      if (number.isPresent() && number.getAsInt() > service.slots()) {
        more.put(
            number.getAsInt(),
            new SlotView(
                new Slot(host, number.getAsInt()), berths(found, number.getAsInt()), server));
      }
    }
    return List.copyOf(more.values());
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
