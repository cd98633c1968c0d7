package ballast.plan;

import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.Observed;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The releases that slots have a container of which has run there: what has the slot, what it was
/// taken from, and what it keeps.
///
/// Which of two is newer is told slot by slot, since two hosts need not have the same time.
///
/// @param slots those that Ballast may touch: not those that someone else has out
/// @param spares empty ones, which keep what ran in them
/// @param foreign how many slots of each host someone else has out
/// @param slotsPerHost how many slots a host has
record Kept(
    List<SlotView> slots, List<SlotView> spares, Map<Host, Long> foreign, int slotsPerHost) {
  static Kept of(Observed observed, int slotsPerHost) {
    return new Kept(
        observed.slots().filter(view -> !view.foreignHand()).toList(),
        observed.slotsAndSpares().filter(SlotView::spare).toList(),
        observed
            .slots()
            .filter(SlotView::foreignHand)
            .collect(Collectors.groupingBy(view -> view.slot().host(), Collectors.counting())),
        slotsPerHost);
  }

  Stream<SlotView> places() {
    return Stream.concat(slots.stream(), spares.stream());
  }

  /// The newest container of the release that has run in the slot.
  static Optional<Berth> in(SlotView view, ReleaseId release) {
    return view.berths().stream()
        .filter(Kept::hasRun)
        .filter(berth -> berth.release().equals(release))
        .max(Comparator.comparing(Berth::created));
  }

  private static boolean hasRun(Berth berth) {
    return switch (berth.place()) {
      case HOLDER, LAST, LEAVING, KEPT -> true;
      case NEXT -> berth.state() != Berth.State.CREATED;
      case PREPARED -> false;
    };
  }

  Set<ReleaseId> releases() {
    return places()
        .flatMap(view -> view.berths().stream())
        .filter(Kept::hasRun)
        .map(Berth::release)
        .collect(Collectors.toSet());
  }

  boolean everywhere(ReleaseId release) {
    return without(release).isEmpty();
  }

  /// Slots that nothing on their host could bring back to it: a spare that keeps it does as well as
  /// the slot itself.
  List<Slot> without(ReleaseId release) {
    return hosts()
        .flatMap(host ->
            on(host, slots.stream())
                .filter(view -> in(view, release).isEmpty())
                .map(SlotView::slot)
                .limit(Math.max(0, needed(host) - keeping(host, release).count())))
        .toList();
  }

  Stream<Host> hosts() {
    return slots.stream().map(view -> view.slot().host()).distinct();
  }

  /// How many slots of a host are to have a release for the host to go back to it.
  long needed(Host host) {
    return Math.min(
        slotsPerHost - foreign.getOrDefault(host, 0L), on(host, slots.stream()).count());
  }

  /// The places of a host that have a container of the release.
  Stream<SlotView> keeping(Host host, ReleaseId release) {
    return on(host, places()).filter(view -> in(view, release).isPresent());
  }

  private static Stream<SlotView> on(Host host, Stream<SlotView> views) {
    return views.filter(view -> view.slot().host().equals(host));
  }

  /// What a person calls it.
  String version(ReleaseId release) {
    return places()
        .flatMap(view -> in(view, release).stream())
        .map(Berth::version)
        .findFirst()
        .orElseGet(release::value);
  }

  Optional<ReleaseId> newestOf(Collection<ReleaseId> releases) {
    return releases.stream()
        .max(Comparator.comparingLong(this::score).thenComparing(ReleaseId::value));
  }

  /// How many containers of other releases it is newer than, over all slots.
  long score(ReleaseId release) {
    return places()
        .mapToLong(view ->
            in(view, release)
                .map(berth ->
                    view.berths().stream()
                        .filter(Kept::hasRun)
                        .filter(other -> other.created().isBefore(berth.created()))
                        .count())
                .orElse(0L))
        .sum();
  }
}
