package ballast.rollout;

import ballast.model.Berth;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.Lane;
import ballast.port.CallFailed;
import ballast.port.Engine;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The containers of a lane's slot, read anew each time, and the mark on them that the slot is
/// being handed over.
final class Berths {
  private final Lane lane;
  private final Slot slot;
  private final Engine engine;

  Berths(Lane lane, Engine engine) {
    this.lane = lane;
    this.slot = lane.slot();
    this.engine = engine;
  }

  List<Berth> all() throws CallFailed, InterruptedException {
    return engine.containers().stream()
        .filter(found -> found.slot() == slot.number())
        .map(Engine.Found::berth)
        .toList();
  }

  /// The container that the lane brings to serve: the one furthest on its way there.
  Optional<Berth> wanted() throws CallFailed, InterruptedException {
    return all().stream()
        .filter(berth -> berth.release().equals(lane.release()))
        .min(Comparator.comparingInt(berth -> wayToGo(berth.place())));
  }

  private static int wayToGo(Berth.Place place) {
    return switch (place) {
      case HOLDER -> 0;
      case NEXT -> 1;
      case LAST -> 2;
      case PREPARED -> 3;
      case KEPT -> 4;
    };
  }

  /// The same where there must be one.
  Berth wantedOrFail() throws CallFailed, StepFailed, InterruptedException {
    return wanted().orElseThrow(() -> gone("someone removed it from " + slot.host()));
  }

  StepFailed gone(String why) {
    return new StepFailed(
        new Problem(
            "%s has no container of release %s to start".formatted(slot, lane.release()),
            why,
            "deploy a release that the registry has"));
  }

  /// Writes onto the slot, for whoever comes after a crash, that it is being handed over.
  void claim() throws CallFailed, StepFailed, InterruptedException {
    Berth next = wantedOrFail();
    if (!next.place().inHand()) {
      engine.move(slot, next, Berth.Place.NEXT);
    }
  }

  /// Takes that mark away where the lane lets the slot go before anything was stopped.
  void unclaim() throws CallFailed, InterruptedException {
    for (Berth berth : all()) {
      if (berth.place() == Berth.Place.NEXT) {
        engine.move(slot, berth, afterNext(berth.state()));
      }
    }
  }

  /// The slot serves: the hand-over has ended.
  void handedOver() throws CallFailed, InterruptedException {
    for (Berth berth : all()) {
      switch (berth.place()) {
        case NEXT -> engine.move(slot, berth, afterNext(berth.state()));
        case LAST -> engine.move(slot, berth, Berth.Place.KEPT);
        case HOLDER, PREPARED, KEPT -> {}
      }
    }
  }

  /// One that never ran is no way back: kept as one, it could push out the real one.
  private static Berth.Place afterNext(Berth.State state) {
    return switch (state) {
      case RUNNING, RESTARTING, PAUSED -> Berth.Place.HOLDER;
      case CREATED -> Berth.Place.PREPARED;
      case EXITED, DEAD -> Berth.Place.KEPT;
    };
  }
}
