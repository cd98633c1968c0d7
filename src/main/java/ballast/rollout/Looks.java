package ballast.rollout;

import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.port.Crew;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The looks at the fleet that one loop takes, in which a slow host delays only itself. While lanes
/// run, one that has not answered for [#PATIENCE] is unreachable until it has, and from then on
/// nobody waits for it, until an answer comes in time again. Where nobody is held up, all are
/// waited for.
///
/// ```
///             asked                  answers
///  known ----------------> waited for ------> known
///                            |                  ^
///                            | PATIENCE is over | answers in time, or is waited for to the end
///                            v                  |
///                          late ----------------'   unreachable; its look goes on by itself
/// ```
final class Looks {
  /// A look takes tens of milliseconds, and a second or two on a busy host; the calls of one that
  /// hangs have deadlines that add up to most of a minute.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /// A look that has been asked for.
  ///
  /// @param number its answer counts only where no later one was asked for
  private record Asked(int number, Instant at) {}

  private record Answer(Host host, Asked asked, HostView view, Instant came) {
    boolean inTime() {
      return came.isBefore(asked.at().plus(PATIENCE)) && view instanceof HostView.Seen;
    }
  }

  private final Lookout lookout;
  private final Time time;
  private final Crew.Bench<Answer> bench;
  private final Map<Host, HostView> known = new LinkedHashMap<>();
  private final Map<Host, Asked> underWay = new HashMap<>();
  private final Set<Host> late = new HashSet<>();
  private int begun;

  /// @param first what is known of every host
  Looks(Lookout lookout, Crew crew, Time time, Observed first) {
    this.lookout = lookout;
    this.time = time;
    this.bench = crew.bench();
    first.hosts().forEach(view -> known.put(view.host(), view));
  }

  /// Every host as it is now, but for those that are late.
  Observed soon() throws InterruptedException {
    take(bench.ended(Duration.ZERO));
    look(known.keySet(), host -> !late.contains(host));
    return known();
  }

  /// Every host as it is now, however long it takes: the deadlines of its calls bound that.
  Observed all() throws InterruptedException {
    take(bench.ended(Duration.ZERO));
    begin(known.keySet());
    while (!underWay.isEmpty()) {
      take(bench.ended());
    }
    return known();
  }

  /// What is known with these hosts seen anew: what of them is under way began before they changed.
  Observed anew(Set<Host> changed) throws InterruptedException {
    underWay.keySet().removeAll(changed);
    look(changed, _ -> true);
    return known();
  }

  /// Whether some host is known by less than a look that it has answered.
  boolean isBehind() {
    return !underWay.isEmpty();
  }

  private Observed known() {
    return new Observed(List.copyOf(known.values()));
  }

  private void look(Collection<Host> hosts, Predicate<Host> awaited) throws InterruptedException {
    begin(hosts);
    Instant until = time.now().plus(PATIENCE);
    while (hosts.stream().filter(awaited).anyMatch(underWay::containsKey)
        && time.now().isBefore(until)) {
      take(bench.ended(Duration.between(time.now(), until)));
    }
    hosts.stream().filter(underWay::containsKey).forEach(this::leaveBehind);
  }

  private void begin(Collection<Host> hosts) {
    hosts.stream().filter(host -> !underWay.containsKey(host)).forEach(this::begin);
  }

  private void begin(Host host) {
    var asked = new Asked(++begun, time.now());
    underWay.put(host, asked);
    bench.start(() -> new Answer(host, asked, lookout.host(host), time.now()));
  }

  private void take(List<Answer> answers) {
    for (Answer answer : answers) {
      if (underWay.remove(answer.host(), answer.asked())) {
        known.put(answer.host(), answer.view());
        if (answer.inTime()) {
          late.remove(answer.host());
        } else {
          late.add(answer.host());
        }
      }
    }
  }

  /// What it was last seen as holds no longer; why it could not be read the last time may.
  private void leaveBehind(Host host) {
    late.add(host);
    if (known.get(host) instanceof HostView.Seen) {
      known.put(host, new HostView.Unreachable(host, silent(host)));
    }
  }

  private Problem silent(Host host) {
    Asked asked = underWay.getOrDefault(host, new Asked(0, time.now()));
    Duration since = Duration.between(asked.at(), time.now());
    return new Problem(
        host + " cannot be read",
        since.compareTo(PATIENCE) < 0
            ? "its last answer took more than %d s".formatted(PATIENCE.toSeconds())
            : "it has not answered for %d s".formatted(since.toSeconds()),
        "look at its load, its Docker Engine and the way to it; the rollout goes on with it as soon as it answers");
  }
}
