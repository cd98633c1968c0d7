package ballast.rollout;

import ballast.event.Event;
import ballast.model.Counters;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.Step;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Waits until no request is in flight any more, by evidence; past the deadline the policy decides.
final class Draining {
  /// How long requests that slipped in between drain and maintenance may take to end.
  private static final Duration STRAGGLERS_END = Duration.ofSeconds(30);

  private final Gear gear;
  private final Slot slot;
  private final String server;
  private final Balancer balancer;
  private final Time time;

  /// Requests that the policy gave up, and what the server had counted then.
  private record Cut(long requests, Counters counters) {}

  private Optional<Cut> cut = Optional.empty();

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
    if (cut.isPresent()) {
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

  /// Tells those given up that broke off with their container from those that ended in order: only
  /// the former are among HAProxy's errors.
  ///
  /// @param ended what the server has counted, now that the container has ended
  void noteBrokenOff(Counters ended) {
    cut.ifPresent(given -> {
      Counters since = ended.since(given.counters());
      long errors = since.responseErrors() + since.serverAborts();
      gear.ledger().brokeOff(slot, Math.min(given.requests(), errors));
    });
    cut = Optional.empty();
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
        cut = Optional.of(new Cut(requests, balancer.read().server(server).counters()));
        gear.ledger().cut(slot, requests);
        gear.story().tell(new Event.RequestsCut(slot, requests, why));
        yield "deadline passed, " + why;
      }
    };
  }
}
