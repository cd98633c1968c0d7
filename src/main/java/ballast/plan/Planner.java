package ballast.plan;

import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Slot;
import ballast.plan.HostLanes.Wish;
import ballast.plan.Plan.Waiting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Desired + observed -> plan. Pure: no clock, no I/O, no randomness, no log.
///
/// Dry run, resume, going back and drift are this one function: a dry run prints it, a resumed
/// rollout calls it again, going back calls it with the earlier releases, and drift is a plan that
/// is not empty.
public final class Planner {
  private Planner() {}

  /// Slots that are out already go first, since mending them costs nothing; then slot 1 of every
  /// host, then slot 2, ...
  private static final Comparator<Wish> ORDER =
      Comparator.<Wish, Lane.Cost>comparing(wish -> wish.lane().cost())
          .thenComparingInt(wish -> wish.lane().slot().number());

  public static Plan plan(Desired desired, Observed observed, Standing standing) {
    var notices = new ArrayList<String>();
    List<Wish> wishes =
        observed
            .seen()
            .flatMap(host -> new HostLanes(desired, host, standing, notices).wishes().stream())
            .sorted(ORDER)
            .toList();
    observed.unreachable().forEach(host -> notices.add(unread(desired, host)));
    return pick(desired, observed, standing, wishes, notices);
  }

  private static String unread(Desired desired, HostView.Unreachable host) {
    String what = host.host() + " could not be read: " + host.problem().brief();
    return desired.scope().includes(host.host())
        ? what
        : what + "; it is not to be touched, and its slots count as out";
  }

  /// Starts what batch and budget allow; says of each other lane what it waits for.
  private static Plan pick(
      Desired desired,
      Observed observed,
      Standing standing,
      List<Wish> wishes,
      List<String> notices) {
    List<Lane> lanes = wishes.stream().map(Wish::lane).toList();
    Map<Host, Integer> batchOf = batches(desired, observed);
    var edge = new EdgeMoves(desired, observed, standing, lanes, notices);
    int batch =
        currentBatch(
            batchOf, standing, lanes, Stream.concat(unknown(desired, observed), edge.busy()));
    var budget = Budget.of(desired, observed, standing);
    EdgeMoves.Decision atEdge =
        edge.decide(
            budget,
            host ->
                batchOf.getOrDefault(host, 0) > batch
                    ? Optional.of(after(batchOf.getOrDefault(host, 0), batch))
                    : Optional.empty());
    budget = atEdge.budget();
    var ready = new ArrayList<Lane>();
    var waiting = new ArrayList<Waiting>();
    boolean blocked =
        standing.inFlight().isEmpty()
            && standing.moving().isEmpty()
            && atEdge.moves().isEmpty()
            && blocked(wishes, batchOf, batch, atEdge);
    for (Wish wish : wishes) {
      Lane lane = wish.lane();
      int laneBatch = batchOf.getOrDefault(lane.slot().host(), 0);
      if (laneBatch > batch && !(blocked && costsNothing(lane))) {
        waiting.add(new Waiting(lane, after(laneBatch, batch)));
      } else if (atEdge.keepsBack(lane).isPresent()) {
        waiting.add(new Waiting(lane, atEdge.keepsBack(lane).get()));
      } else if (wish.waits().isPresent()) {
        waiting.add(new Waiting(lane, wish.waits().get()));
      } else if (!budget.allows(lane)) {
        waiting.add(new Waiting(lane, budget.refusal(lane)));
      } else {
        ready.add(lane);
        budget = budget.taking(lane.slot());
      }
    }
    return new Plan(ready, waiting, atEdge.moves(), edge.held(), notices);
  }

  private static String after(int batch, int current) {
    return "batch %d, after batch %d".formatted(batch + 1, current + 1);
  }

  private static boolean costsNothing(Lane lane) {
    return switch (lane.cost()) {
      case FREE, HOST_OUT -> true;
      case SPARED, ONE_SLOT -> false;
    };
  }

  /// Whether slots that are out in later batches keep the current one from beginning: then these
  /// are brought back first, which costs nothing.
  private static boolean blocked(
      List<Wish> wishes, Map<Host, Integer> batchOf, int batch, EdgeMoves.Decision atEdge) {
    List<Wish> current =
        wishes.stream()
            .filter(wish -> batchOf.getOrDefault(wish.lane().slot().host(), 0) <= batch)
            .toList();
    return !current.isEmpty()
        && current.stream()
            .noneMatch(wish ->
                wish.waits().isEmpty()
                    && atEdge.keepsBack(wish.lane()).isEmpty()
                    && atEdge.budget().allows(wish.lane()));
  }

  /// The batch of each host that may be touched, counted from 0; none where it goes back, which
  /// waits for no batch.
  public static Map<Host, Integer> batches(Desired desired, Observed observed) {
    List<Host> hosts =
        switch (desired.target()) {
          case Desired.Target.Everywhere _ ->
              desired.scope().of(observed).hosts().stream().map(HostView::host).toList();
          case Desired.Target.Back _ -> List.of();
        };
    var batchOf = new HashMap<Host, Integer>();
    int at = 0;
    int batch = 0;
    for (int size : desired.policy().batches().sizesFor(hosts.size())) {
      for (int i = 0; i < size; i++) {
        batchOf.put(hosts.get(at++), batch);
      }
      batch++;
    }
    return batchOf;
  }

  /// Hosts that may have something left to do, for all that can be told. Going back waits for none:
  /// what can be brought back is brought back.
  private static Stream<Host> unknown(Desired desired, Observed observed) {
    return switch (desired.target()) {
      case Desired.Target.Everywhere _ ->
          desired.scope().of(observed).unreachable().map(HostView.Unreachable::host);
      case Desired.Target.Back _ -> Stream.empty();
    };
  }

  /// The first batch in which something runs, is left to do, or may be left to do.
  private static int currentBatch(
      Map<Host, Integer> batchOf, Standing standing, List<Lane> lanes, Stream<Host> unknown) {
    Stream<Host> planned = lanes.stream().map(lane -> lane.slot().host());
    Stream<Host> running = standing.inFlight().stream().map(Slot::host);
    return Stream.of(planned, running, unknown)
        .flatMap(hosts -> hosts)
        .mapToInt(host -> batchOf.getOrDefault(host, 0))
        .min()
        .orElse(0);
  }
}
