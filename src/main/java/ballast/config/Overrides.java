package ballast.config;

import ballast.model.Batches;
import ballast.model.Policy;
import ballast.model.Policy.Drain;
import ballast.model.Policy.MaxOut;
import ballast.model.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The flags of `ballast deploy` that override keys of `rollout:`, as they were typed. They take
/// what the keys take and are refused as the keys are.
public record Overrides(
    Optional<String> batch,
    Optional<String> batches,
    Optional<String> maxOut,
    Optional<String> perHost,
    Optional<String> soak,
    Optional<String> drainDeadline,
    Optional<String> drainThen,
    Optional<String> onFailure,
    Optional<String> tolerate,
    Optional<String> strategy,
    Optional<String> surge) {

  /// What came of applying them: a policy, or every mistake in the flags.
  public sealed interface Result {
    record Applied(Policy policy) implements Result {}

    record Refused(List<Diagnostic> mistakes) implements Result {
      public Refused {
        mistakes = List.copyOf(mistakes);
      }
    }
  }

  /// No flag given.
  public static Overrides none() {
    return new Overrides(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// The policy of the file with the flags in the place of its keys.
  ///
  /// @param slots how many slots each host has
  public Result applyTo(Policy policy, int slots) {
    var mistakes = new ArrayList<Diagnostic>();
    Policy.Failing failing = policy.failing();
    var overridden =
        policy
            .withMaxOut(
                value("--max-out", maxOut, Forms::share, mistakes)
                    .<MaxOut>map(MaxOut.Of::new)
                    .orElse(policy.maxOut()))
            .withPerHost(
                value("--per-host", perHost, Forms.perHost(slots), mistakes)
                    .orElse(policy.perHost()))
            .withBatches(batches(mistakes).orElse(policy.batches()))
            .withDrain(
                new Drain(
                    value("--drain-deadline", drainDeadline, Forms::duration, mistakes)
                        .orElse(policy.drain().deadline()),
                    value("--drain-then", drainThen, Forms.PAST_DEADLINE, mistakes)
                        .orElse(policy.drain().then())))
            .withSoak(value("--soak", soak, Forms::duration, mistakes).orElse(policy.soak()))
            .withFailing(
                new Policy.Failing(
                    value("--tolerate", tolerate, Forms::tolerance, mistakes)
                        .orElse(failing.tolerate()),
                    value("--on-failure", onFailure, Forms.ON_FAILURE, mistakes)
                        .orElse(failing.then()),
                    failing.stall()))
            .withStrategy(strategy(policy.strategy(), mistakes));
    return mistakes.isEmpty() ? new Result.Applied(overridden) : new Result.Refused(mistakes);
  }

  /// `--surge` says how many spares a surge takes, whether the file or `--strategy` says that it is
  /// one.
  private Strategy strategy(Strategy ofFile, List<Diagnostic> mistakes) {
    Strategy chosen =
        value("--strategy", strategy, Forms.STRATEGY, mistakes)
            .filter(one -> !one.name().equals(ofFile.name()))
            .orElse(ofFile);
    Optional<Integer> spares = value("--surge", surge, Forms.COUNT, mistakes);
    boolean surges = chosen.name().equals(Strategy.surge(1).name());
    if (spares.isPresent() && !surges) {
      mistakes.add(
          Diagnostic.ofFlag(
              "--surge",
              surge.orElseThrow(),
              "strategy %s surges no slots".formatted(chosen),
              "add --strategy surge"));
    }
    return surges ? spares.map(Strategy::surge).orElse(chosen) : chosen;
  }

  /// Either flag takes the place of either key.
  private Optional<Batches> batches(List<Diagnostic> mistakes) {
    Optional<Batches> serial = value("--batch", batch, Forms::sizes, mistakes);
    Optional<Batches> even =
        value("--batches", batches, Forms.COUNT, mistakes).map(Batches.Even::new);
    if (batch.isPresent() && batches.isPresent()) {
      mistakes.add(
          Diagnostic.ofFlag(
              "--batches",
              batches.get(),
              "--batch and --batches exclude each other",
              "give one of them"));
    }
    return even.or(() -> serial);
  }

  private static <T> Optional<T> value(
      String flag, Optional<String> typed, Form<T> form, List<Diagnostic> mistakes) {
    return typed.flatMap(text ->
        switch (form.read(text.strip())) {
          case Form.Outcome.Fits<T>(var value) -> Optional.of(value);
          case Form.Outcome.Misfit<T>(var what, var hint) -> {
            mistakes.add(Diagnostic.ofFlag(flag, text, what, hint));
            yield Optional.empty();
          }
        });
  }
}
