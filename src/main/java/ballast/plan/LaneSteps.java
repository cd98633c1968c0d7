package ballast.plan;

import ballast.model.Berth;
import ballast.model.ReleaseId;
import ballast.model.SlotView;
import ballast.model.Strategy;
import java.util.ArrayList;
import java.util.List;

/// The lane of one slot, from where it stands to where it is to be.
///
/// @param spared how many other slots of its host must serve where a spare stands in for one
/// @param serving what taking out a slot costs that serves
record LaneSteps(Desired desired, int spared, Lane.Cost serving) {
  private static final ReleaseId NONE = new ReleaseId("none");

  /// A spare gets a container of the release.
  Lane filling(SlotView view, ReleaseId wanted) {
    var steps = new ArrayList<>(replace(view, wanted));
    steps.addAll(bringBack(view));
    return new Lane(
        view.slot(),
        wanted,
        "a spare, to stand in for another",
        Lane.Cost.SPARED,
        Lane.Hands.SPARE,
        spared,
        steps);
  }

  /// The slot becomes a spare.
  Lane emptying(SlotView view) {
    var steps = new ArrayList<Step>();
    drain(view, steps);
    steps.add(takeOut());
    steps.add(new Step.Vacate());
    return new Lane(
        view.slot(),
        view.holder().or(() -> Phase.takenFrom(view)).map(Berth::release).orElse(NONE),
        Phase.of(view).words() + "; a spare stands in for it",
        view.serving() ? Lane.Cost.SPARED : Lane.Cost.FREE,
        Lane.Hands.RESPECTED,
        spared,
        steps);
  }

  Lane bringing(SlotView view, ReleaseId wanted, Phase phase) {
    boolean runsIt =
        view.running()
            .filter(berth -> berth.release().equals(wanted) && stays(berth.place()))
            .isPresent();
    return runsIt ? returning(view, wanted, phase) : replacing(view, wanted, phase);
  }

  /// What was told to stop may end at any moment, however healthy it still is.
  private static boolean stays(Berth.Place place) {
    return switch (place) {
      case HOLDER, NEXT, LEAVING -> true;
      case LAST, PREPARED, KEPT -> false;
    };
  }

  /// A place that someone drained, and nothing is in, is as it was before.
  Lane reopening(SlotView view) {
    return lane(view, NONE, Phase.of(view), Lane.Cost.FREE, List.of(new Step.Reopen(weight(view))))
        .takingBack();
  }

  /// A slot that serves and still bears the mark of a hand-over would later pass for one that
  /// Ballast took out, whoever did.
  Lane finishing(SlotView view, ReleaseId wanted, Phase phase) {
    return lane(view, wanted, phase, Lane.Cost.FREE, List.of(new Step.Admit(weight(view))));
  }

  /// A weight of 0 would never serve, and the lane would be planned again for ever.
  private static int weight(SlotView view) {
    return view.server().weight() > 0
        ? view.server().weight()
        : Math.max(1, view.server().initialWeight());
  }

  private Lane returning(SlotView view, ReleaseId wanted, Phase phase) {
    return lane(view, wanted, phase, Lane.Cost.FREE, bringBack(view));
  }

  private Lane replacing(SlotView view, ReleaseId wanted, Phase phase) {
    var steps = new ArrayList<>(replace(view, wanted));
    steps.addAll(bringBack(view));
    Lane.Cost cost = view.serving() ? serving : Lane.Cost.FREE;
    return lane(view, wanted, phase, cost, steps);
  }

  private Lane lane(
      SlotView view, ReleaseId wanted, Phase phase, Lane.Cost cost, List<Step> steps) {
    return new Lane(
        view.slot(), wanted, phase.words(), cost, Lane.Hands.RESPECTED, inPlace(), steps);
  }

  /// What must serve beside a slot that is replaced where it is.
  private int inPlace() {
    return desired.policy().strategy().keepsBudget() && serving != Lane.Cost.HOST_OUT
        ? Math.max(1, desired.service().slots() - desired.policy().perHost())
        : 0;
  }

  private List<Step> replace(SlotView view, ReleaseId wanted) {
    var steps = new ArrayList<Step>();
    if (!standsReady(view, wanted)) {
      steps.add(new Step.Prepare(wanted));
    }
    drain(view, steps);
    steps.add(takeOut());
    steps.add(new Step.Start(wanted));
    return steps;
  }

  private void drain(SlotView view, List<Step> steps) {
    boolean runs = view.holder().filter(berth -> berth.state().alive()).isPresent();
    if (runs && inFlight() == Strategy.InFlight.DRAINED) {
      var drain = desired.policy().drain();
      steps.add(new Step.Drain(drain.deadline(), drain.then()));
    }
  }

  private Strategy.InFlight inFlight() {
    return desired.policy().strategy().inFlight();
  }

  private Step takeOut() {
    return new Step.TakeOut(desired.service().container().stopGrace(), inFlight());
  }

  /// A kept container serves for going back, but a release that is deployed anew gets a new one.
  private boolean standsReady(SlotView view, ReleaseId wanted) {
    return view.berthOf(wanted)
        .filter(berth ->
            switch (desired.target()) {
              case Desired.Target.Back _ -> true;
              case Desired.Target.Everywhere _ -> berth.standsReady();
            })
        .isPresent();
  }

  private List<Step> bringBack(SlotView view) {
    var steps = new ArrayList<Step>();
    var health = desired.service().health();
    steps.add(new Step.Prove(health.deadline(), health.healthyFor()));
    steps.add(new Step.Admit(weight(view)));
    if (!desired.policy().soak().isZero()
        && desired.target() instanceof Desired.Target.Everywhere) {
      steps.add(new Step.Soak(desired.policy().soak()));
    }
    return steps;
  }
}
