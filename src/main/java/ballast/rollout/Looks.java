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

/// The looks at the fleet that one loop takes, in which a slow host delays only itself. One that
/// has not answered for [#PATIENCE] is unreachable until it has; from then on nobody waits for it,
/// until an answer comes in time again.
///
/// ```
///             asked                  answers
///  known ----------------> waited for ------> known
///                            |                  ^
///                            | PATIENCE is over | answers in time
///                            v                  |
///                          late ----------------'   unreachable; its look goes on by itself
/// ```
final class Looks {
  /// A look takes tens of milliseconds, and a second on a busy host; the calls of one that hangs
  /// have deadlines that add up to most of a minute.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /// How old what a late host has answered may be.
  private static final Duration FRESH = Loop.STALE;

  /// @param number which look it was: the answer counts only where no later one has been asked for
  private record Answer(Host host, int number, HostView view, Instant asked, Instant came) {
    boolean inTime() {
      return came.isBefore(asked.plus(PATIENCE)) && view instanceof HostView.Seen;
    }
  }

  private final Lookout lookout;
  private final Time time;
  private final Crew.Bench<Answer> bench;
  private final Map<Host, HostView> known = new LinkedHashMap<>();
  private final Map<Host, Instant> came = new HashMap<>();
  private final Map<Host, Integer> underWay = new HashMap<>();
  private final Set<Host> late = new HashSet<>();
  private int begun;

  /// @param first what is known of every host
  Looks(Lookout lookout, Crew crew, Time time, Observed first) {
    this.lookout = lookout;
    this.time = time;
    this.bench = crew.bench();
    first.hosts().forEach(view -> known.put(view.host(), view));
  }

  /// Every host, as it is now.
  Observed all() throws InterruptedException {
    take(bench.ended(Duration.ZERO));
    look(known.keySet().stream().filter(host -> !freshlyCome(host)).toList());
    return known();
  }

  /// The same with these hosts seen anew: what of them is under way began before they changed.
  Observed anew(Set<Host> changed) throws InterruptedException {
    underWay.keySet().removeAll(changed);
    look(changed);
    return known();
  }

  /// What has been seen, without another look.
  Observed known() {
    return new Observed(List.copyOf(known.values()));
  }

  /// A host that always needs longer than the others are made to wait is read all the same.
  private boolean freshlyCome(Host host) {
    return late.contains(host)
        && !underWay.containsKey(host)
        && known.get(host) instanceof HostView.Seen
        && time.now().isBefore(came.getOrDefault(host, Instant.MIN).plus(FRESH));
  }

  private void look(Collection<Host> hosts) throws InterruptedException {
    hosts.stream().filter(host -> !underWay.containsKey(host)).forEach(this::begin);
    Instant until = time.now().plus(PATIENCE);
    while (isAwaited(hosts) && time.now().isBefore(until)) {
      take(bench.ended(Duration.between(time.now(), until)));
    }
    hosts.stream().filter(underWay::containsKey).forEach(this::leaveBehind);
  }

  private boolean isAwaited(Collection<Host> hosts) {
    return hosts.stream().anyMatch(host -> underWay.containsKey(host) && !late.contains(host));
  }

  private void begin(Host host) {
    int number = ++begun;
    Instant asked = time.now();
    underWay.put(host, number);
    bench.start(() -> {
      HostView view = lookout.host(host);
      return new Answer(host, number, view, asked, time.now());
    });
  }

  private void take(List<Answer> answers) {
    for (Answer answer : answers) {
      if (underWay.remove(answer.host(), answer.number())) {
        known.put(answer.host(), answer.view());
        came.put(answer.host(), answer.came());
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

  private static Problem silent(Host host) {
    return new Problem(
        host + " cannot be read",
        "it has not answered for %d s".formatted(PATIENCE.toSeconds()),
        "look at its load, its Docker Engine and the way to it; the rollout goes on with it as soon as it answers");
  }
}
