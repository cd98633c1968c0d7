package ballast.haproxy;

import ballast.haproxy.ServerState.Operation;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Whether HAProxy's own check has passed in full since this container started.
///
/// What the check says is stale at first: after maintenance it shows the container before. A health
/// that was seen below full and is full now has been earned by fresh passes. `state drain` and
/// `health down` on one line make it 0, and that line's own answer shows it.
public sealed interface Proof {
  /// Every pass that was needed has come in.
  record Proven(String evidence) implements Proof {}

  /// Not yet, and why: what the check said last, for a person.
  record NotYet(String why) implements Proof {}

  /// This server can never be proven: waiting is useless.
  record Impossible(String why) implements Proof {}

  /// Statuses without a fraction: `UP 1/3` is still falling, `DOWN 1/2` still rising.
  Set<String> SETTLED = Set.of("DRAIN", "UP");

  /// @param lowestSeen the lowest health seen since this container started, this look included;
  ///   empty when none was seen. See [#lowest].
  static Proof of(ServerState state, ServerStat stat, OptionalLong lowestSeen) {
    Optional<Impossible> impossible = impossible(state, stat);
    if (impossible.isPresent()) {
      return impossible.get();
    }
    Check check = stat.check();
    OptionalLong full = check.fullHealth();
    if (full.isEmpty() || check.health().isEmpty()) {
      return new NotYet(state.ref() + ": HAProxy tells no check figures: " + check.words());
    }
    return judge(state, stat, full.getAsLong(), check.health().getAsLong(), lowestSeen);
  }

  /// The lower of what was seen before and what is seen now.
  static OptionalLong lowest(OptionalLong before, ServerStat stat) {
    OptionalLong now = stat.check().health();
    if (before.isEmpty() || now.isEmpty()) {
      return before.isPresent() ? before : now;
    }
    return OptionalLong.of(Math.min(before.getAsLong(), now.getAsLong()));
  }

  private static Optional<Impossible> impossible(ServerState state, ServerStat stat) {
    if (stat.tracked().isPresent()) {
      return Optional.of(
          new Impossible(
              state.ref() + " tracks " + stat.tracked().get() + " and has no health of its own"));
    }
    if (!state.checkConfigured()) {
      return Optional.of(new Impossible(state.ref() + " has no health check"));
    }
    OptionalLong fall = stat.check().fall();
    if (fall.isPresent() && fall.getAsLong() < 2) {
      return Optional.of(
          new Impossible(
              state.ref()
                  + " has 'fall 1': its health is full before the first check, so it proves nothing"));
    }
    return Optional.empty();
  }

  private static Proof judge(
      ServerState state, ServerStat stat, long full, long health, OptionalLong lowestSeen) {
    // Two commands of one line may see two moments: both views must agree.
    long least = Math.min(health, state.checkHealth());
    String figures = state.ref() + ": health " + least + " of " + full + ", " + stat.status();
    if (!state.checkRunning()) {
      return new NotYet(figures + ", the check is paused or disabled");
    }
    boolean settled =
        least == full && state.operation() == Operation.RUNNING && SETTLED.contains(stat.status());
    if (!settled) {
      return new NotYet(figures + ", last check: " + stat.check().words());
    }
    if (lowestSeen.isEmpty() || lowestSeen.getAsLong() >= full) {
      return new NotYet(figures + ", but it may be the container before that passed");
    }
    return new Proven(
        figures + ", risen from " + lowestSeen.getAsLong() + "; " + stat.check().words());
  }
}
