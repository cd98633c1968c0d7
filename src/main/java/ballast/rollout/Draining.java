package ballast.rollout;

import ballast.event.Event;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.Step;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;

/// Waits until no request is in flight any more, by evidence; past the deadline the policy decides.
final class Draining {
  /// How long requests that slipped in between drain and maintenance may take to end.
  private static final Duration STRAGGLERS_END = Duration.ofSeconds(30);

  private final Gear gear;
  private final Slot slot;
  private final String server;
  private final Balancer balancer;
  private final Time time;
  private boolean cut;

  Draining(Gear gear, Slot slot, String server) {
    this.gear = gear;
    this.slot = slot;
    this.server = server;
    this.balancer = gear.fleet().balancer(slot.host());
    this.time = gear.time();
  }

  /// @return the proof, in words
  String await(Step.Drain drain) throws CallFailed, StepFailed, InterruptedException {
    Instant deadline = time.now().plus(drain.deadline());
    var waits = new Waits(gear.story(), slot, drain);
    while (true) {
      switch (evidence()) {
        case Balancer.Drained.Empty(var proof) -> {
          gear.ledger().cutover(slot, balancer.read().server(server).counters());
          return proof;
        }
        case Balancer.Drained.Busy(var requests, var why) -> {
          waits.say(why);
          if (time.now().isAfter(deadline)) {
            return pastDeadline(drain, requests, why);
          }
        }
        case Balancer.Drained.Unknown(var why) -> {
          waits.say(why);
          if (time.now().isAfter(deadline)) {
            return pastDeadline(drain, 0, why);
          }
        }
      }
      time.sleep(balancer.pollInterval());
    }
  }

  /// Waits once more, now that nothing can reach the server; what the policy cut is not waited for.
  void awaitStragglers() throws StepFailed, InterruptedException {
    if (cut) {
      return;
    }
    Instant deadline = time.now().plus(STRAGGLERS_END);
    while (!(evidence() instanceof Balancer.Drained.Empty)) {
      if (time.now().isAfter(deadline)) {
        throw new StepFailed(
            new Problem(
                "requests reached %s after it was drained".formatted(slot),
                "they were still in flight %d s after maintenance began"
                    .formatted(STRAGGLERS_END.toSeconds()),
                "look for sticky sessions (cookie, stick-table) in HAProxy's config of that backend"));
      }
      time.sleep(balancer.pollInterval());
    }
  }

  /// What cannot be asked is unknown, and asked again until the deadline.
  private Balancer.Drained evidence() throws InterruptedException {
    try {
      return balancer.drained(server);
    } catch (CallFailed failed) {
      return new Balancer.Drained.Unknown(failed.problem().brief());
    }
  }

  private String pastDeadline(Step.Drain drain, long requests, String why)
      throws CallFailed, StepFailed, InterruptedException {
    return switch (drain.then()) {
      case ROLL_BACK ->
          throw new StepFailed(
              new Problem(
                  "%s was not drained within %d s".formatted(slot, drain.deadline().toSeconds()),
                  why,
                  "give it longer (rollout: drain: deadline) or cut what is left (rollout: drain: then: cut)"));
      case CUT -> {
        gear.ledger().cutover(slot, balancer.read().server(server).counters());
        gear.ledger().cut(slot, requests);
        cut = true;
        gear.story().tell(new Event.RequestsCut(slot, requests, why));
        yield "deadline passed, " + why;
      }
    };
  }
}
