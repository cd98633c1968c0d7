package ballast.plan;

import ballast.model.Host;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.SlotView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether slots may be taken out for maintenance: FLOOR in the fleet, and on every host but those
/// that are wanted whole.
public sealed interface Leave {
  /// @param slots those to take out
  /// @param already those wanted that someone else has out already
  /// @param emptied hosts on which nothing will serve
  record Granted(Set<Slot> slots, Set<Slot> already, List<Host> emptied) implements Leave {
    public Granted {
      slots = Set.copyOf(slots);
      already = Set.copyOf(already);
      emptied = List.copyOf(emptied);
    }
  }

  record Refused(Problem problem) implements Leave {}

  /// @param observed a look at the whole fleet: what is out already counts
  static Leave of(Service service, Policy policy, Observed observed, Set<Slot> wanted) {
    List<SlotView> views = observed.slots().filter(view -> wanted.contains(view.slot())).toList();
    Set<Slot> already = slots(views.stream().filter(SlotView::foreignHand).toList());
    Set<Slot> leaving = new TreeSet<>(wanted);
    leaving.removeAll(already);
    leaving.removeIf(slot -> notThere(observed, slot));
    var budget =
        Budget.of(
            new Desired(service, new Desired.Target.Back(java.util.Map.of()), policy),
            observed,
            Standing.NONE);
    List<Host> emptied = whole(observed, leaving, wanted);
    return inHand(views)
        .or(() -> tooManyOfTheFleet(budget, leaving))
        .or(() -> tooManyOfAHost(service, policy, budget, leaving, emptied))
        .<Leave>map(Refused::new)
        .orElseGet(() -> new Granted(leaving, already, emptied));
  }

  /// A spare serves nothing, and a place that HAProxy has no server for even less.
  private static boolean notThere(Observed observed, Slot slot) {
    return observed.seen().anyMatch(host -> host.host().equals(slot.host()))
        && observed.slots().noneMatch(view -> view.slot().equals(slot));
  }

  private static Set<Slot> slots(List<SlotView> views) {
    return views.stream().map(SlotView::slot).collect(Collectors.toCollection(TreeSet::new));
  }

  /// The mark of a hand-over would have the next run bring it back.
  private static Optional<Problem> inHand(List<SlotView> views) {
    return views.stream()
        .filter(SlotView::inHand)
        .findFirst()
        .map(view ->
            new Problem(
                "%s is being handed over; nothing was touched".formatted(view.slot()),
                Phase.of(view).words(),
                "ballast repair brings it to rest; then the same command again"));
  }

  private static Optional<Problem> tooManyOfTheFleet(Budget budget, Set<Slot> leaving) {
    int out = budget.out() + budget.unseen();
    int more = budget.without(leaving).out() - budget.out();
    return more == 0 || out + more <= budget.maxOut()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "that would take too many slots out; nothing was touched",
                "%d of %d slots %s out already%s, %d more would make %d, and max_out allows %d (%s)"
                    .formatted(
                        out,
                        budget.slots(),
                        out == 1 ? "is" : "are",
                        budget.unseen() == 0
                            ? ""
                            : " (%d on hosts that could not be read)".formatted(budget.unseen()),
                        more,
                        out + more,
                        budget.maxOut(),
                        budget.grant()),
                "take fewer at a time, bring others back (ballast ready), or allow more: --max-out"));
  }

  private static Optional<Problem> tooManyOfAHost(
      Service service, Policy policy, Budget budget, Set<Slot> leaving, List<Host> emptied) {
    int least = Math.max(1, service.slots() - policy.perHost());
    for (Host host : hosts(leaving)) {
      int out = budget.without(leaving).outOn(host);
      if (!emptied.contains(host) && service.slots() - out < least) {
        return Optional.of(
            new Problem(
                "too few slots of %s would serve; nothing was touched".formatted(host),
                "%d of its %d slots would be out, and %d must serve (per_host %d)"
                    .formatted(out, service.slots(), least, policy.perHost()),
                "bring others back (ballast ready), allow more: --per-host, or name the whole host: ballast drain "
                    + host));
      }
    }
    return Optional.empty();
  }

  private static List<Host> hosts(Set<Slot> slots) {
    return slots.stream().map(Slot::host).distinct().toList();
  }

  /// Hosts of which every slot is wanted.
  private static List<Host> whole(Observed observed, Set<Slot> leaving, Set<Slot> wanted) {
    return hosts(leaving).stream()
        .filter(host ->
            observed
                .slots()
                .map(SlotView::slot)
                .filter(slot -> slot.host().equals(host))
                .allMatch(wanted::contains))
        .toList();
  }
}
