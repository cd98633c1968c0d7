package ballast.plan;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.EdgeSight;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Spares;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The planner run forward over its own predicted outcome: what a person reads before saying yes.
///
/// @param rounds lanes that run side by side, round after round, if every lane takes equally long
/// @param mostOut the largest number of the fleet's slots out at any time
/// @param mostOutPerHost the largest number of one host's slots out at any time
/// @param extra containers beyond the service's slots that run at the same time
/// @param spares how many spares the host has that has fewest
/// @param reserve how many each needs
/// @param edge what hosts do at the load balancer in front of them
/// @param stuck lanes that could never start, and why; a rollout with any is refused
public record Forecast(
    List<List<Lane>> rounds,
    int slots,
    int mostOut,
    int mostOutPerHost,
    Extra extra,
    AtEdge edge,
    List<Plan.Waiting> stuck,
    List<String> notices,
    Reserve reserve,
    int spares) {

  /// What stands by costs memory while it does.
  ///
  /// @param fleet the largest number at any time
  /// @param perHost the same for one host
  public record Extra(int fleet, int perHost) {
    static Extra during(Observed observed, List<Lane> lanes, int slotsPerHost) {
      Set<Slot> filling =
          lanes.stream().filter(Lane::fillsSpare).map(Lane::slot).collect(Collectors.toSet());
      List<Integer> extras =
          observed
              .seen()
              .map(host ->
                  host.slotsAndSpares().stream()
                          .filter(view -> !view.vacant() || filling.contains(view.slot()))
                          .count()
                      - slotsPerHost)
              .map(extra -> Math.max(0, Math.toIntExact(extra)))
              .toList();
      return new Extra(
          extras.stream().mapToInt(Integer::intValue).sum(),
          extras.stream().mapToInt(Integer::intValue).max().orElse(0));
    }

    private Extra orMore(Extra other) {
      return new Extra(Math.max(fleet, other.fleet), Math.max(perHost, other.perHost));
    }
  }

  /// @param leaves how many hosts leave the edge
  /// @param joins how many join it: those that left, and those that are out there already
  /// @param rounds how many times leaves are waited for, one after the other
  /// @param together the largest number of hosts that are out for it at the same time
  public record AtEdge(int leaves, int joins, int rounds, int together) {
    static final AtEdge NONE = new AtEdge(0, 0, 0, 0);

    public boolean isEmpty() {
      return leaves == 0 && joins == 0;
    }

    private AtEdge and(List<EdgeMove> moves) {
      int leaving = 0;
      int joining = 0;
      for (EdgeMove move : moves) {
        switch (move.way()) {
          case LEAVE -> leaving++;
          case JOIN -> joining++;
        }
      }
      return new AtEdge(
          leaves + leaving,
          joins + joining,
          rounds + (leaving > 0 ? 1 : 0),
          Math.max(together, leaving));
    }
  }

  public static Forecast of(Desired desired, Observed observed) {
    var rounds = new ArrayList<List<Lane>>();
    int slots = observed.hosts().size() * desired.service().slots();
    int slotsPerHost = desired.service().slots();
    var reserve = new Reserve(desired.service(), desired.policy().strategy());
    var extra = new Extra(0, 0);
    AtEdge edge = AtEdge.NONE;
    int mostOut = 0;
    int mostOutPerHost = 0;
    Observed then = observed;
    Plan plan = Planner.plan(desired, then, Standing.NONE);
    List<String> notices = plan.notices();
    while (!plan.rests()) {
      if (!plan.ready().isEmpty()) {
        rounds.add(plan.ready());
      }
      then = moved(then, plan.moves(), EdgeMove.Way.LEAVE);
      edge = edge.and(plan.moves());
      Observed during = withOut(desired, then, plan.ready());
      mostOut = Math.max(mostOut, slots - during.serving(slotsPerHost));
      mostOutPerHost = Math.max(mostOutPerHost, perHost(during, slotsPerHost));
      extra = extra.orMore(Extra.during(then, plan.ready(), slotsPerHost));
      for (Lane lane : plan.ready()) {
        then = after(desired, then, lane);
      }
      then = moved(then, plan.moves(), EdgeMove.Way.JOIN);
      plan = Planner.plan(desired, then, Standing.NONE);
    }
    return new Forecast(
        rounds,
        slots,
        mostOut,
        mostOutPerHost,
        extra,
        edge,
        plan.waiting(),
        notices,
        reserve,
        spares(observed, reserve));
  }

  /// How long it takes where one slot takes so long from drain to ready. A spare that is filled and
  /// a slot that is emptied are each about half of that.
  public Duration takes(Duration slot) {
    return rounds.stream()
        .map(lanes ->
            lanes.stream().allMatch(lane -> lane.fillsSpare() || lane.endsEmpty())
                ? slot.dividedBy(2)
                : slot)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// How long it may take if every wait goes on to its deadline.
  public Duration most() {
    return rounds.stream()
        .map(lanes ->
            lanes.stream()
                .map(lane ->
                    lane.steps().stream().map(Step::most).reduce(Duration.ZERO, Duration::plus))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// Whether a host lacks the spares that the strategy needs: then nothing else is wrong.
  public boolean lacksSpares() {
    return !stuck.isEmpty() && spares < reserve.needed();
  }

  /// Whether hosts have a single slot, so that only a spare keeps them serving while it is
  /// replaced.
  public boolean hasOneSlotAHost() {
    return reserve.service().slots() == 1;
  }

  public boolean isEmpty() {
    return rounds.isEmpty() && stuck.isEmpty() && edge.isEmpty();
  }

  /// Lanes of slots that are counted: those that leave a spare behind are not.
  public int lanes() {
    return Math.toIntExact(
        rounds.stream().flatMap(List::stream).filter(lane -> !lane.empties()).count());
  }

  private static int spares(Observed observed, Reserve reserve) {
    return observed.seen().mapToInt(reserve::of).min().orElse(0);
  }

  private static Observed moved(Observed observed, List<EdgeMove> moves, EdgeMove.Way way) {
    EdgeView then =
        switch (way) {
          case LEAVE -> new EdgeView.Left();
          case JOIN -> new EdgeView.Serving();
        };
    List<Host> hosts =
        moves.stream().filter(move -> move.way() == way).map(EdgeMove::host).toList();
    return new Observed(
        observed.hosts().stream()
            .<HostView>map(host ->
                switch (host) {
                  case HostView.Seen seen when hosts.contains(seen.host()) ->
                      seen.with(new EdgeSight.Seen(then));
                  case HostView.Seen seen -> seen;
                  case HostView.Unreachable dark -> dark;
                })
            .toList());
  }

  private static int perHost(Observed observed, int slotsPerHost) {
    return observed
        .seen()
        .mapToInt(host -> slotsPerHost - new Observed(List.of(host)).serving(slotsPerHost))
        .max()
        .orElse(0);
  }

  private static Observed withOut(Desired desired, Observed observed, List<Lane> lanes) {
    // A free lane's slot is out by itself, or stays in service; one of a host that is out, with it.
    List<Slot> out =
        lanes.stream().filter(lane -> lane.cost() != Lane.Cost.FREE).map(Lane::slot).toList();
    return change(
        desired,
        observed,
        view -> out.contains(view.slot()) ? admitted(view, Admission.MAINT) : view);
  }

  private static Observed after(Desired desired, Observed observed, Lane lane) {
    return change(
        desired,
        observed,
        view ->
            !view.slot().equals(lane.slot())
                ? view
                : lane.empties()
                    ? emptied(view)
                    : lane.reopens() ? reopened(view) : replaced(view, lane.release()));
  }

  private static SlotView reopened(SlotView view) {
    return with(view, Admission.READY, ServerView.Condition.DOWN);
  }

  private static SlotView emptied(SlotView view) {
    return admitted(new SlotView(view.slot(), kept(view), view.server()), Admission.MAINT);
  }

  private static SlotView replaced(SlotView view, ReleaseId release) {
    var berths = new ArrayList<>(List.of(holder(release)));
    berths.addAll(kept(view));
    return admitted(new SlotView(view.slot(), berths, view.server()), Admission.READY);
  }

  private static Berth holder(ReleaseId release) {
    return new Berth(
        "", release, "", Berth.Place.HOLDER, Berth.State.RUNNING, Optional.empty(), Instant.EPOCH);
  }

  /// What ran in it and what it keeps, as ways back.
  private static List<Berth> kept(SlotView view) {
    return view.berths().stream()
        .filter(berth ->
            switch (berth.place()) {
              case HOLDER, LEAVING, LAST, KEPT -> true;
              case PREPARED, NEXT -> false;
            })
        .map(berth ->
            new Berth(
                berth.id(),
                berth.release(),
                berth.version(),
                Berth.Place.KEPT,
                Berth.State.EXITED,
                Optional.empty(),
                berth.created()))
        .toList();
  }

  private static SlotView admitted(SlotView view, Admission admission) {
    return with(view, admission, ServerView.Condition.UP);
  }

  private static SlotView with(SlotView view, Admission admission, ServerView.Condition up) {
    ServerView server = view.server();
    return new SlotView(
        view.slot(),
        view.berths(),
        new ServerView(
            server.name(),
            admission,
            up,
            server.weight() > 0 ? server.weight() : Math.max(1, server.initialWeight()),
            server.initialWeight(),
            0,
            0,
            server.check(),
            server.counters()));
  }

  private static Observed change(
      Desired desired, Observed observed, UnaryOperator<SlotView> change) {
    return new Observed(
        observed.hosts().stream()
            .<HostView>map(host ->
                switch (host) {
                  case HostView.Seen seen ->
                      seen.with(
                          Spares.tell(
                              seen.slotsAndSpares().stream().map(change).toList(),
                              desired.service().slots()));
                  case HostView.Unreachable unreachable -> unreachable;
                })
            .toList());
  }
}
