package ballast.sim;

import ballast.model.Berth;
import ballast.model.ReleaseId;
import ballast.port.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One container of a slot.
final class SimulatedContainer {
  private static final Duration SOON = Duration.ofMillis(400);
  private static final Duration WELL_SOON = Duration.ofMillis(800);
  private static final Duration RESTART = Duration.ofMillis(700);

  private final Simulation simulation;
  private final String id;
  private final int slot;
  private final ReleaseId release;
  private final String version;
  private final Behaviour behaviour;
  private final Instant created;
  private final Runnable whenItEnds;
  private Berth.Place place;
  private Berth.State state = Berth.State.CREATED;
  private Instant startedByHand = Instant.EPOCH;
  private Instant healthyFrom = Instant.MAX;
  private boolean stopping;
  private int starts;
  private int restarts;

  SimulatedContainer(
      Simulation simulation,
      String id,
      int slot,
      ReleaseId release,
      String version,
      Behaviour behaviour,
      Berth.Place place,
      Runnable whenItEnds) {
    this.simulation = simulation;
    this.id = id;
    this.slot = slot;
    this.release = release;
    this.version = version;
    this.behaviour = behaviour;
    this.created = simulation.now();
    this.place = place;
    this.whenItEnds = whenItEnds;
  }

  String id() {
    return id;
  }

  int slot() {
    return slot;
  }

  ReleaseId release() {
    return release;
  }

  Berth.Place place() {
    return place;
  }

  Berth.State state() {
    return state;
  }

  /// When someone last told the engine to start it.
  Instant startedByHand() {
    return startedByHand;
  }

  /// Whether a request would be answered now.
  boolean answers() {
    return state == Berth.State.RUNNING && !stopping && !simulation.now().isBefore(healthyFrom);
  }

  Berth berth() {
    return new Berth(id, release, version, place, state, Optional.empty(), created);
  }

  Engine.Found found() {
    return new Engine.Found(slot, berth());
  }

  Engine.Obituary obituary() {
    return switch (state) {
      case RUNNING, CREATED, PAUSED ->
          new Engine.Obituary(Optional.empty(), restarts, "", List.of("listening"));
      case EXITED, DEAD, RESTARTING ->
          new Engine.Obituary(Optional.of(1), restarts, "", List.of("panic: no such database"));
    };
  }

  void move(Berth.Place to) {
    place = to;
  }

  /// Answers no health check until then, and runs on.
  void sickUntil(Instant then) {
    healthyFrom = then;
  }

  /// As it was before the simulation began: running and well.
  void hasAlwaysRun() {
    state = Berth.State.RUNNING;
    healthyFrom = Instant.EPOCH;
    scheduleEnd(starts);
  }

  void start() {
    if (!state.alive()) {
      startedByHand = simulation.now();
      stopping = false;
      run();
    }
  }

  private void run() {
    int mine = ++starts;
    state = Berth.State.RUNNING;
    healthyFrom =
        switch (behaviour) {
          case Behaviour.ReadyAfter(var delay) -> simulation.now().plus(delay);
          case Behaviour.ExitsAfter _ -> simulation.now().plus(SOON);
          case Behaviour.CrashesAtStart _, Behaviour.NeverHealthy _ -> Instant.MAX;
        };
    scheduleEnd(mine);
  }

  private void scheduleEnd(int start) {
    switch (behaviour) {
      case Behaviour.ReadyAfter _, Behaviour.NeverHealthy _ -> {}
      case Behaviour.ExitsAfter(var life) ->
          simulation.later(life, () -> endByItself(start, Berth.State.EXITED));
      case Behaviour.CrashesAtStart _ ->
          simulation.later(
              simulation.between(SOON, WELL_SOON),
              () -> endByItself(start, Berth.State.RESTARTING));
    }
  }

  private void endByItself(int start, Berth.State then) {
    if (start != starts || state != Berth.State.RUNNING || stopping) {
      return;
    }
    simulation.note("container %s of slot %d ends by itself".formatted(id, slot));
    state = then;
    whenItEnds.run();
    if (then == Berth.State.RESTARTING) {
      restarts++;
      simulation.later(
          RESTART,
          () -> {
            if (start == starts && state == Berth.State.RESTARTING) {
              run();
            }
          });
    }
  }

  /// It has its signal: from here on it answers nothing.
  void beginStop() {
    stopping = true;
  }

  void endStop() {
    state = Berth.State.EXITED;
    stopping = false;
  }
}
