package ballast.journal;

import ballast.event.PastRollout;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.event.Receipt.SlotLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How long a slot of a service is out, as a rollout on this machine last found: only for an
/// estimate, never for a decision.
public final class TypicalSlot {
  /// How many journals are looked into for one of the service.
  private static final int MOST_JOURNALS = 50;

  private TypicalSlot() {}

  /// The median over the slots of the last rollout that succeeded; nothing when none is known or
  /// the folder cannot be read.
  public static Optional<Duration> of(Path folder, String service) {
    try {
      for (Path file : JournalFile.newest(folder, MOST_JOURNALS)) {
        Optional<Duration> median =
            receipt(file)
                .filter(receipt -> receipt.service().equals(service))
                .filter(receipt -> receipt.outcome() == Outcome.DONE)
                .flatMap(TypicalSlot::median);
        if (median.isPresent()) {
          return median;
        }
      }
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /// A journal that cannot be read is passed over: another one may do.
  private static Optional<Receipt> receipt(Path file) {
    try {
      return KeptRollouts.summary(file, _ -> false).flatMap(PastRollout::receipt);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> median(Receipt receipt) {
    List<Duration> outs =
        receipt.slots().stream().map(SlotLine::out).filter(Duration::isPositive).sorted().toList();
    return outs.isEmpty() ? Optional.empty() : Optional.of(outs.get((outs.size() - 1) / 2));
  }
}
