package ballast.rollout;

import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.Plan;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// What keeps a rollout from its end, in words.
final class Setbacks {
  private Setbacks() {}

  static Problem restless(Slot slot, int most) {
    return new Problem(
        "%s does not stay as it is left".formatted(slot),
        "it was brought to serve more than %d times in this rollout".formatted(most),
        "look at its logs, and at who else works on this host");
  }

  /// @param what it did, after "a bug in Ballast"
  static Problem bug(String what, RuntimeException bug) {
    String where =
        Arrays.stream(bug.getStackTrace()).findFirst().map(frame -> " at " + frame).orElse("");
    return new Problem(
        "a bug in Ballast " + what,
        bug + where,
        "report it with the journal of this rollout; what was replaced goes back by itself, and the next run brings back hosts that are out at the edge");
  }

  /// @param why it was put off the last time
  static Problem postponedTooOften(Slot slot, Duration tried, String why) {
    return new Problem(
        "%s could not be taken out".formatted(slot),
        "it was put off for %d s, the last time because %s".formatted(tried.toSeconds(), why),
        "ballast status shows what is out; bring that back, then deploy again");
  }

  /// What is left though nothing can be begun, if anything is.
  static Optional<Problem> leftover(Observed inScope, Plan plan) {
    return inScope
        .unreachable()
        .findFirst()
        .map(host ->
            new Problem(
                host.host() + " can no longer be read",
                host.problem().brief(),
                host.problem().next()))
        .or(() -> plan.waiting().stream().findFirst().map(first -> stuck(plan, first)))
        .or(() -> held(plan));
  }

  /// What a host that has nothing to be done on, and does not get its requests, lacks.
  static Optional<Problem> held(Plan plan) {
    return plan.held().stream().findFirst().map(Setbacks::heldOut);
  }

  private static Problem heldOut(Plan.Held held) {
    return new Problem(
        "%s does not get requests".formatted(held.host()),
        held.why(),
        "ballast status shows what is out; mend that, and ballast repair lets it in again");
  }

  private static Problem stuck(Plan plan, Plan.Waiting first) {
    int count = plan.waiting().size();
    return new Problem(
        "%d slot%s could not be taken out, %s the first"
            .formatted(count, count == 1 ? "" : "s", first.lane().slot()),
        first.why(),
        "ballast status shows what is out; bring it back, then deploy again");
  }
}
