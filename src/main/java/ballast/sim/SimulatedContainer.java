package ballast.sim;

import ballast.model.Berth;
import ballast.model.Comeback;
import ballast.model.KnownSecret;
import ballast.model.ReleaseId;
import ballast.port.Engine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One container of a slot.
final class SimulatedContainer {
  private static final Duration SOON = Duration.ofMillis(400);
  private static final Duration WELL_SOON = Duration.ofMillis(800);
  private static final Duration RESTART = Duration.ofMillis(700);
  private static final int FAILED = 3;
  private static final int KILLED = 137;

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
  private Comeback comeback = Comeback.AS_CONFIGURED;
  private int exitCode;
  private boolean hasSpoken;
  private List<KnownSecret> confided = List.of();
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

  void isTold(List<KnownSecret> secrets) {
    confided = List.copyOf(secrets);
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
    Optional<String> address =
        state == Berth.State.RUNNING ? Optional.of("172.30.0." + (10 + slot)) : Optional.empty();
    return new Berth(id, release, version, place, state, address, created);
  }

  Engine.Found found() {
    return new Engine.Found(slot, berth());
  }

  /// What may come back any moment has no exit code.
  Engine.Obituary obituary(int lastLines) {
    List<String> lines = hasSpoken ? words() : List.of();
    return new Engine.Obituary(
        state.alive() ? Optional.empty() : Optional.of(exitCode),
        restarts,
        "",
        lines.subList(Math.max(0, lines.size() - lastLines), lines.size()),
        confided.isEmpty() ? Engine.Confided.NO_SECRET : Engine.Confided.SECRETS);
  }

  /// An application says what it was told in confidence, as those do that log how they connect.
  private List<String> words() {
    String told =
        confided.stream()
            .map(secret -> new String(secret.value().reveal(), StandardCharsets.UTF_8))
            .map(value -> " with " + value)
            .collect(Collectors.joining());
    return behavioursWords().stream().map(line -> line + told).toList();
  }

  private List<String> behavioursWords() {
    return switch (behaviour) {
      case Behaviour.ReadyAfter _, Behaviour.NeverHealthy _, Behaviour.Deaf _ ->
          List.of("listening");
      case Behaviour.CrashesAtStart _ -> List.of("panic: no such database");
      case Behaviour.ExitsAfter _ -> List.of("one", "two");
    };
  }

  /// Whether it ends when it is asked to, not only when it is killed.
  boolean listens() {
    return switch (behaviour) {
      case Behaviour.Deaf _ -> false;
      case Behaviour.ReadyAfter _,
          Behaviour.NeverHealthy _,
          Behaviour.CrashesAtStart _,
          Behaviour.ExitsAfter _ ->
          true;
    };
  }

  void move(Berth.Place to) {
    place = to;
  }

  /// It was told so.
  void is(Comeback told) {
    comeback = told;
  }

  /// The simulated service's containers always come back, where they may.
  private boolean comesBack() {
    return comeback == Comeback.AS_CONFIGURED;
  }

  /// Its process is killed; its engine starts it again, where that is its policy.
  void killed() {
    endByItself(starts, comesBack() ? Berth.State.RESTARTING : Berth.State.EXITED);
  }

  /// Its engine goes down, or its host.
  void engineEnds() {
    if (state.alive()) {
      starts++;
      state = Berth.State.EXITED;
      stopping = false;
      whenItEnds.run();
    }
  }

  /// Its engine starts again, and it with it: also one that a person stopped, by Docker's policy
  /// `always`, but none that never ran. Nobody started it by hand since.
  void engineStarts() {
    if (comesBack() && state != Berth.State.CREATED) {
      startedByHand = Instant.EPOCH;
      run();
    }
  }

  /// Answers no health check until then, and runs on.
  void sickUntil(Instant then) {
    healthyFrom = then;
  }

  /// As it was seen before the simulation began.
  void stands(Berth.State seen) {
    switch (seen) {
      case RUNNING -> hasAlwaysRun();
      case RESTARTING -> {
        run();
        endByItself(starts, Berth.State.RESTARTING);
      }
      case CREATED, PAUSED, EXITED, DEAD -> state = seen;
    }
    comeback =
        place.inHand() || place == Berth.Place.KEPT ? Comeback.NEVER : Comeback.AS_CONFIGURED;
  }

  /// As it was before the simulation began: running and well.
  void hasAlwaysRun() {
    state = Berth.State.RUNNING;
    hasSpoken = true;
    healthyFrom = Instant.EPOCH;
    scheduleEnd(starts);
  }

  void start() {
    if (!state.alive()) {
      startedByHand = simulation.now();
      stopping = false;
      restarts = 0;
      run();
    }
  }

  private void run() {
    int mine = ++starts;
    state = Berth.State.RUNNING;
    hasSpoken = true;
    healthyFrom =
        switch (behaviour) {
          case Behaviour.ReadyAfter(var delay) -> simulation.now().plus(delay);
          case Behaviour.Deaf(var delay) -> simulation.now().plus(delay);
          case Behaviour.ExitsAfter _ -> simulation.now().plus(SOON);
          case Behaviour.CrashesAtStart _, Behaviour.NeverHealthy _ -> Instant.MAX;
        };
    scheduleEnd(mine);
  }

  private void scheduleEnd(int start) {
    switch (behaviour) {
      case Behaviour.ReadyAfter _, Behaviour.NeverHealthy _, Behaviour.Deaf _ -> {}
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
    exitCode = FAILED;
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
    if (stopping) {
      state = Berth.State.EXITED;
      exitCode = listens() ? 0 : KILLED;
      stopping = false;
    }
  }
}
