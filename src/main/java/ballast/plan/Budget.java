package ballast.plan;

import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Strategy;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How many slots are out, and how many may be. A host has so many out as it lacks of those that
/// must serve: a spare is never out, and one that serves more makes up for one that does not. A
/// slot that cannot be seen counts as out.
///
/// @param slots all slots of the fleet
/// @param maxOut how many of them may be out at once; 0 is a budget that cannot move
/// @param perHost how many of one host's slots may be out at once
/// @param slotsPerHost how many slots a host has
/// @param hosts those that were seen
/// @param up the slots that serve inside their hosts now, and no lane runs for them; of hosts that
///   the edge sends nothing, all slots are out of the fleet
/// @param unseen slots on hosts that could not be reached
/// @param keeping whether it is kept
record Budget(
    int slots,
    int maxOut,
    int perHost,
    int slotsPerHost,
    List<Host> hosts,
    Up up,
    int unseen,
    String grant,
    Keeping keeping) {
  /// Whether more may be out than the budget says.
  enum Keeping {
    KEPT,
    /// A person has agreed to lose what cannot be served.
    WAIVED
  }

  static Budget of(Desired desired, Observed observed, Standing standing) {
    int slotsPerHost = desired.service().slots();
    int slots = observed.hosts().size() * slotsPerHost;
    Set<Host> shut =
        Stream.concat(
                observed
                    .seen()
                    .filter(host -> mayBeShut(desired.policy().strategy(), host.edge()))
                    .map(HostView.Seen::host),
                standing.moving().stream())
            .collect(Collectors.toSet());
    Set<Slot> up =
        observed
            .slots()
            .filter(SlotView::serving)
            .map(SlotView::slot)
            .filter(slot -> !standing.inFlight().contains(slot))
            .collect(Collectors.toSet());
    int unseen = Math.toIntExact(observed.unreachable().count()) * slotsPerHost;
    Policy policy = desired.policy();
    String grant =
        switch (policy.maxOut()) {
          case Policy.MaxOut.Default() ->
              "%d%% of %d slots, at least %d"
                  .formatted(
                      Policy.DEFAULT_PERCENT, slots, policy.strategy().leastOut(slotsPerHost));
          case Policy.MaxOut.Of(var share) ->
              "%s of %d slots, rounded down".formatted(share, slots);
        };
    List<Host> hosts = observed.seen().map(HostView.Seen::host).toList();
    return new Budget(
        slots,
        policy.mostOut(observed.hosts().size(), slotsPerHost),
        policy.perHost(),
        slotsPerHost,
        hosts,
        new Up(hosts, slotsPerHost, shut, up),
        unseen,
        grant,
        policy.strategy().keepsBudget() ? Keeping.KEPT : Keeping.WAIVED);
  }

  /// Where hosts leave the edge, one that the edge does not tell of may be one that has.
  private static boolean mayBeShut(Strategy strategy, EdgeSight edge) {
    return switch (strategy.edge()) {
      case STAYS -> edge.shut();
      case LEAVES -> edge.shut() || edge instanceof EdgeSight.Unseen;
    };
  }

  /// Whether this lane may start now without breaking FLOOR on its host or in the fleet.
  boolean allows(Lane lane) {
    return switch (lane.cost()) {
      case FREE, HOST_OUT -> true;
      case SPARED -> !up.contains(lane.slot()) || upOn(lane.slot().host()) - 1 >= lane.mustServe();
      case ONE_SLOT ->
          switch (keeping) {
            case KEPT -> fits(lane.slot().host());
            case WAIVED -> true;
          };
    };
  }

  private boolean fits(Host host) {
    int hostOut = outOn(host);
    // The slots of one that the edge sends nothing are out of the fleet already.
    boolean fleet = up.shut(host) || out() + unseen < maxOut;
    return fleet && hostOut < perHost && slotsPerHost - hostOut - 1 >= 1;
  }

  /// Whether this host may leave the edge now without breaking FLOOR in the fleet.
  boolean allowsWithout(Host host) {
    return out() + unseen + moreOutWithout(host) <= maxOut && someOtherServes(host);
  }

  /// How many slots more are out when it has left the edge.
  int moreOutWithout(Host host) {
    return slotsPerHost - up.missing(host);
  }

  private boolean someOtherServes(Host host) {
    return hosts.stream()
        .anyMatch(other -> !other.equals(host) && !up.shut(other) && upOn(other) > 0);
  }

  Budget shutting(Host host) {
    return with(up.shutting(host));
  }

  /// Why this host may not leave the edge, with the arithmetic.
  String refusalWithout(Host host) {
    int out = out() + unseen;
    int more = moreOutWithout(host);
    if (out + more > maxOut) {
      return "without %s %d slot%s of the fleet would be out%s, and max_out allows %d (%s)"
          .formatted(
              host,
              out + more,
              plural(out + more),
              out == 0 ? "" : ", %d %s already".formatted(out, out == 1 ? "is" : "are"),
              maxOut,
              grant);
    }
    return "no other host would serve while %s is out at the edge".formatted(host);
  }

  /// How many slots of the hosts that were seen are out.
  int out() {
    return up.out();
  }

  /// The same of one host, by its own HAProxy.
  int outOn(Host host) {
    return up.outOn(host);
  }

  private int upOn(Host host) {
    return up.on(host);
  }

  Budget taking(Slot slot) {
    return without(Set.of(slot));
  }

  Budget without(Collection<Slot> slots) {
    return with(up.without(slots));
  }

  private Budget with(Up changed) {
    return new Budget(slots, maxOut, perHost, slotsPerHost, hosts, changed, unseen, grant, keeping);
  }

  /// Why this lane may not start, with the arithmetic.
  String refusal(Lane lane) {
    Host host = lane.slot().host();
    int hostOut = outOn(host);
    if (lane.cost() == Lane.Cost.SPARED) {
      return "%d of %s's slots %s, and %d must while it is emptied"
          .formatted(upOn(host), host, upOn(host) == 1 ? "serves" : "serve", lane.mustServe());
    }
    if (slotsPerHost - hostOut - 1 < 1) {
      return "%s has %d slot%s, %d out: taking out %s would leave none to serve there%s"
          .formatted(
              host,
              slotsPerHost,
              plural(slotsPerHost),
              hostOut,
              lane.slot(),
              slotsPerHost == 1 ? "; a spare would: strategy surge" : "");
    }
    if (hostOut >= perHost) {
      return "%d of %s's slots %s out already, and per_host allows %d"
          .formatted(hostOut, host, hostOut == 1 ? "is" : "are", perHost);
    }
    return "%d slot%s of the fleet %s out already%s, and max_out allows %d (%s)"
        .formatted(
            out() + unseen,
            plural(out() + unseen),
            out() + unseen == 1 ? "is" : "are",
            unseen == 0 ? "" : " (%d on hosts that could not be reached)".formatted(unseen),
            maxOut,
            grant);
  }

  private static String plural(int count) {
    return count == 1 ? "" : "s";
  }
}
