package ballast.view;

import static ballast.event.Recording.NEW;
import static ballast.event.Recording.OLD;

import ballast.event.Recording;
import ballast.model.Admission;
import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.ContainerSpec;
import ballast.model.Counters;
import ballast.model.EdgeSight;
import ballast.model.EdgeView;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.NamePattern;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Spares;
import ballast.plan.Desired;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Fleets to look at.
final class Fleets {
  static final Service PXAPP =
      new Service(
          "pxapp",
          "registry.example/pxapp",
          8080,
          3,
          new NamePattern("pxapp-{slot}"),
          ContainerSpec.defaults(),
          new Health.Http(
              "HEAD",
              "/api/v1/my/status",
              Optional.of("pxapp"),
              200,
              299,
              Duration.ZERO,
              Duration.ofSeconds(60)),
          new BalancerChoice.Managed(
              "pxapp",
              new NamePattern("pxapp-{slot}"),
              "haproxy:2.8",
              new BalancerChoice.Entrance.Http(80, Optional.empty()),
              "172.30.77"));

  private Fleets() {}

  static Desired toTheNewRelease(Policy policy) {
    return new Desired(PXAPP, new Desired.Target.Everywhere(NEW, "1.4.2"), policy);
  }

  /// That many hosts with three slots each, all of them serving the old release.
  static Observed calm(int hosts) {
    var recording = new Recording(hosts, 3);
    return new Observed(recording.hosts().stream().map(recording::seen).toList());
  }

  /// The same with that many empty spares on each host.
  static Observed withSpares(int hosts, int spares) {
    return each(
        hosts,
        host -> {
          var views = new ArrayList<>(host.slotsAndSpares());
          for (int number = 4; number <= 3 + spares; number++) {
            var spare = new Slot(host.host(), number);
            views.add(slot(spare, Admission.MAINT, ServerView.Condition.DOWN));
          }
          return host.with(Spares.tell(views, 3));
        });
  }

  /// The same behind an edge that sends every host requests.
  static Observed atEdge(int hosts) {
    return each(hosts, host -> host.with(new EdgeSight.Seen(new EdgeView.Serving())));
  }

  private static Observed each(int hosts, UnaryOperator<HostView.Seen> change) {
    return new Observed(calm(hosts).seen().<HostView>map(change).toList());
  }

  /// One of everything that can be wrong.
  static Observed troubled() {
    var hosts = new ArrayList<>(calm(3).hosts());
    var fe1 = new Host("fe-1");
    hosts.set(
        0,
        seen(
            fe1,
            slot(
                new Slot(fe1, 1),
                Admission.READY,
                ServerView.Condition.UP,
                Recording.holder(NEW, Berth.State.RUNNING),
                Recording.berth(OLD, Berth.Place.KEPT, Berth.State.EXITED)),
            slot(
                new Slot(fe1, 2),
                Admission.MAINT,
                ServerView.Condition.DOWN,
                Recording.berth(NEW, Berth.Place.NEXT, Berth.State.CREATED),
                Recording.berth(OLD, Berth.Place.LAST, Berth.State.EXITED)),
            slot(
                new Slot(fe1, 3),
                Admission.READY,
                ServerView.Condition.DOWN,
                Recording.berth(NEW, Berth.Place.PREPARED, Berth.State.CREATED),
                Recording.holder(OLD, Berth.State.RUNNING))));
    var fe2 = new Host("fe-2");
    hosts.set(
        1,
        seen(
            fe2,
            slot(
                new Slot(fe2, 1),
                Admission.DRAIN,
                ServerView.Condition.UP,
                Recording.holder(OLD, Berth.State.RUNNING)),
            slot(
                new Slot(fe2, 2),
                Admission.READY,
                ServerView.Condition.DOWN,
                Recording.holder(OLD, Berth.State.EXITED)),
            slot(
                new Slot(fe2, 3),
                Admission.READY,
                ServerView.Condition.UP,
                Recording.holder(OLD, Berth.State.RUNNING))));
    hosts.add(
        new HostView.Unreachable(
            new Host("fe-4"),
            new Problem(
                "fe-4 cannot be reached",
                "ssh: connect to host fe-4 port 22: Connection refused",
                "ssh fe-4 must work without a password")));
    return new Observed(hosts);
  }

  private static HostView seen(Host host, SlotView... slots) {
    return new HostView.Seen(
        host, List.of(slots), new HostView.Worker(4711, 1_795_342_500, "2.8.3"), Counters.NONE);
  }

  private static SlotView slot(
      Slot slot, Admission admission, ServerView.Condition up, Berth... berths) {
    return new SlotView(slot, List.of(berths), Recording.server(slot, admission, up));
  }
}
