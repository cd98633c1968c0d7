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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What a rollout notes while it runs, to make its receipt from. Safe to write to from every lane.
///
/// Who answered a request is told by time: what a server counted up to its drain belongs to the
/// version that held the slot, what it counted later to the one that holds it at the end.
final class Ledger {
  private final Observed first;
  private final Map<Slot, Counters> cutovers = new ConcurrentHashMap<>();
  private final Map<Slot, Long> cuts = new ConcurrentHashMap<>();
  private final Map<Slot, List<Receipt.StepLine>> steps = new ConcurrentHashMap<>();
  private final Map<Slot, Instant> outSince = new ConcurrentHashMap<>();
  private final Map<Slot, Duration> out = new ConcurrentHashMap<>();
  private final Map<Instant, Slot> moves = new ConcurrentHashMap<>();

  Ledger(Observed first) {
    this.first = first;
  }

  void step(Slot slot, Step step, Instant started, Duration took) {
    steps
        .computeIfAbsent(slot, _ -> java.util.Collections.synchronizedList(new ArrayList<>()))
        .add(new Receipt.StepLine(name(step), took));
    switch (step) {
      case Step.Drain _, Step.TakeOut _, Step.Start _, Step.Prove _ -> {
        outSince.putIfAbsent(slot, started);
        moves.put(started, slot);
      }
      case Step.Prepare _, Step.Admit _, Step.Soak _ -> {}
    }
  }

  private static String name(Step step) {
    return switch (step) {
      case Step.Prepare _ -> "prepare";
      case Step.Drain _ -> "drain";
      case Step.TakeOut _ -> "stop";
      case Step.Start _ -> "start";
      case Step.Prove _ -> "prove";
      case Step.Admit _ -> "ready";
      case Step.Soak _ -> "soak";
    };
  }

  void cutover(Slot slot, Counters counters) {
    cutovers.putIfAbsent(slot, counters);
  }

  void cut(Slot slot, long requests) {
    cuts.merge(slot, requests, Long::sum);
  }

  /// The slot has its traffic back.
  void serves(Slot slot, Instant at) {
    Instant since = outSince.remove(slot);
    if (since != null) {
      out.merge(slot, Duration.between(since, at), Duration::plus);
      moves.put(at, slot);
    }
  }

  /// How long the slot has been out in this rollout.
  Duration out(Slot slot) {
    return out.getOrDefault(slot, Duration.ZERO);
  }

  /// From the first slot taken out to the last one given back.
  Duration moved() {
    return moves.isEmpty()
        ? Duration.ZERO
        : Duration.between(
            moves.keySet().stream().min(Instant::compareTo).orElseThrow(),
            moves.keySet().stream().max(Instant::compareTo).orElseThrow());
  }

  long cut() {
    return cuts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Requests answered since the first look, by the version that answered.
  SortedMap<String, Counters> byVersion(Observed last) {
    var result = new TreeMap<String, Counters>();
    last.slots()
        .forEach(view -> {
          Optional<SlotView> before = first.slot(view.slot());
          if (before.isEmpty()) {
            return;
          }
          Counters from = before.get().server().counters();
          Counters turn = cutovers.getOrDefault(view.slot(), from);
          Counters now = view.server().counters();
          result.merge(version(before.get()), turn.since(from), Counters::plus);
          result.merge(version(view), now.since(turn), Counters::plus);
        });
    result.values().removeIf(counters -> counters.answered() == 0);
    return result;
  }

  /// What whole backends counted since the first look, but for hosts where nothing served then: who
  /// came there found nobody, and that is not the rollout's doing.
  Counters backends(Observed last) {
    Counters sum = Counters.NONE;
    for (HostView host : last.hosts()) {
      if (host instanceof HostView.Seen now
          && before(now) instanceof HostView.Seen then
          && then.slots().stream().anyMatch(SlotView::serving)) {
        sum = sum.plus(now.backend().since(then.backend()));
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

  List<Receipt.SlotLine> slots(Observed last) {
    return last.slots()
        .filter(view -> steps.containsKey(view.slot()))
        .map(view ->
            new Receipt.SlotLine(
                view.slot(),
                first.slot(view.slot()).map(Ledger::version).orElse("?"),
                version(view),
                out.getOrDefault(view.slot(), Duration.ZERO),
                steps.getOrDefault(view.slot(), List.of())))
        .toList();
  }

  private static String version(SlotView view) {
    return view.holder().map(Berth::version).orElse("none");
  }
}
