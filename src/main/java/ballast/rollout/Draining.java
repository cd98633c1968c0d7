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

  /// How often what is to be cut is counted anew because something was answered meanwhile.
  private static final int MOST_COUNTS = 5;

  private final Gear gear;
  private final Slot slot;
  private final String server;
  private final Balancer balancer;
  private final Time time;

  /// Requests that are cut, and what the server had counted just before.
  private record Cut(long requests, Balancer.View before) {}

  /// What becomes of requests that are in flight still when the container is to be stopped.
  private enum Leftovers {
    WAITED_FOR,
    GIVEN_UP
  }

  private Leftovers leftovers = Leftovers.WAITED_FOR;
  private Optional<Cut> cut = Optional.empty();

  /// When it can be told what is in flight, where that was only a matter of time.
  private Instant clearsBy = Instant.MIN;

  /// What the server had counted when nothing was in flight any more.
  private Optional<Counters> emptied = Optional.empty();

  Draining(Gear gear, Slot slot, String server) {
    this.gear = gear;
    this.slot = slot;
    this.server = server;
    this.balancer = gear.fleet().balancer(slot.host());
    this.time = gear.time();
  }

  /// What a wait has come to.
  sealed interface Outcome {
    /// @param proof in words
    record Empty(String proof) implements Outcome {}

    /// The deadline has passed, and the policy gives up what is left.
    record GivenUp(String why) implements Outcome {}
  }

  /// An answer tells of the moment when it was asked for, and is judged by that: one that was long
  /// on its way is no evidence of what came meanwhile.
  Outcome await(Step.Drain drain) throws CallFailed, StepFailed, InterruptedException {
    Instant deadline = time.now().plus(drain.deadline());
    var waits = new Waits(gear.story(), slot, drain);
    while (true) {
      Instant asked = time.now();
      switch (evidence()) {
        case Balancer.Drained.Empty(var proof) -> {
          emptied = counted();
          return new Outcome.Empty(proof);
        }
        case Balancer.Drained.Busy(_, var why) -> {
          waits.say(why);
          if (asked.isAfter(deadline)) {
            return pastDeadline(drain, why);
          }
        }
        case Balancer.Drained.Unknown(var why, var clears) -> {
          waits.say(why);
          noteClearing(clears);
          if (asked.isAfter(deadline) && asked.isAfter(clearsBy)) {
            return pastDeadline(drain, why);
          }
        }
      }
      time.sleep(balancer.pollInterval());
    }
  }

  private Optional<Counters> counted() throws InterruptedException {
    try {
      return Optional.of(balancer.read().server(server).counters());
    } catch (CallFailed uncounted) {
      return Optional.empty();
    }
  }

  /// Gives up what is in flight, without a drain.
  void giveUp() {
    leftovers = Leftovers.GIVEN_UP;
  }

  /// Hangs up on what the policy gives up, where it gives up any: what its container would take
  /// with it. Some of it may have ended in order until now.
  void hangUp() throws CallFailed, InterruptedException {
    switch (leftovers) {
      case WAITED_FOR -> {}
      case GIVEN_UP -> {
        if (cut.isEmpty()) {
          count();
        }
        cutOff();
      }
    }
  }

  private void count() throws CallFailed, InterruptedException {
    Balancer.View before = balancer.read();
    Balancer.Drained evidence = evidence();
    Balancer.View counted = balancer.read();
    for (int again = 1; again < MOST_COUNTS && isMoot(before, evidence, counted); again++) {
      before = counted;
      evidence = evidence();
      counted = balancer.read();
    }
    switch (evidence) {
      case Balancer.Drained.Empty _ -> cut = Optional.of(new Cut(0, counted));
      case Balancer.Drained.Busy(var requests, var why) -> {
        cut = Optional.of(new Cut(requests, counted));
        gear.ledger().cut(slot, requests);
        gear.story().tell(new Event.RequestsCut(slot, requests, why));
      }
      case Balancer.Drained.Unknown(var why, _) -> {
        // What is not known is not told as none.
        cut = Optional.of(new Cut(0, counted));
        remark("%s: how many requests were cut is not known: %s".formatted(slot, why));
      }
    }
  }

  /// Whether another look may tell more: something was answered during this one, or it told
  /// nothing.
  private boolean isMoot(Balancer.View before, Balancer.Drained evidence, Balancer.View after)
      throws CallFailed {
    return evidence instanceof Balancer.Drained.Unknown
        || !before.server(server).counters().equals(after.server(server).counters());
  }

  private void remark(String told) {
    gear.ledger().remark(told);
    gear.story().tell(new Event.Noticed(told));
  }

  /// Where it cannot be done, they end with the container.
  private void cutOff() throws InterruptedException {
    try {
      balancer.hangUp(server);
    } catch (CallFailed failed) {
      gear.story().tell(new Event.Noticed(failed.problem().brief()));
    }
  }

  /// Waits once more, now that nothing can reach the server; but not for what the policy gives up.
  void awaitStragglers() throws StepFailed, InterruptedException {
    switch (leftovers) {
      case GIVEN_UP -> {}
      case WAITED_FOR -> awaitLast();
    }
  }

  private void awaitLast() throws StepFailed, InterruptedException {
    Instant deadline = time.now().plus(STRAGGLERS_END);
    while (true) {
      Instant asked = time.now();
      Balancer.Drained evidence = evidence();
      if (evidence instanceof Balancer.Drained.Empty) {
        return;
      }
      if (evidence instanceof Balancer.Drained.Unknown(_, var clears)) {
        noteClearing(clears);
      }
      if (asked.isAfter(deadline) && asked.isAfter(clearsBy)) {
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

  /// What is first said of it holds: an HAProxy that is reloaded again and again would put it off
  /// for ever.
  private void noteClearing(Duration clears) {
    if (clears.isPositive() && clearsBy.equals(Instant.MIN)) {
      clearsBy = time.now().plus(clears);
    }
  }

  /// Tells of requests that came all the same, after the drain: cookies and stick-tables lead their
  /// clients to a drained server too, until it is in maintenance.
  ///
  /// @param fenced what the server has counted, now that nothing can reach it
  void tellLatecomers(Counters fenced) {
    long came = emptied.map(then -> fenced.since(then).answered()).orElse(0L);
    if (came > 0) {
      gear.story()
          .tell(
              new Event.Noticed(
                  "%s: %d %s came after the drain, by cookie or stick-table, and had %s answer"
                      .formatted(
                          slot,
                          came,
                          came == 1 ? "request" : "requests",
                          came == 1 ? "its" : "their")));
    }
    emptied = Optional.empty();
  }

  /// Tells those given up that broke off with their container, which are among HAProxy's errors,
  /// from those that had their answer from it all the same: an application may finish what it has.
  ///
  /// @param ended what HAProxy tells now that the container has ended; another worker than the one
  ///   that had them knows nothing of them
  void noteEnds(Balancer.View ended) throws CallFailed {
    if (cut.isPresent() && cut.get().before().worker().equals(ended.worker())) {
      noteEnds(
          cut.get().requests(),
          ended.server(server).counters().since(cut.get().before().server(server).counters()));
    }
    cut = Optional.empty();
  }

  /// An answer is counted when it begins, and one that breaks off once more. An interim one counts
  /// too: so what broke off has had none.
  private void noteEnds(long requests, Counters since) {
    long brokeOff = Math.min(requests, since.responseErrors() + since.serverAborts());
    long answered = Math.clamp(since.answered() - since.serverAborts(), 0, requests - brokeOff);
    gear.ledger().brokeOff(slot, brokeOff);
    if (answered > 0) {
      gear.ledger().answeredYet(slot, answered);
      gear.story()
          .tell(
              new Event.Noticed(
                  "%s: %d of the %d requests that were cut had their answer all the same"
                      .formatted(slot, answered, requests)));
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

  /// @return what came of the wait, in words
  String settle(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Empty(var proof) -> proof;
      case Outcome.GivenUp(var why) -> {
        giveUp();
        yield "deadline passed, " + why;
      }
    };
  }

  private Outcome pastDeadline(Step.Drain drain, String why) throws StepFailed {
    return switch (drain.then()) {
      case ROLL_BACK ->
          throw new StepFailed(
              new Problem(
                  "%s was not drained within %d s".formatted(slot, drain.deadline().toSeconds()),
                  why,
                  "give it longer (rollout: drain: deadline) or cut what is left (rollout: drain: then: cut)"));
      case CUT -> new Outcome.GivenUp(why);
    };
  }
}
