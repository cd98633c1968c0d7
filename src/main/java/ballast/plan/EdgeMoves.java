package ballast.plan;

import ballast.model.EdgeSight;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which hosts leave the edge for their lanes, and which join it again.
///
/// ```
///            LEAVE (the strategy's, as far as the budget goes)
///  serving ----------------------------------------> left --- its lanes, all at once ---.
///     ^                                                |                                |
///     '--- JOIN: nothing to do there any more, and its slots serve --------------------<'
/// ```
///
/// A host that Ballast has out joins again whatever the strategy is: whoever died has left it so.
final class EdgeMoves {
  private final Desired desired;
  private final Observed observed;
  private final Standing standing;
  private final List<Lane> lanes;

  /// Hosts on which something is left to do, and those on which something is being done: asked for
  /// with every host.
  private final Set<Host> toBeTouched;

  private final Set<Host> inHand;
  private final List<EdgeMove> joins = new ArrayList<>();
  private final List<Plan.Held> held = new ArrayList<>();

  /// @param lanes all that are left to do
  /// @param notices where hosts that are left as they are are told
  EdgeMoves(
      Desired desired,
      Observed observed,
      Standing standing,
      List<Lane> lanes,
      List<String> notices) {
    this.desired = desired;
    this.observed = observed;
    this.standing = standing;
    this.lanes = lanes;
    this.toBeTouched = lanes.stream().map(lane -> lane.slot().host()).collect(Collectors.toSet());
    this.inHand = standing.inFlight().stream().map(Slot::host).collect(Collectors.toSet());
    inScope()
        .forEach(host -> {
          odd(host).ifPresent(notices::add);
          if (atRest(host) && !isToBeTouched(host)) {
            end(host);
          }
        });
  }

  private Stream<HostView.Seen> inScope() {
    return observed.seen().filter(host -> desired.scope().includes(host.host()));
  }

  private boolean strategyLeaves() {
    return desired.policy().strategy().edge() == Strategy.AtEdge.LEAVES;
  }

  /// Hosts that are out there, or may be, and do not join yet.
  List<Plan.Held> held() {
    return held;
  }

  /// Hosts in whose batch no other may begin: they are on their way, or have theirs before them.
  Stream<Host> busy() {
    return Stream.of(
            joins.stream().map(EdgeMove::host),
            held.stream().map(Plan.Held::host),
            standing.moving().stream())
        .flatMap(hosts -> hosts);
  }

  private boolean atRest(HostView.Seen host) {
    return !standing.moving().contains(host.host())
        && !standing.stranded().contains(host.host())
        && !inHand.contains(host.host());
  }

  private boolean isToBeTouched(HostView.Seen host) {
    return toBeTouched.contains(host.host());
  }

  private Optional<String> odd(HostView.Seen host) {
    return switch (host.edge()) {
      case EdgeSight.Seen(EdgeView.Withheld(var why)) ->
          Optional.of(
              "%s: someone else keeps it out at the edge (%s); it stays so, and its slots count as out"
                  .formatted(host.host(), why));
      case EdgeSight.Seen(EdgeView.Joining(var why)) when !strategyLeaves() ->
          Optional.of(
              "%s: the edge sends it nothing (%s); its slots count as out"
                  .formatted(host.host(), why));
      case EdgeSight.Unseen(var problem) when !strategyLeaves() ->
          Optional.of(
              "%s: whether the edge sends it requests is not known: %s"
                  .formatted(host.host(), problem.brief()));
      case EdgeSight.Seen _, EdgeSight.Unseen _, EdgeSight.NotAsked _ -> Optional.empty();
    };
  }

  /// Nothing is to be done on the host any more.
  private void end(HostView.Seen host) {
    if (host.edge() instanceof EdgeSight.Unseen(var problem) && strategyLeaves()) {
      held.add(new Plan.Held(host.host(), unknown(problem)));
    }
    boolean joining = strategyLeaves() && host.edge() instanceof EdgeSight.Seen(EdgeView.Joining _);
    if (host.edge().ours() || joining) {
      notServing(host)
          .ifPresentOrElse(
              why -> held.add(new Plan.Held(host.host(), why)),
              () ->
                  joins.add(
                      EdgeMove.join(
                          host.host(),
                          joining ? "the edge has let it in" : "it is out at the edge",
                          host.servingInside())));
    }
  }

  /// Why FLOOR would not hold on a host that is let in.
  private Optional<String> notServing(HostView.Seen host) {
    Optional<SlotView> awaited =
        host.slots().stream()
            .filter(view -> !view.serving() && !view.foreignHand())
            .filter(view -> !standing.givenUp().contains(view.slot()))
            .findFirst();
    if (awaited.isPresent()) {
      return Optional.of(
          "it stays out at the edge while %s does not serve: %s"
              .formatted(awaited.get().slot(), Phase.of(awaited.get()).words()));
    }
    int byOthers = Math.toIntExact(host.slots().stream().filter(SlotView::foreignHand).count());
    int least = Math.max(1, desired.service().slots() - byOthers - desired.policy().perHost());
    return host.servingInside() >= least
        ? Optional.empty()
        : Optional.of(
            "it stays out at the edge: %d of its %d slots serve, and %d must"
                .formatted(host.servingInside(), desired.service().slots(), least));
  }

  private static String unknown(Problem problem) {
    return "whether it is in or out at the edge is not known: " + problem.brief();
  }

  /// @param staying why lanes that take a slot out do not begin on these hosts: they have not left
  /// @param budget what is left of it beside the hosts that leave
  record Decision(List<EdgeMove> moves, Map<Host, String> staying, Budget budget) {
    /// Why that lane may not begin, if its host keeps it back.
    Optional<String> keepsBack(Lane lane) {
      return lane.cost() == Lane.Cost.ONE_SLOT
          ? Optional.ofNullable(staying.get(lane.slot().host()))
          : Optional.empty();
    }
  }

  /// Lets those hosts leave first that the fewest slots more are out by.
  ///
  /// @param turn why it is not yet a host's turn, if it is not
  Decision decide(Budget budget, Function<Host, Optional<String>> turn) {
    // A host that was left out, and whose batch has not come, gets its requests back until then.
    inScope()
        .filter(host -> host.edge().ours() && atRest(host) && isToBeTouched(host))
        .filter(host -> turn.apply(host.host()).isPresent())
        .forEach(this::end);
    var moves = new ArrayList<>(joins);
    var staying = new LinkedHashMap<Host, String>();
    Budget left = budget;
    for (HostView.Seen seen : wantToLeave(budget)) {
      Host host = seen.host();
      Optional<String> hindrance = turn.apply(host).or(() -> hinders(seen));
      if (hindrance.isPresent()) {
        staying.put(host, hindrance.get());
      } else if (left.allowsWithout(host)) {
        moves.add(EdgeMove.leave(host, "its slots change hands"));
        staying.put(host, host + " leaves the edge first");
        left = left.shutting(host);
      } else {
        staying.put(host, left.refusalWithout(host));
      }
    }
    return new Decision(moves, staying, left);
  }

  private List<HostView.Seen> wantToLeave(Budget budget) {
    if (!strategyLeaves()) {
      return List.of();
    }
    Set<Host> losingOne =
        lanes.stream()
            .filter(lane -> lane.cost() == Lane.Cost.ONE_SLOT)
            .map(lane -> lane.slot().host())
            .collect(Collectors.toSet());
    return inScope()
        .filter(host -> losingOne.contains(host.host()))
        .sorted(Comparator.comparingInt(host -> budget.moreOutWithout(host.host())))
        .toList();
  }

  private Optional<String> hinders(HostView.Seen host) {
    if (standing.moving().contains(host.host())) {
      return Optional.of("the edge is not done with " + host.host());
    }
    return switch (host.edge()) {
      case EdgeSight.NotAsked() ->
          Optional.of(
              "strategy %s takes hosts out of the load balancer in front of them, and ballast.yml has none: write `edge:`, or choose another strategy"
                  .formatted(desired.policy().strategy()));
      case EdgeSight.Unseen(var problem) -> Optional.of(unknown(problem));
      case EdgeSight.Seen _ -> Optional.empty();
    };
  }
}
