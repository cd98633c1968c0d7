package ballast.model;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tells a host's spare slots from those that are missing a container.
///
/// A host has as many places for a container as its HAProxy has servers for them, and the service
/// says how many of them shall be filled. Which ones that are changes with every rollout that
/// starts in a spare one: so what tells a spare is not its number but that nothing is in it and
/// that enough others are filled.
///
/// Where too few are, those that are open are to be filled first. A place that someone took out and
/// emptied looks like a spare then, so all that look so are counted, and left alone. One that was
/// never opened is nobody's: it is to be filled for what is lacking beyond all of these, and never
/// stands in for one that may be a person's.
public final class Spares {
  private Spares() {}

  /// The same places, each with what it is for.
  ///
  /// @param places every place of one host
  /// @param slots how many of them the service fills
  public static List<SlotView> tell(List<SlotView> places, int slots) {
    List<SlotView> vacant = places.stream().filter(SlotView::vacant).toList();
    int missing = Math.max(0, slots - (places.size() - vacant.size()));
    Set<Slot> spares = spares(vacant, missing);
    return places.stream()
        .map(view ->
            view.as(spares.contains(view.slot()) ? SlotView.Use.SPARE : SlotView.Use.COUNTED))
        .toList();
  }

  private static Set<Slot> spares(List<SlotView> vacant, int missing) {
    List<SlotView> unopened = sorted(vacant, SlotView::unopened);
    List<SlotView> takenOut = sorted(vacant, SlotView::takenOut);
    List<SlotView> open = sorted(vacant, view -> !view.unopened() && !view.takenOut());
    int lacking = missing - open.size();
    Stream<SlotView> spares =
        lacking <= 0
            ? Stream.of(open.stream().skip(missing), takenOut.stream(), unopened.stream())
                .flatMap(some -> some)
            : unopened.stream().skip(Math.max(0, lacking - takenOut.size()));
    return spares.map(SlotView::slot).collect(Collectors.toSet());
  }

  private static List<SlotView> sorted(List<SlotView> views, Predicate<SlotView> which) {
    return views.stream().filter(which).sorted(Comparator.comparing(SlotView::slot)).toList();
  }
}
