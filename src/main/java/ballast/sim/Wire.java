package ballast.sim;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.CallFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The way to one host: it takes time, and loses calls. What was sent arrives, whatever becomes of
/// whoever sent it.
final class Wire {
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration UNTIL_GIVEN_UP = Duration.ofSeconds(2);

  /// How long a caller waits for an answer before it gives the call up.
  static final Duration DEADLINE = Duration.ofSeconds(10);

  /// Who answers on a host.
  enum Peer {
    ENGINE,
    BALANCER
  }

  /// What a call is for.
  enum Kind {
    READ,
    /// Changes the service.
    CHANGE,
    /// Changes the service's lock.
    LOCK
  }

  /// What a call does where it arrives.
  interface Work<T> {
    T apply() throws CallFailed;
  }

  private final Simulation simulation;
  private final Host host;
  private final Exclusion exclusion;
  private final Readings readings;
  private final Runnable changed;
  private final Set<Peer> down = EnumSet.noneOf(Peer.class);
  private final Map<Peer, Integer> lives = new EnumMap<>(Peer.class);
  private Faults faults = Faults.NONE;
  private Timing timing = Timing.DEFAULT;
  private boolean cut;

  Wire(Simulation simulation, Host host, Exclusion exclusion, Readings readings, Runnable changed) {
    this.simulation = simulation;
    this.host = host;
    this.exclusion = exclusion;
    this.readings = readings;
    this.changed = changed;
  }

  void faults(Faults changed) {
    this.faults = changed;
  }

  void timing(Timing changed) {
    this.timing = changed;
  }

  void cut() {
    this.cut = true;
  }

  void mend() {
    this.cut = false;
  }

  boolean isCut() {
    return cut || simulation.caller().filter(caller -> !caller.reaches(host)).isPresent();
  }

  /// That peer answers no more, and what it was about to do it does not finish.
  void falls(Peer peer) {
    down.add(peer);
    lives.merge(peer, 1, Integer::sum);
  }

  void rises(Peer peer) {
    down.remove(peer);
  }

  boolean isDown(Peer peer) {
    return down.contains(peer);
  }

  <T> T read(Peer peer, String what, Work<T> work) throws CallFailed, InterruptedException {
    boolean answered = false;
    try {
      T result = call(new Call<>(peer, Kind.READ, what, () -> Duration.ZERO, work));
      answered = true;
      return result;
    } finally {
      readings.read(host, peer, answered);
      if (answered && peer == Peer.BALANCER) {
        exclusion.looked(simulation.caller(), host);
      }
    }
  }

  <T> T change(Peer peer, String what, Work<T> work) throws CallFailed, InterruptedException {
    return change(peer, what, () -> Duration.ZERO, work);
  }

  /// @param begin what happens at once, and how long the rest takes
  <T> T change(Peer peer, String what, Work<Duration> begin, Work<T> end)
      throws CallFailed, InterruptedException {
    simulation.note(host + " " + what + by());
    return call(new Call<>(peer, Kind.CHANGE, what, begin, end));
  }

  /// A look at the lock, which no change to the service rests on.
  <T> T lookAtLock(String what, Work<T> work) throws CallFailed, InterruptedException {
    return call(new Call<>(Peer.ENGINE, Kind.READ, what, () -> Duration.ZERO, work));
  }

  <T> T lock(String what, Work<T> work) throws CallFailed, InterruptedException {
    return call(new Call<>(Peer.ENGINE, Kind.LOCK, what, () -> Duration.ZERO, work));
  }

  private String by() {
    return simulation.caller().map(caller -> " (" + caller + ")").orElse("");
  }

  private record Call<T>(Peer peer, Kind kind, String what, Work<Duration> begin, Work<T> end) {}

  private <T> T call(Call<T> call) throws CallFailed, InterruptedException {
    Controller.mustLive(simulation.caller());
    Optional<Controller.Moment> death =
        switch (call.kind()) {
          case READ -> Optional.empty();
          case CHANGE, LOCK -> simulation.caller().flatMap(Controller::nextCall);
        };
    diesAt(Controller.Moment.BEFORE, death);
    var sent = new Sent<>(call, death.equals(Optional.of(Controller.Moment.AFTER)));
    sent.go();
    diesAt(Controller.Moment.SENT, death);
    return sent.answer();
  }

  private void diesAt(Controller.Moment moment, Optional<Controller.Moment> death) {
    if (death.equals(Optional.of(moment))) {
      simulation.caller().ifPresent(Controller::dieAtOnce);
    }
  }

  /// A call on its way.
  private final class Sent<T> {
    private final Call<T> call;
    private final boolean fatal;
    private final Optional<Controller> caller = simulation.caller();
    private final Simulation.Mailbox mailbox = simulation.new Mailbox();
    private final Instant at = simulation.now();
    private final boolean mightWhenSent = exclusion.mayChange(caller);
    private Optional<T> result = Optional.empty();
    private Optional<CallFailed> failure = Optional.empty();
    private boolean answerIsLost;
    private boolean nobodyTells;

    Sent(Call<T> call, boolean fatal) {
      this.call = call;
      this.fatal = fatal;
    }

    void go() {
      int fate = simulation.dice(1000) - (fatal ? 1000 : 0);
      if (fate >= 0 && fate < faults.hung()) {
        nobodyTells = true;
        if (fate % 2 == 0) {
          simulation.later(simulation.between(LEAST, DEADLINE.minusSeconds(2)), this::arrive);
        }
        simulation.later(DEADLINE, () -> fails("no answer in time", CallFailed.Effect.UNKNOWN));
      } else if (fate >= 0 && fate < faults.hung() + faults.refused()) {
        simulation.later(between(), () -> fails("connection refused", CallFailed.Effect.NONE));
      } else if (fate >= 0 && fate < faults.hung() + faults.refused() + faults.lost()) {
        answerIsLost = true;
        simulation.later(between(), this::arriveAndAnswer);
      } else {
        simulation.later(between(), this::arriveAndAnswer);
      }
    }

    private Duration between() {
      return timing.oneWay().pick(simulation);
    }

    private boolean blocked() {
      return cut || caller.filter(one -> !one.reaches(host)).isPresent();
    }

    private void arriveAndAnswer() {
      if (blocked()) {
        simulation.later(UNTIL_GIVEN_UP, () -> fails("no route to host", CallFailed.Effect.NONE));
      } else if (isDown(call.peer())) {
        simulation.later(between(), () -> fails("connection refused", CallFailed.Effect.NONE));
      } else {
        arrive();
      }
    }

    private void arrive() {
      if (blocked() || isDown(call.peer())) {
        return;
      }
      try {
        int life = lives.getOrDefault(call.peer(), 0);
        if (call.kind() == Kind.CHANGE) {
          exclusion.applied(caller, mightWhenSent, at, host, call.what());
        }
        changed.run();
        Duration rest = call.begin().apply();
        if (rest.isZero()) {
          finish(life);
        } else {
          simulation.later(rest, () -> finish(life));
        }
      } catch (CallFailed refused) {
        answers(Optional.empty(), Optional.of(refused));
      }
    }

    private void finish(int life) {
      if (life != lives.getOrDefault(call.peer(), 0)) {
        simulation.later(between(), () -> fails("unexpected EOF", CallFailed.Effect.UNKNOWN));
        return;
      }
      try {
        changed.run();
        T done = call.end().apply();
        if (fatal) {
          caller.ifPresent(Controller::die);
        }
        answers(Optional.of(done), Optional.empty());
      } catch (CallFailed refused) {
        answers(Optional.empty(), Optional.of(refused));
      }
    }

    private void answers(Optional<T> done, Optional<CallFailed> refused) {
      simulation.later(
          between(),
          () -> {
            if (nobodyTells) {
              return;
            }
            if (blocked() || answerIsLost) {
              fails("connection reset", CallFailed.Effect.UNKNOWN);
            } else if (result.isEmpty() && failure.isEmpty()) {
              result = done;
              failure = refused;
              mailbox.arrived();
            }
          });
    }

    private void fails(String why, CallFailed.Effect effect) {
      if (result.isEmpty() && failure.isEmpty()) {
        failure = Optional.of(failed(call.what(), why, effect));
        mailbox.arrived();
      }
    }

    T answer() throws CallFailed, InterruptedException {
      mailbox.await();
      if (failure.isPresent()) {
        throw failure.get();
      }
      return result.orElseThrow();
    }
  }

  CallFailed failed(String what, String why, CallFailed.Effect effect) {
    simulation.note("%s %s FAILS: %s".formatted(host, what, why));
    return new CallFailed(
        new Problem("%s: %s failed".formatted(host, what), why, "look at the link to " + host),
        effect);
  }
}
