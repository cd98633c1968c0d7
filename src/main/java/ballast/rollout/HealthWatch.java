package ballast.rollout;

import ballast.event.Event;
import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.plan.Lane;
import ballast.plan.Step;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Probe;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// Waits until a started container has proven itself: HAProxy's own check in full since the start,
/// and the container's own answer where it can be asked. A container that ends is not waited for.
final class HealthWatch {
  private static final Duration LOOK_AT_CONTAINER = Duration.ofMillis(500);

  /// After so many times that HAProxy forgot what it was asked for, no healthy answer gives another
  /// deadline.
  private static final int MOST_FORGOTTEN = 10;

  private final Gear gear;
  private final Lane lane;
  private final Slot slot;
  private final String server;
  private final Engine engine;
  private final Balancer balancer;
  private final Probe probe;
  private final Time time;

  /// How often the engine had restarted the container when it was first looked at: an old one may
  /// have a past.
  private OptionalInt restartsBefore = OptionalInt.empty();

  private Proving proving = Proving.ANEW;

  /// The HAProxy process that was last asked for a proof.
  private Optional<HostView.Worker> prover = Optional.empty();

  /// When HAProxy, having forgotten that it was asked for a proof, was asked anew for the first
  /// time since the container was well.
  private Optional<Instant> askedAnew = Optional.empty();

  private int forgotten;

  HealthWatch(Gear gear, Lane lane, String server) {
    this.gear = gear;
    this.lane = lane;
    this.slot = lane.slot();
    this.server = server;
    this.engine = gear.fleet().engine(slot.host());
    this.balancer = gear.fleet().balancer(slot.host());
    this.probe = gear.fleet().probe(slot.host());
    this.time = gear.time();
  }

  /// @return what was seen, in words
  /// @throws StepFailed with the health answer, HAProxy's last check and the last log lines when it
  ///   never got healthy
  String await(Step.Prove prove) throws CallFailed, StepFailed, InterruptedException {
    proving = begin();
    var waits = new Waits(gear.story(), slot, prove);
    Instant begun = time.now();
    Instant lookAgain = time.now();
    Optional<Instant> healthySince = Optional.empty();
    while (true) {
      String why = notYet();
      if (why.isEmpty()) {
        if (forgotten < MOST_FORGOTTEN) {
          askedAnew = Optional.empty();
        }
        Instant since = healthySince.orElse(time.now());
        healthySince = Optional.of(since);
        if (!time.now().isBefore(since.plus(prove.healthyFor()))) {
          return "";
        }
        waits.say("healthy, and must stay so for " + prove.healthyFor().toSeconds() + " s");
      } else {
        healthySince = Optional.empty();
        waits.say(why);
      }
      if (!time.now().isBefore(lookAgain)) {
        failIfEnded(why);
        lookAgain = time.now().plus(LOOK_AT_CONTAINER);
      }
      // The deadline is for the first healthy answer; staying healthy takes what it takes.
      Instant deadline = askedAnew.orElse(begun).plus(prove.deadline());
      if (healthySince.isEmpty() && time.now().isAfter(deadline)) {
        throw failed(
            "%s did not become healthy within %d s".formatted(slot, prove.deadline().toSeconds()),
            why);
      }
      time.sleep(balancer.pollInterval());
    }
  }

  /// How the container was proven in the end.
  Proving proving() {
    return proving;
  }

  /// The HAProxy process that gave the proof, where one was asked for it.
  Optional<HostView.Worker> prover() {
    return prover;
  }

  /// How HAProxy proves the container.
  enum Proving {
    /// From nothing, since it has just been started or was taken out.
    ANEW,
    /// By bringing it up again: it has its requests whenever it is up.
    BY_ITSELF
  }

  /// A slot that only waits for its container to be well again is left to HAProxy: it has a full
  /// check to pass all the same, and taking it out would be to take a slot out.
  private Proving begin() throws CallFailed, InterruptedException {
    boolean started = lane.steps().stream().anyMatch(Step.Start.class::isInstance);
    Balancer.View view = balancer.read();
    return !started && admitted(view) ? Proving.BY_ITSELF : examine(view);
  }

  /// A reload makes HAProxy forget what it was asked for, and give the slot requests unproven: it
  /// is taken out again where FLOOR allows, and left to HAProxy's own check where not.
  private Proving examine(Balancer.View view) throws CallFailed, InterruptedException {
    if (admitted(view)) {
      try {
        gear.floor().holdsWithout(lane, view);
      } catch (Floor.WouldBreak _) {
        return Proving.BY_ITSELF;
      }
    }
    prover = Optional.of(view.worker());
    balancer.examine(server);
    return Proving.ANEW;
  }

  private boolean admitted(Balancer.View view) throws CallFailed {
    return view.server(server).admission() == Admission.READY;
  }

  /// What is still missing, or nothing.
  private String notYet() throws InterruptedException {
    try {
      String check =
          switch (proving) {
            case ANEW ->
                switch (balancer.proof(server)) {
                  case Balancer.Proof.NotYet(var last) -> last;
                  case Balancer.Proof.Proven() -> "";
                  case Balancer.Proof.Forgotten() -> examineAnew();
                };
            case BY_ITSELF -> {
              ServerView now = balancer.read().server(server);
              yield now.up() == ServerView.Condition.UP && !now.unchecked() ? "" : now.check();
            }
          };
      return check.isEmpty() ? ownAnswer() : "HAProxy's check says " + check;
    } catch (CallFailed failed) {
      // Unknown is not forgotten: the next look tells, or the deadline decides.
      return "HAProxy could not be asked: " + failed.problem().brief();
    }
  }

  /// The time before was not the container's to prove itself; but an HAProxy that forgets again and
  /// again would put the end off for ever.
  private String examineAnew() throws CallFailed, InterruptedException {
    proving = examine(balancer.read());
    askedAnew = askedAnew.or(() -> Optional.of(time.now()));
    forgotten++;
    return "nothing yet: HAProxy was reloaded or someone gave it requests, and "
        + switch (proving) {
          case ANEW -> "the examination begins anew";
          case BY_ITSELF -> slot + " has its requests again";
        };
  }

  private String ownAnswer() throws InterruptedException {
    return switch (probe.ask(slot)) {
      case Probe.Answer.Healthy _, Probe.Answer.OutOfReach _ -> "";
      case Probe.Answer.Unhealthy(int status, var body) ->
          "%s answered %d%s"
              .formatted(
                  gear.service().health(), status, body.isBlank() ? "" : ", \"" + body + "\"");
      case Probe.Answer.NoAnswer(var why) -> "%s: %s".formatted(gear.service().health(), why);
    };
  }

  private void failIfEnded(String why) throws StepFailed, InterruptedException {
    try {
      Optional<Berth> berth = berth();
      if (berth.isEmpty()) {
        throw failed("%s: its container is gone".formatted(slot), why);
      }
      switch (berth.get().state()) {
        case EXITED, DEAD, RESTARTING ->
            throw failed("%s: its container ended right after the start".formatted(slot), why);
        case RUNNING -> {
          int restarts = engine.obituary(berth.get().id(), 0).restarts();
          restartsBefore = OptionalInt.of(restartsBefore.orElse(restarts));
          if (restarts > restartsBefore.getAsInt()) {
            throw failed("%s: its container ends again and again".formatted(slot), why);
          }
        }
        case CREATED, PAUSED -> {}
      }
    } catch (CallFailed unreadable) {
      // Unknown is not ended: the deadline decides.
      gear.story().tell(new Event.Noticed(unreadable.problem().brief()));
    }
  }

  private Optional<Berth> berth() throws CallFailed, InterruptedException {
    return new Berths(lane, engine).wanted();
  }

  private StepFailed failed(String what, String why) throws InterruptedException {
    return new StepFailed(
        new Problem(
            what,
            gear.hidden(
                (why.isEmpty() ? "it was healthy before" : why)
                    + new Berths(lane, engine).lastWords(gear.release())),
            "mend the release and deploy again; what was replaced goes back by itself"));
  }
}
