package ballast.reach;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.AnchorMark;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/// The host that keeps a service's lock, and what the hosts say of which one that is.
public final class Anchor {
  /// What a mark is ahead of the latest that was seen, where hosts could not be asked: theirs are
  /// surely not that much later.
  private static final long LEAP = 1_000;

  private final Host host;
  private final Lock lock;
  private final Map<Host, AnchorMark> marks;
  private final Map<Host, Problem> dark;

  /// @param marks of the hosts that can be asked
  /// @param dark those that cannot
  public Anchor(Host host, Lock lock, Map<Host, AnchorMark> marks, Map<Host, Problem> dark) {
    this.host = host;
    this.lock = lock;
    this.marks = new LinkedHashMap<>(marks);
    this.dark = new LinkedHashMap<>(dark);
  }

  /// Which host it is: the one that ballast.yml names, or the first of the whole inventory.
  public static Host among(List<Host> all, Optional<String> named) {
    return named.map(Host::new).orElseGet(all::getFirst);
  }

  public Host host() {
    return host;
  }

  public Lock lock() {
    return lock;
  }

  /// Whether everybody who follows the hosts' marks would use this anchor.
  public sealed interface Standing {
    /// Its mark is the latest.
    record Settled() implements Standing {}

    /// No host has a mark: nobody has ever taken the lock.
    record First() implements Standing {}

    /// It may be another host that keeps the lock.
    ///
    /// @param last the number of the latest mark, 0 for none
    /// @param elsewhere hosts whose mark is not older than the anchor's
    /// @param unread hosts that cannot be asked
    record Moved(long last, List<Host> elsewhere, List<Host> unread) implements Standing {
      public Moved {
        elsewhere = List.copyOf(elsewhere);
        unread = List.copyOf(unread);
      }
    }
  }

  /// What one host says.
  public sealed interface Seen {
    record Unmarked() implements Seen {}

    record Marked(long number) implements Seen {}

    record Unread(Problem problem) implements Seen {}
  }

  /// What all hosts say.
  public record Look(Host anchor, Map<Host, Seen> seen) {
    public Look {
      seen = Collections.unmodifiableMap(new LinkedHashMap<>(seen));
    }

    /// What follows from it.
    public Standing standing() {
      long own = number(of(anchor));
      var elsewhere = new ArrayList<Host>();
      var unread = new ArrayList<Host>();
      for (var one : seen.entrySet()) {
        boolean another = !one.getKey().equals(anchor);
        switch (one.getValue()) {
          case Seen.Marked(long number) when another && number >= own ->
              elsewhere.add(one.getKey());
          case Seen.Unread _ when another -> unread.add(one.getKey());
          case Seen.Marked _, Seen.Unread _, Seen.Unmarked _ -> {}
        }
      }
      if (own > 0 && elsewhere.isEmpty()) {
        return new Standing.Settled();
      }
      return last() == 0 && unread.isEmpty()
          ? new Standing.First()
          : new Standing.Moved(last(), elsewhere, unread);
    }

    private Seen of(Host host) {
      return seen.getOrDefault(host, new Seen.Unmarked());
    }

    /// The number of the latest mark, 0 for none.
    private long last() {
      return seen.values().stream().mapToLong(Look::number).max().orElse(0);
    }

    /// A number later than any, also than those that could not be read.
    private long next() {
      boolean all = seen.values().stream().noneMatch(Seen.Unread.class::isInstance);
      return last() + (all ? 1 : LEAP);
    }

    private static long number(Seen seen) {
      return switch (seen) {
        case Seen.Marked(long number) -> number;
        case Seen.Unmarked _, Seen.Unread _ -> 0;
      };
    }

    /// Hosts that someone else has marked since that look, and the anchor where its own mark is not
    /// that number any more.
    private List<Host> changedSince(Look before, long own) {
      return seen.entrySet().stream()
          .filter(one ->
              one.getKey().equals(anchor)
                  ? number(one.getValue()) != own
                  : one.getValue() instanceof Seen.Marked mark
                      && !mark.equals(before.of(one.getKey())))
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /// Asks every host at once.
  ///
  /// @throws CallFailed when the anchor itself cannot be asked
  public Look look(Crew crew) throws CallFailed, InterruptedException {
    var seen = new LinkedHashMap<Host, Seen>();
    dark.forEach((one, problem) -> seen.put(one, new Seen.Unread(problem)));
    List<Host> asked = List.copyOf(marks.keySet());
    List<Callable<Seen>> looks =
        marks.values().stream().<Callable<Seen>>map(mark -> () -> look(mark)).toList();
    List<Seen> answers = crew.all(looks);
    for (int i = 0; i < asked.size(); i++) {
      seen.put(asked.get(i), answers.get(i));
    }
    if (seen.get(host) instanceof Seen.Unread(var problem)) {
      throw new CallFailed(problem, CallFailed.Effect.NONE);
    }
    return new Look(host, seen);
  }

  private static Seen look(AnchorMark mark) throws InterruptedException {
    try {
      var number = mark.read();
      return number.isPresent() ? new Seen.Marked(number.getAsLong()) : new Seen.Unmarked();
    } catch (CallFailed failed) {
      return new Seen.Unread(failed.problem());
    }
  }

  /// Marks it as the latest, and takes the marks of that look away from every other host that lets
  /// them be taken. A mark that came since is someone else's, who may have begun with it: it stays,
  /// and so of two who mark at the same moment at least one sees the other.
  ///
  /// @param before the look that the person knows of
  /// @return where someone else changed the marks meanwhile, the anchor included: unless there are
  ///   none, the lock may not be taken
  /// @throws CallFailed when it could not be marked
  public List<Host> mark(Look before, Crew crew) throws CallFailed, InterruptedException {
    AnchorMark own = marks.get(host);
    if (own == null) {
      Problem unseen = Optional.ofNullable(dark.get(host)).orElseThrow();
      throw new CallFailed(unseen, CallFailed.Effect.NONE);
    }
    long number = before.next();
    own.set(number);
    List<Callable<Boolean>> others =
        marks.entrySet().stream()
            .filter(one -> !one.getKey().equals(host))
            .<Callable<Boolean>>map(one -> () -> unmarked(one.getValue(), before.of(one.getKey())))
            .toList();
    crew.all(others);
    List<Host> changed = look(crew).changedSince(before, number);
    if (!changed.isEmpty() && own.read().equals(OptionalLong.of(number))) {
      // Else it would be in the way of whoever was first.
      own.clear();
    }
    return changed;
  }

  /// A mark that stays is older than the anchor's, and so means nothing.
  private static boolean unmarked(AnchorMark mark, Seen before) throws InterruptedException {
    try {
      if (before instanceof Seen.Marked && look(mark).equals(before)) {
        mark.clear();
      }
      return true;
    } catch (CallFailed failed) {
      return false;
    }
  }
}
