package ballast.rollout;

import ballast.model.Berth;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.Step;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Probe;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Waits until a started container has proven itself: HAProxy's own check in full since the start,
/// and the container's own answer where it can be asked. A container that ends is not waited for.
final class HealthWatch {
  private static final Duration LOOK_AT_CONTAINER = Duration.ofMillis(500);
  private static final int LAST_LINES = 20;

  private final Gear gear;
  private final Slot slot;
  private final String server;
  private final Engine engine;
  private final Balancer balancer;
  private final Probe probe;
  private final Time time;

  HealthWatch(Gear gear, Slot slot, String server) {
    this.gear = gear;
    this.slot = slot;
    this.server = server;
    this.engine = gear.fleet().engine(slot.host());
    this.balancer = gear.fleet().balancer(slot.host());
    this.probe = gear.fleet().probe(slot.host());
    this.time = gear.time();
  }

  /// @return what was seen, in words
  /// @throws CallFailed with the health answer, HAProxy's last check and the last log lines when it
  ///   never got healthy
  String await(Step.Prove prove) throws CallFailed, InterruptedException {
    balancer.examine(server);
    var waits = new Waits(gear.story(), slot, prove);
    Instant deadline = time.now().plus(prove.deadline());
    Instant lookAgain = time.now();
    Optional<Instant> healthySince = Optional.empty();
    while (true) {
      String why = notYet();
      if (why.isEmpty()) {
        Instant since = healthySince.orElse(time.now());
        healthySince = Optional.of(since);
        if (!time.now().isBefore(since.plus(prove.healthyFor()))) {
          return "";
        }
        why = "healthy, and must stay so for " + prove.healthyFor().toSeconds() + " s";
      } else {
        healthySince = Optional.empty();
      }
      waits.say(why);
      if (!time.now().isBefore(lookAgain)) {
        failIfEnded(why);
        lookAgain = time.now().plus(LOOK_AT_CONTAINER);
      }
      if (time.now().isAfter(deadline)) {
        throw failed(
            "%s did not become healthy within %d s".formatted(slot, prove.deadline().toSeconds()),
            why);
      }
      time.sleep(balancer.pollInterval());
    }
  }

  /// What is still missing, or nothing.
  private String notYet() throws CallFailed, InterruptedException {
    return switch (balancer.proof(server)) {
      case Balancer.Proof.NotYet(var check) -> "HAProxy's check says " + check;
      case Balancer.Proof.Proven() ->
          switch (probe.ask(slot)) {
            case Probe.Answer.Healthy _, Probe.Answer.OutOfReach _ -> "";
            case Probe.Answer.Unhealthy(int status, var body) ->
                "%s answered %d%s"
                    .formatted(
                        gear.service().health(),
                        status,
                        body.isBlank() ? "" : ", \"" + body + "\"");
            case Probe.Answer.NoAnswer(var why) -> "%s: %s".formatted(gear.service().health(), why);
          };
    };
  }

  private void failIfEnded(String why) throws CallFailed, InterruptedException {
    Optional<Berth> holder = holder();
    if (holder.isEmpty()) {
      throw failed("%s: its container is gone".formatted(slot), why);
    }
    switch (holder.get().state()) {
      case EXITED, DEAD, RESTARTING ->
          throw failed("%s: its container ended right after the start".formatted(slot), why);
      case RUNNING -> {
        if (engine.obituary(holder.get().id(), 0).restarts() > 0) {
          throw failed("%s: its container ends again and again".formatted(slot), why);
        }
      }
      case CREATED, PAUSED -> {}
    }
  }

  private Optional<Berth> holder() throws CallFailed, InterruptedException {
    return engine.containers().stream()
        .filter(found -> found.slot() == slot.number())
        .map(Engine.Found::berth)
        .filter(berth -> berth.place() == Berth.Place.HOLDER)
        .findFirst();
  }

  private CallFailed failed(String what, String why) throws InterruptedException {
    return new CallFailed(
        new Problem(
            what,
            why + lastWords(),
            "mend the release and deploy again; what was replaced goes back by itself"),
        CallFailed.Effect.NONE);
  }

  private String lastWords() throws InterruptedException {
    try {
      Optional<Berth> holder = holder();
      if (holder.isEmpty()) {
        return "";
      }
      Engine.Obituary obituary = engine.obituary(holder.get().id(), LAST_LINES);
      String exit = obituary.exitCode().map(code -> "; exit code " + code).orElse("");
      String error = obituary.error().isBlank() ? "" : "; " + obituary.error();
      List<String> lines = obituary.lastLines();
      return exit
          + error
          + (lines.isEmpty() ? "; it logged nothing" : "; it logged last:\n        ")
          + String.join("\n        ", lines);
    } catch (CallFailed unreadable) {
      return "; its logs could not be read: " + unreadable.problem().brief();
    }
  }
}
