package ballast.rollout;

import ballast.event.Receipt;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a rollout notes while it runs, to make its receipt from. Safe to write to from every lane.
///
/// Who answered a request is told by time: what a server counted until a container had left the
/// slot belongs to that container's version, and what it counted since the last such change to the
/// one that holds the slot at the end.
final class Ledger {
  private final Observed first;
  private final Map<Slot, List<Turn>> turns = new ConcurrentHashMap<>();
  private final Map<Slot, Long> cuts = new ConcurrentHashMap<>();
  private final List<String> remarks = new CopyOnWriteArrayList<>();
  private final Map<Slot, Long> brokenOff = new ConcurrentHashMap<>();
  private final Map<Slot, List<Receipt.StepLine>> steps = new ConcurrentHashMap<>();
  private final Map<Slot, Instant> outSince = new ConcurrentHashMap<>();
  private final Map<Slot, Duration> out = new ConcurrentHashMap<>();
  private final NavigableSet<Instant> moves = new ConcurrentSkipListSet<>();

  /// A version's time in a slot, by the counters at its end.
  private record Turn(String version, Counters end) {}

  Ledger(Observed first) {
    this.first = first;
  }

  /// A step has come to its end, good or bad.
  void step(Slot slot, Step step, Duration took) {
    steps
        .computeIfAbsent(slot, _ -> new CopyOnWriteArrayList<>())
        .add(new Receipt.StepLine(name(step), took));
  }

  /// Whether no step of any slot has been tried.
  boolean untouched() {
    return steps.isEmpty();
  }

  private static String name(Step step) {
    return switch (step) {
      case Step.Prepare _ -> "prepare";
      case Step.Drain _ -> "drain";
      case Step.TakeOut _ -> "stop";
      case Step.Vacate _ -> "vacate";
      case Step.Start _ -> "start";
      case Step.Prove _ -> "prove";
      case Step.Admit _ -> "ready";
      case Step.SetAside _ -> "set aside";
      case Step.Reopen _ -> "reopen";
      case Step.Soak _ -> "soak";
    };
  }

  /// The version's container has left the slot: what the server has counted by now is its.
  void left(Slot slot, String version, Counters counters) {
    turns.computeIfAbsent(slot, _ -> new CopyOnWriteArrayList<>()).add(new Turn(version, counters));
  }

  /// Requests that the policy gave up.
  void cut(Slot slot, long requests) {
    cuts.merge(slot, requests, Long::sum);
  }

  /// So many of those had their answer before their container ended.
  void answeredYet(Slot slot, long requests) {
    cuts.computeIfPresent(slot, (_, given) -> Math.max(0, given - requests));
  }

  /// What the receipt is to say that no number of it does.
  void remark(String text) {
    remarks.add(text);
  }

  List<String> remarks() {
    return List.copyOf(remarks);
  }

  /// So many of those given up did break off; the others ended in order, as a websocket may.
  void brokeOff(Slot slot, long requests) {
    brokenOff.merge(slot, requests, Long::sum);
  }

  /// The slot has no traffic from here on; said again, it changes nothing.
  void goesOut(Slot slot, Instant at) {
    if (outSince.putIfAbsent(slot, at) == null) {
      moves.add(at);
    }
  }

  /// A slot that is not counted on is handed over: it is never out.
  void moves(Instant at) {
    moves.add(at);
  }

  /// The slot has its traffic back.
  void serves(Slot slot, Instant at) {
    Instant since = outSince.remove(slot);
    if (since != null) {
      out.merge(slot, Duration.between(since, at), Duration::plus);
      moves.add(at);
    }
  }

  /// How long the slot has been out in this rollout, up to its last return.
  Duration out(Slot slot) {
    return out.getOrDefault(slot, Duration.ZERO);
  }

  /// The same for a slot that may be out still.
  private Duration outUntil(Slot slot, Instant now) {
    return Optional.ofNullable(outSince.get(slot))
        .map(since -> Duration.between(since, now).plus(out(slot)))
        .orElse(out(slot));
  }

  /// From the first slot taken out to the last one given back.
  Duration moved() {
    return moves.isEmpty() ? Duration.ZERO : Duration.between(moves.first(), moves.last());
  }

  long cut() {
    return sum(cuts);
  }

  private static long sum(Map<Slot, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Requests answered since the first look, by the version that answered.
  SortedMap<String, Counters> byVersion(Observed last) {
    SortedMap<String, Counters> versions = servers(last);
    versions.values().removeIf(counters -> counters.answered() == 0);
    return versions;
  }

  /// Connections that HAProxy tried again or elsewhere.
  long retried(Observed last) {
    return servers(last).values().stream()
        .mapToLong(counters -> counters.retries() + counters.redispatches())
        .sum();
  }

  /// What the servers of the slots have counted since the first look.
  private SortedMap<String, Counters> servers(Observed last) {
    var versions = new TreeMap<String, Counters>();
    last.slotsAndSpares()
        .forEach(
            view -> first.slot(view.slot()).ifPresent(before -> credit(versions, before, view)));
    return versions;
  }

  private void credit(SortedMap<String, Counters> versions, SlotView before, SlotView now) {
    Counters from = before.server().counters();
    for (Turn turn : turns.getOrDefault(now.slot(), List.of())) {
      versions.merge(turn.version(), turn.end().since(from), Counters::plus);
      from = turn.end();
    }
    String last = now.spare() ? version(before) : version(now);
    versions.merge(last, now.server().counters().since(from), Counters::plus);
  }

  /// Requests that nobody answered, and answers that broke off: but for those that the policy gave
  /// up, and of these no more than did break off.
  long lost(Observed last) {
    long aborts = servers(last).values().stream().mapToLong(Counters::serverAborts).sum();
    return Math.max(0, unanswered(last) + aborts - sum(brokenOff));
  }

  /// What HAProxy answered by itself since the first look, host by host, but for hosts where
  /// nothing served then: who came there found nobody, and that is not the rollout's doing.
  private long unanswered(Observed last) {
    long sum = 0;
    for (HostView host : last.hosts()) {
      if (host instanceof HostView.Seen now
          && before(now) instanceof HostView.Seen then
          && then.slots().stream().anyMatch(SlotView::serving)) {
        sum += now.backend().since(then.backend()).serverErrors();
      }
    }
    return sum;
  }

  private HostView before(HostView.Seen now) {
    return first.hosts().stream()
        .filter(view -> view.host().equals(now.host()))
        .findFirst()
        .orElseThrow();
  }

  /// @param now when the receipt is written: a slot that is out still has been so until then
  List<Receipt.SlotLine> slots(Observed last, Instant now) {
    return last.slotsAndSpares()
        .filter(view -> steps.containsKey(view.slot()))
        .map(view ->
            new Receipt.SlotLine(
                view.slot(),
                first.slot(view.slot()).map(Ledger::version).orElse("?"),
                version(view),
                outUntil(view.slot(), now),
                steps.getOrDefault(view.slot(), List.of())))
        .toList();
  }

  private static String version(SlotView view) {
    return view.spare() ? "spare" : view.holder().map(Berth::version).orElse("none");
  }
}
