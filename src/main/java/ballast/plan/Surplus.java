package ballast.plan;

import ballast.model.Berth;
import ballast.model.Observed;
import ballast.model.ReleaseId;
import ballast.model.SlotView;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which containers of a slot may go. Never the one that has the slot, never one that runs, never
/// what a slot has that does not serve or is being handed over: whoever mends it needs all of it.
/// Another service's are no berths of a slot, so they are not even seen.
///
/// Of those to go back to, each slot keeps so many releases: first those that every slot has, since
/// only they are a way back for the fleet; of these first those made before what serves, since the
/// others were gone back from; of these the newest.
public record Surplus(Set<ReleaseId> everywhere, int keep) {
  public Surplus {
    everywhere = Set.copyOf(everywhere);
    if (keep < 1) {
      throw new IllegalArgumentException("the way back is kept: at least 1, not " + keep);
    }
  }

  /// @param observed the whole fleet, also what was not to be touched: what is on all of its slots
  ///   is a way back for all of it
  /// @param keep how many releases a slot keeps beside the one that it serves
  /// @param slots how many a host has
  public static Surplus of(Observed observed, int keep, int slots) {
    var kept = Kept.of(observed, slots);
    return new Surplus(
        Set.copyOf(kept.releases().stream().filter(kept::everywhere).toList()), keep);
  }

  /// The containers of that slot that may be removed, newest first.
  public List<Berth> in(SlotView view) {
    return switch (Phase.of(view)) {
      case Phase.Serving(var holder) -> in(view, Optional.of(holder));
      case Phase.Spare() -> in(view, Optional.empty());
      case Phase.Unfinished _,
          Phase.Draining _,
          Phase.TakenOut _,
          Phase.Stopping _,
          Phase.Stopped _,
          Phase.Started _,
          Phase.Fallen _,
          Phase.Down _,
          Phase.Ended _,
          Phase.Empty _,
          Phase.Foreign _ ->
          List.of();
    };
  }

  private List<Berth> in(SlotView view, Optional<Berth> holder) {
    Set<String> stay = new HashSet<>();
    Set<ReleaseId> releases = new HashSet<>();
    ways(view)
        .sorted(
            Comparator.<Berth, Boolean>comparing(berth -> !everywhere.contains(berth.release()))
                .thenComparing(berth ->
                    holder.filter(one -> !berth.created().isBefore(one.created())).isPresent())
                .thenComparing(Berth::created, Comparator.reverseOrder()))
        .filter(berth -> releases.size() < keep && releases.add(berth.release()))
        .forEach(berth -> stay.add(berth.id()));
    return view.berths().stream()
        .filter(berth -> holder.filter(one -> berth.id().equals(one.id())).isEmpty())
        .filter(berth -> !berth.state().alive())
        .filter(berth -> !stay.contains(berth.id()))
        .sorted(Comparator.comparing(Berth::created).reversed())
        .toList();
  }

  private static Stream<Berth> ways(SlotView view) {
    return view.berths().stream().filter(berth -> berth.place() == Berth.Place.KEPT);
  }

  /// Those of a host that were gone back from: kept, and made after what their slot serves, or, in
  /// an empty one, after everything that the host serves. A deploy removes them before it touches
  /// the host: once its own containers have the slots, nobody could tell them from a way back.
  ///
  /// @param slots the containers of each slot
  public static List<Berth> goneBackFrom(Collection<List<Berth>> slots) {
    Optional<Berth> newest =
        slots.stream()
            .flatMap(berths -> holder(berths).stream())
            .max(Comparator.comparing(Berth::created));
    return slots.stream()
        .filter(berths -> berths.stream().noneMatch(berth -> berth.place().inHand()))
        .flatMap(berths -> {
          boolean filled = berths.stream().anyMatch(Surplus::has);
          return (filled ? holder(berths) : newest)
              .map(holder -> after(holder, berths))
              .orElseGet(Stream::empty);
        })
        .toList();
  }

  private static boolean has(Berth berth) {
    return berth.place() == Berth.Place.HOLDER;
  }

  private static Optional<Berth> holder(List<Berth> berths) {
    return berths.stream()
        .filter(Surplus::has)
        .filter(berth -> berth.state() == Berth.State.RUNNING)
        .findFirst();
  }

  private static Stream<Berth> after(Berth holder, List<Berth> berths) {
    return berths.stream()
        .filter(berth -> berth.place() == Berth.Place.KEPT && !berth.state().alive())
        .filter(berth -> berth.created().isAfter(holder.created()));
  }
}
