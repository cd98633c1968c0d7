package ballast.journal;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.PastRollout;
import ballast.event.Receipt;
import ballast.journal.JournalLine.Author;
import ballast.model.LockHolder.LocalProcess;
import ballast.model.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The rollouts whose journals are kept in a folder.
///
/// @param rollouts newest first
/// @param passedOver journals that tell of no rollout, and why
public record KeptRollouts(List<PastRollout> rollouts, List<Problem> passedOver) {
  /// How many journals of one service are kept.
  public static final int MOST_KEPT = 200;

  /// How many journals, of whatever service, are looked into.
  private static final int MOST_READ = 2000;

  /// An event's name stands near the beginning of its line.
  private static final int NAME_WITHIN = 160;

  private static final Comparator<PastRollout> NEWEST_FIRST =
      Comparator.comparing(PastRollout::started).thenComparing(PastRollout::id).reversed();

  public KeptRollouts {
    rollouts = List.copyOf(rollouts);
    passedOver = List.copyOf(passedOver);
  }

  /// Those of one service.
  ///
  /// @param lives whether a process that keeps a journal is known to be there
  /// @throws IOException when the folder cannot be listed; a missing one holds nothing
  public static KeptRollouts of(Path folder, String service, Predicate<LocalProcess> lives)
      throws IOException {
    var rollouts = new ArrayList<PastRollout>();
    var passedOver = new ArrayList<Problem>();
    for (Path file : JournalFile.newest(folder, MOST_READ)) {
      try {
        Optional<PastRollout> found = summary(file, lives);
        found.filter(one -> one.service().equals(service)).ifPresent(rollouts::add);
        if (found.isEmpty()) {
          passedOver.add(passed(file, "no line of it tells of a rollout's start"));
        }
      } catch (CharacterCodingException garbage) {
        passedOver.add(passed(file, "it is not text"));
      } catch (IOException unreadable) {
        passedOver.add(passed(file, String.valueOf(unreadable.getMessage())));
      }
    }
    rollouts.sort(NEWEST_FIRST);
    return new KeptRollouts(rollouts, passedOver);
  }

  private static Problem passed(Path file, String why) {
    return new Problem(
        "the journal %s is passed over".formatted(file.getFileName()),
        why,
        "remove %s once nobody needs it".formatted(file));
  }

  /// The one that is meant.
  ///
  /// @param wanted an id, the beginning of one, the beginning of what follows the service's name in
  ///   one, or `last`
  public Found find(String wanted) {
    if (wanted.equals("last")) {
      return rollouts.isEmpty() ? new Found.None() : new Found.One(rollouts.getFirst());
    }
    List<PastRollout> exact = rollouts.stream().filter(one -> one.id().equals(wanted)).toList();
    List<PastRollout> meant =
        exact.isEmpty() ? rollouts.stream().filter(one -> begins(one, wanted)).toList() : exact;
    return switch (meant.size()) {
      case 0 -> new Found.None();
      case 1 -> new Found.One(meant.getFirst());
      default -> new Found.Several(meant);
    };
  }

  private static boolean begins(PastRollout one, String wanted) {
    return one.id().startsWith(wanted) || one.id().startsWith(one.service() + "-" + wanted);
  }

  /// What a search came to.
  public sealed interface Found {
    record One(PastRollout rollout) implements Found {}

    /// @param rollouts newest first
    record Several(List<PastRollout> rollouts) implements Found {}

    record None() implements Found {}
  }

  /// Removes all but the newest of each service. What cannot be removed stays; nothing ever fails
  /// because of it.
  static void clean(Path folder) {
    try {
      Map<String, Integer> kept = new HashMap<>();
      for (Path file : JournalFile.newest(folder, Integer.MAX_VALUE)) {
        if (kept.merge(JournalFile.service(file), 1, Integer::sum) > MOST_KEPT) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | SecurityException untidy) {
      return;
    }
  }

  /// Reads the few lines that matter; a journal of a large rollout is long.
  static Optional<PastRollout> summary(Path file, Predicate<LocalProcess> lives)
      throws IOException {
    JournalFile.refuseTooLarge(file, Files.size(file));
    Optional<Author> author = Optional.empty();
    Optional<Entry> start = Optional.empty();
    Optional<Receipt> receipt = Optional.empty();
    Instant lastWord = Instant.EPOCH;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line = lines.readLine();
      while (line != null) {
        String next = lines.readLine();
        if (next == null || matters(line)) {
          switch (JournalLine.of(line)) {
            case JournalLine.Told(var entry) -> {
              start =
                  start.or(() ->
                      Optional.of(entry)
                          .filter(one -> one.event() instanceof Event.RolloutStarted));
              receipt = receipt.or(() -> receipt(entry));
              lastWord = entry.at();
            }
            case JournalLine.Opened(var by) -> author = Optional.of(by);
            case JournalLine.Unknown(), JournalLine.Unreadable() -> {}
          }
        }
        line = next;
      }
    }
    Optional<Author> by = author;
    Optional<Receipt> told = receipt;
    Instant last = lastWord;
    return start.flatMap(entry -> of(file, entry, by, told, last, lives));
  }

  private static boolean matters(String line) {
    String beginning = line.substring(0, Math.min(line.length(), NAME_WITHIN));
    return beginning.contains("\"rollout_started\"")
        || beginning.contains("\"rollout_ended\"")
        || beginning.contains(Author.EVENT);
  }

  private static Optional<Receipt> receipt(Entry entry) {
    return entry.event() instanceof Event.RolloutEnded(var receipt)
        ? Optional.of(receipt)
        : Optional.empty();
  }

  private static Optional<PastRollout> of(
      Path file,
      Entry start,
      Optional<Author> author,
      Optional<Receipt> receipt,
      Instant last,
      Predicate<LocalProcess> lives) {
    if (!(start.event() instanceof Event.RolloutStarted(_, var service, var version, _, _))) {
      return Optional.empty();
    }
    PastRollout.End end =
        receipt
            .<PastRollout.End>map(PastRollout.End.Told::new)
            .orElseGet(() ->
                author.flatMap(Author::process).filter(lives).isPresent()
                    ? new PastRollout.End.StillRuns()
                    : new PastRollout.End.WithoutAWord());
    return Optional.of(
        new PastRollout(
            JournalFile.id(file),
            service,
            version,
            author.map(Author::who).filter(who -> !who.isBlank()),
            start.at(),
            last.isBefore(start.at()) ? start.at() : last,
            end));
  }
}
