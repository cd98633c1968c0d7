package ballast.plan;

import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
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
  private static final Comparator<Lane> ORDER =
      Comparator.comparing(Lane::cost).thenComparingInt(lane -> lane.slot().number());

  public static Plan plan(Desired desired, Observed observed, Standing standing) {
    var notices = new ArrayList<String>();
    List<Lane> lanes =
        observed
            .slots()
            .filter(view -> !standing.inFlight().contains(view.slot()))
            .filter(view -> !standing.givenUp().contains(view.slot()))
            .flatMap(view -> lane(desired, view, notices).stream())
            .sorted(ORDER)
            .toList();
    observed.unreachable().forEach(host -> notices.add(unread(desired, host)));
    return pick(desired, observed, standing, lanes, notices);
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
      List<Lane> lanes,
      List<String> notices) {
    Map<Host, Integer> batchOf = batches(desired, observed);
    int batch = currentBatch(batchOf, standing, lanes, unknown(desired, observed));
    var budget = Budget.of(desired, observed, standing);
    var ready = new ArrayList<Lane>();
    var waiting = new ArrayList<Waiting>();
    for (Lane lane : lanes) {
      int laneBatch = batchOf.getOrDefault(lane.slot().host(), 0);
      if (laneBatch > batch) {
        waiting.add(
            new Waiting(lane, "batch %d, after batch %d".formatted(laneBatch + 1, batch + 1)));
      } else if (!budget.allows(lane)) {
        waiting.add(new Waiting(lane, budget.refusal(lane)));
      } else {
        ready.add(lane);
        budget = budget.taking(lane.slot());
      }
    }
    return new Plan(ready, waiting, notices);
  }

  private static Map<Host, Integer> batches(Desired desired, Observed observed) {
    List<Host> hosts = desired.scope().of(observed).hosts().stream().map(HostView::host).toList();
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

  private static Optional<Lane> lane(Desired desired, SlotView view, List<String> notices) {
    Optional<ReleaseId> wanted = desired.releaseOf(view.slot());
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    if (view.serves(wanted.get())) {
      return finish(view, wanted.get());
    }
    if (view.foreignHand()) {
      notices.add(
          "%s was taken out by someone else (%s, weight %d): it stays so, and counts as out"
              .formatted(
                  view.slot(),
                  view.server().admission().name().toLowerCase(java.util.Locale.ROOT),
                  view.server().weight()));
      return Optional.empty();
    }
    boolean runsIt = view.running().map(Berth::release).filter(wanted.get()::equals).isPresent();
    return Optional.of(
        runsIt ? returning(desired, view, wanted.get()) : replacing(desired, view, wanted.get()));
  }

  private static Lane returning(Desired desired, SlotView view, ReleaseId wanted) {
    return new Lane(
        view.slot(),
        wanted,
        "runs it, but does not serve",
        Lane.Cost.FREE,
        bringBack(desired, view));
  }

  private static Lane replacing(Desired desired, SlotView view, ReleaseId wanted) {
    var steps = new ArrayList<>(replace(desired, view, wanted));
    steps.addAll(bringBack(desired, view));
    Lane.Cost cost = view.serving() ? Lane.Cost.ONE_SLOT : Lane.Cost.FREE;
    return new Lane(view.slot(), wanted, cause(view), cost, steps);
  }

  /// A slot that serves and still bears the mark of a hand-over would later pass for one that
  /// Ballast took out, whoever did.
  private static Optional<Lane> finish(SlotView view, ReleaseId wanted) {
    return view.inHand()
        ? Optional.of(
            new Lane(
                view.slot(),
                wanted,
                "serves it, but its hand-over was not finished",
                Lane.Cost.FREE,
                List.of(new Step.Admit(view.server().weight()))))
        : Optional.empty();
  }

  /// Why the container has to be replaced.
  private static String cause(SlotView view) {
    return view.holder()
        .map(berth ->
            switch (berth.state()) {
              case RUNNING -> "runs " + berth.version();
              case RESTARTING -> "restarts again and again with " + berth.version();
              case CREATED, PAUSED, EXITED, DEAD ->
                  "its container of %s does not run".formatted(berth.version());
            })
        .orElse("no container");
  }

  private static List<Step> replace(Desired desired, SlotView view, ReleaseId wanted) {
    var steps = new ArrayList<Step>();
    if (!standsReady(desired, view, wanted)) {
      steps.add(new Step.Prepare(wanted));
    }
    if (view.holder().filter(berth -> berth.state().alive()).isPresent()) {
      var drain = desired.policy().drain();
      steps.add(new Step.Drain(drain.deadline(), drain.then()));
    }
    steps.add(new Step.TakeOut(desired.service().container().stopGrace()));
    steps.add(new Step.Start(wanted));
    return steps;
  }

  /// A kept container serves for going back, but a release that is deployed anew gets a new one.
  private static boolean standsReady(Desired desired, SlotView view, ReleaseId wanted) {
    return view.berthOf(wanted)
        .filter(berth ->
            switch (desired.target()) {
              case Desired.Target.Back _ -> true;
              case Desired.Target.Everywhere _ -> berth.place() != Berth.Place.KEPT;
            })
        .isPresent();
  }

  private static List<Step> bringBack(Desired desired, SlotView view) {
    var steps = new ArrayList<Step>();
    var health = desired.service().health();
    // A weight of 0 would never serve, and the lane would be planned again for ever.
    int weight =
        view.server().weight() > 0
            ? view.server().weight()
            : Math.max(1, view.server().initialWeight());
    steps.add(new Step.Prove(health.deadline(), health.healthyFor()));
    steps.add(new Step.Admit(weight));
    if (!desired.policy().soak().isZero()
        && desired.target() instanceof Desired.Target.Everywhere) {
      steps.add(new Step.Soak(desired.policy().soak()));
    }
    return steps;
  }
}
