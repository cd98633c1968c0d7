package ballast.plan;

import ballast.model.Policy;
import ballast.model.ReleaseId;
import ballast.model.Strategy;
import java.time.Duration;

/// One thing done to one slot. A step is data: it says what, never how. Each may be done again
/// without harm.
public sealed interface Step {
  /// A container of the release stands ready, not started.
  record Prepare(ReleaseId release) implements Step {}

  /// No new requests; ends when none is in flight, or when the deadline has passed.
  record Drain(Duration deadline, Policy.PastDeadline then) implements Step {}

  /// The server is in maintenance, its container has ended and is kept.
  ///
  /// @param inFlight whether it was drained before, or what is in flight breaks off now
  record TakeOut(Duration grace, Strategy.InFlight inFlight) implements Step {
    /// Of a slot that was drained.
    public TakeOut(Duration grace) {
      this(grace, Strategy.InFlight.DRAINED);
    }
  }

  /// No container has the slot any more: it is a spare, and HAProxy would start with it closed.
  record Vacate() implements Step {}

  /// The container of the release has the slot and runs.
  record Start(ReleaseId release) implements Step {}

  /// The application has answered its health check, and HAProxy's own check has passed in full
  /// since the start.
  record Prove(Duration deadline, Duration healthyFor) implements Step {}

  /// The server has its weight and gets requests.
  record Admit(int weight) implements Step {}

  /// It keeps serving for that long.
  record Soak(Duration duration) implements Step {}

  /// The server is in maintenance and its container runs on, until a person gives it back. Where
  /// nothing is in it, it is in drain.
  record SetAside() implements Step {}

  /// The server of a place that nothing is in is out of drain: HAProxy's check has it down until a
  /// rollout fills it.
  record Reopen(int weight) implements Step {}

  /// How long it may wait by the config before it has failed; what engines need for a call is not
  /// in it.
  default Duration most() {
    return switch (this) {
      case Drain(var deadline, _) -> deadline;
      case TakeOut(var grace, _) -> grace;
      case Prove(var deadline, var healthyFor) -> deadline.plus(healthyFor);
      case Soak(var duration) -> duration;
      case Prepare _, Vacate _, Start _, Admit _, SetAside _, Reopen _ -> Duration.ZERO;
    };
  }

  /// What a person reads.
  default String describe() {
    return switch (this) {
      case Prepare(var release) -> "create a container of " + release;
      case Drain(var deadline, var then) ->
          "drain, up to %ds%s"
              .formatted(
                  deadline.toSeconds(),
                  then == Policy.PastDeadline.CUT ? ", then cut" : ", then go back");
      case TakeOut(var grace, var inFlight) ->
          "stop the old container%s, grace %ds"
              .formatted(
                  switch (inFlight) {
                    case DRAINED -> "";
                    case CUT -> " and cut its requests";
                  },
                  grace.toSeconds());
      case Vacate() -> "leave the slot empty, as a spare";
      case Start(var release) -> "start " + release;
      case Prove(var deadline, var healthyFor) ->
          "await healthy, up to %ds%s"
              .formatted(
                  deadline.toSeconds(),
                  healthyFor.isZero() ? "" : ", for " + healthyFor.toSeconds() + "s");
      case Admit(int weight) -> "ready with weight " + weight;
      case SetAside() -> "set aside";
      case Reopen _ -> "open it again, empty";
      case Soak(var duration) -> "soak for " + duration.toSeconds() + "s";
    };
  }
}
