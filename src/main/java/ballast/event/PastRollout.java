package ballast.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is kept of a rollout, in short.
///
/// @param who started it, `anna@laptop`; empty where an earlier version kept it
/// @param lastWord when its last event came
public record PastRollout(
    String id,
    String service,
    String version,
    Optional<String> who,
    Instant started,
    Instant lastWord,
    End end) {

  /// How it ended, as far as is known.
  public sealed interface End {
    record Told(Receipt receipt) implements End {}

    /// The process that keeps its journal lives.
    record StillRuns() implements End {}

    /// Its journal breaks off: the machine or the process died.
    record WithoutAWord() implements End {}
  }

  public Optional<Receipt> receipt() {
    return switch (end) {
      case End.Told(var receipt) -> Optional.of(receipt);
      case End.StillRuns(), End.WithoutAWord() -> Optional.empty();
    };
  }

  /// Up to its last word, where nothing better is known.
  public Duration took() {
    return receipt().map(Receipt::took).orElse(Duration.between(started, lastWord));
  }
}
