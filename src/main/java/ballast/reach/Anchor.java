package ballast.reach;

import ballast.docker.AnchorMark;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The host that keeps a service's lock, and what the hosts say of which one that is.
public final class Anchor {
  private final Host host;
  private final Lock lock;
  private final Map<Host, AnchorMark> marks;
  private final Map<Host, Problem> dark;

  Anchor(Host host, Lock lock, Map<Host, AnchorMark> marks, Map<Host, Problem> dark) {
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
  sealed interface Seen {
    record Unmarked() implements Seen {}

    record Marked(long number) implements Seen {}

    record Unread(Problem problem) implements Seen {}
  }

  /// Asks every host at once.
  ///
  /// @throws CallFailed when the anchor itself cannot be asked
  public Standing standing(Crew crew) throws CallFailed, InterruptedException {
    Map<Host, Seen> seen = look(crew);
    if (seen.get(host) instanceof Seen.Unread(var problem)) {
      throw new CallFailed(problem, CallFailed.Effect.NONE);
    }
    return standing(host, seen);
  }

  private Map<Host, Seen> look(Crew crew) throws InterruptedException {
    var seen = new LinkedHashMap<Host, Seen>();
    dark.forEach((host, problem) -> seen.put(host, new Seen.Unread(problem)));
    List<Host> asked = List.copyOf(marks.keySet());
    List<Callable<Seen>> looks =
        marks.values().stream().<Callable<Seen>>map(mark -> () -> look(mark)).toList();
    List<Seen> answers = crew.all(looks);
    for (int i = 0; i < asked.size(); i++) {
      seen.put(asked.get(i), answers.get(i));
    }
    return seen;
  }

  private static Seen look(AnchorMark mark) throws InterruptedException {
    try {
      var number = mark.read();
      return number.isPresent() ? new Seen.Marked(number.getAsLong()) : new Seen.Unmarked();
    } catch (CallFailed failed) {
      return new Seen.Unread(failed.problem());
    }
  }

  /// What follows from what all hosts say.
  static Standing standing(Host anchor, Map<Host, Seen> seen) {
    long own = number(seen.getOrDefault(anchor, new Seen.Unmarked()));
    long last = own;
    var elsewhere = new ArrayList<Host>();
    var unread = new ArrayList<Host>();
    for (var one : seen.entrySet()) {
      boolean another = !one.getKey().equals(anchor);
      last = Math.max(last, number(one.getValue()));
      switch (one.getValue()) {
        case Seen.Marked(long number) when another && number >= own -> elsewhere.add(one.getKey());
        case Seen.Unread _ when another -> unread.add(one.getKey());
        case Seen.Marked _, Seen.Unread _, Seen.Unmarked _ -> {}
      }
    }
    if (own > 0 && elsewhere.isEmpty()) {
      return new Standing.Settled();
    }
    return last == 0 && unread.isEmpty()
        ? new Standing.First()
        : new Standing.Moved(last, elsewhere, unread);
  }

  private static long number(Seen seen) {
    return switch (seen) {
      case Seen.Marked(long number) -> number;
      case Seen.Unmarked _, Seen.Unread _ -> 0;
    };
  }

  /// Marks it as the latest, and takes the mark from every other host that lets it be taken.
  ///
  /// @param last the number of the latest mark so far
  /// @throws CallFailed when it could not be marked
  public void mark(long last, Crew crew) throws CallFailed, InterruptedException {
    AnchorMark own = marks.get(host);
    if (own == null) {
      Problem unseen = Optional.ofNullable(dark.get(host)).orElseThrow();
      throw new CallFailed(unseen, CallFailed.Effect.NONE);
    }
    own.set(last + 1);
    List<Callable<Boolean>> others =
        marks.entrySet().stream()
            .filter(one -> !one.getKey().equals(host))
            .<Callable<Boolean>>map(one -> () -> unmarked(one.getValue()))
            .toList();
    crew.all(others);
  }

  /// A mark that stays is older than the anchor's, and so means nothing.
  private static boolean unmarked(AnchorMark mark) throws InterruptedException {
    try {
      if (mark.read().isPresent()) {
        mark.clear();
      }
      return true;
    } catch (CallFailed failed) {
      return false;
    }
  }
}
