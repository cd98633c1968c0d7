package ballast.rollout;

import ballast.model.Berth;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.Slot;
import ballast.plan.Lane;
import ballast.plan.Step;
import ballast.port.CallFailed;
import ballast.port.Engine;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The containers of a lane's slot, read anew each time, and the mark on them that the slot is
/// being handed over.
final class Berths {
  private static final int LAST_LINES = 20;

  private final Lane lane;
  private final Slot slot;
  private final Engine engine;

  Berths(Lane lane, Engine engine) {
    this.lane = lane;
    this.slot = lane.slot();
    this.engine = engine;
  }

  /// Newest first.
  List<Berth> all() throws CallFailed, InterruptedException {
    return engine.containers().stream()
        .filter(found -> found.slot() == slot.number())
        .map(Engine.Found::berth)
        .sorted(Comparator.comparing(Berth::created).reversed())
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
      case LEAVING -> 1;
      case NEXT -> 2;
      case LAST -> 3;
      case PREPARED -> 4;
      case KEPT -> 5;
    };
  }

  /// How the container that the lane brings has fared, and what it logged last, to go on with after
  /// what is wrong with it.
  ///
  /// @param release whose secrets are known here; what others logged that were given some is not
  ///   shown
  String lastWords(Optional<Release> release) throws InterruptedException {
    try {
      Optional<Berth> berth = wanted();
      if (berth.isEmpty()) {
        return "";
      }
      Engine.Obituary obituary = engine.obituary(berth.get().id(), LAST_LINES);
      String exit = obituary.exitCode().map(code -> "; exit code " + code).orElse("");
      String error = obituary.error().isBlank() ? "" : "; " + obituary.error();
      String restarts =
          switch (obituary.restarts()) {
            case 0 -> "";
            case 1 -> "; it ended, and Docker started it again";
            default -> "; Docker started it again %d times".formatted(obituary.restarts());
          };
      return exit + error + restarts + logged(obituary, release);
    } catch (CallFailed unreadable) {
      return "; its logs could not be read: " + unreadable.problem().brief();
    }
  }

  private String logged(Engine.Obituary obituary, Optional<Release> release) {
    boolean unknown =
        switch (obituary.confided()) {
          case SECRETS -> release.filter(one -> one.id().equals(lane.release())).isEmpty();
          case NO_SECRET -> false;
        };
    if (obituary.lastLines().isEmpty()) {
      return "; it logged nothing";
    }
    return unknown
        ? "; what it logged may hold secrets that are not known here: docker logs there shows it"
        : "; it logged last:\n        " + String.join("\n        ", obituary.lastLines());
  }

  /// The one that [#wanted] finds, where there must be one.
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

  /// Whether HAProxy may send the slot requests.
  enum Requests {
    MAY_COME,
    NONE
  }

  /// Writes onto the slot, for whoever comes after a crash, that it is being handed over.
  void claim(Requests requests) throws CallFailed, StepFailed, InterruptedException {
    if (lane.empties()) {
      claimLeaving(requests);
      return;
    }
    Berth next = wantedOrFail();
    makeWayFor(next);
    if (!next.place().inHand()) {
      marks(next, Berth.Place.NEXT, requests);
    }
  }

  /// Another one of its release was kept to go back to, up to now; the two cannot both be later.
  void makeWayFor(Berth next) throws CallFailed, InterruptedException {
    for (Berth other : all()) {
      if (other.place() == Berth.Place.KEPT
          && other.release().equals(next.release())
          && !other.id().equals(next.id())
          && !other.state().alive()) {
        engine.remove(other.id());
      }
    }
  }

  /// One that restarts again and again is stopped first, as in [#leaves]; but not one that may
  /// serve again before HAProxy has noticed that it was gone: there the engine's refusal is waited
  /// out.
  private void marks(Berth berth, Berth.Place to, Requests requests)
      throws CallFailed, InterruptedException {
    if (berth.state() == Berth.State.RESTARTING && requests == Requests.NONE) {
      engine.stop(berth.id(), lane.grace());
    }
    engine.move(slot, berth, to);
  }

  /// Nothing comes after the one that has the slot, so that one bears the mark: also where it still
  /// bears the one of its own coming, which would have whoever comes next bring it back. One that
  /// was told to stop bears a mark that says more.
  private void claimLeaving(Requests requests) throws CallFailed, InterruptedException {
    Optional<Berth> holder = Berth.holderAmong(all());
    if (holder.isPresent()) {
      switch (holder.get().place()) {
        case HOLDER, NEXT -> marks(holder.get(), Berth.Place.LEAVING, requests);
        case LEAVING, LAST, PREPARED, KEPT -> {}
      }
    }
  }

  /// Stops it where it lives. What becomes of it is written onto it before: an engine goes on with
  /// a stop when whoever asked for it has died, and whoever comes next must not take it for one
  /// that stays.
  ///
  /// One that restarts again and again is stopped first: it serves nobody, and engines refuse to
  /// rename it.
  void leaves(Berth berth, Berth.Place to, Duration grace) throws CallFailed, InterruptedException {
    switch (berth.state()) {
      case CREATED, EXITED, DEAD -> moves(berth, to);
      case RESTARTING -> {
        engine.stop(berth.id(), grace);
        moves(berth, to);
      }
      case RUNNING, PAUSED -> {
        moves(berth, to);
        try {
          engine.stop(berth.id(), grace);
        } catch (CallFailed failed) {
          switch (failed.effect()) {
            case NONE -> moves(berth.at(to), berth.place());
            case UNKNOWN -> {}
          }
          throw failed;
        }
      }
    }
  }

  private void moves(Berth berth, Berth.Place to) throws CallFailed, InterruptedException {
    if (berth.place() != to) {
      engine.move(slot, berth, to);
    }
  }

  /// No container has the slot any more.
  ///
  /// @throws Floor.WouldBreak when one has been started since they were stopped
  void vacated() throws CallFailed, InterruptedException, Floor.WouldBreak {
    for (Berth berth : all()) {
      if (berth.state().alive()) {
        throw new Floor.WouldBreak("someone has started a container in %s".formatted(slot));
      }
      switch (berth.place()) {
        case HOLDER, LAST, LEAVING -> engine.move(slot, berth, Berth.Place.KEPT);
        case NEXT -> engine.move(slot, berth, afterNext(berth.state()));
        case PREPARED, KEPT -> {}
      }
    }
  }

  /// Takes that mark away where the lane lets the slot go before anything was stopped.
  void unclaim() throws CallFailed, InterruptedException {
    for (Berth berth : all()) {
      switch (berth.place()) {
        case NEXT -> engine.move(slot, berth, afterNext(berth.state()));
        case LEAVING -> stays(berth);
        case HOLDER, LAST, PREPARED, KEPT -> {}
      }
    }
  }

  /// The slot serves: the hand-over has ended.
  void handedOver() throws CallFailed, InterruptedException {
    List<Berth> berths = all();
    Optional<Berth> holder = Berth.holderAmong(berths);
    staysUp(berths);
    for (Berth berth : berths) {
      switch (berth.place()) {
        case NEXT -> engine.move(slot, berth, afterNext(berth.state()));
        case LAST ->
            engine.move(
                slot,
                berth,
                holder.filter(berth::equals).isPresent() ? Berth.Place.HOLDER : Berth.Place.KEPT);
        case LEAVING -> stays(berth);
        case HOLDER, PREPARED, KEPT -> {}
      }
    }
  }

  /// What was to leave may not come back with its engine from then on, and is named so only
  /// afterwards: a run that died between the two left one that has its old name, under a mark.
  private void staysUp(List<Berth> berths) throws CallFailed, InterruptedException {
    boolean started = lane.steps().stream().anyMatch(Step.Start.class::isInstance);
    boolean marked = berths.stream().anyMatch(berth -> berth.place().inHand());
    if (started || !marked) {
      return;
    }
    for (Berth berth : berths) {
      switch (berth.place()) {
        case HOLDER -> engine.move(slot, berth, Berth.Place.HOLDER);
        case PREPARED, NEXT, LAST, LEAVING, KEPT -> {}
      }
    }
  }

  /// It keeps the slot, unless another one has it by now.
  private void stays(Berth berth) throws CallFailed, InterruptedException {
    boolean taken = all().stream().anyMatch(other -> other.place() == Berth.Place.HOLDER);
    engine.move(slot, berth, taken ? Berth.Place.KEPT : Berth.Place.HOLDER);
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
