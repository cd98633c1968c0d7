package ballast.plan;

import ballast.model.Berth;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Where going back leads, by the containers that the hosts have: no registry is asked, and nothing
/// is touched.
public sealed interface WayBack {
  /// Slots that are named when they lack a container.
  int MOST_TOLD = 12;

  /// Every slot has a container of it, or a spare of its host that takes its place.
  record To(ReleaseId release, String version, Desired.Target.Back target) implements WayBack {}

  /// There is no such way, or some slots lack the container.
  record Refused(Problem problem) implements WayBack {}

  /// To the last release that was wholly healthy: the newest one that every slot has and that was
  /// made before what the slots serve now, or are being given. So going back once more leads
  /// further back, and never to what was gone back from.
  ///
  /// A fleet that is mixed goes back to what the others still serve, and a going back that was
  /// broken off is finished. A slot that someone else has out need not have it.
  ///
  /// @param slots how many a host has
  static WayBack last(Observed inScope, int slots) {
    return unread(inScope)
        .orElseGet(() -> {
          var kept = Kept.of(inScope, slots);
          Set<ReleaseId> earlier =
              kept.releases().stream()
                  .filter(release ->
                      kept.slots().stream().allMatch(slot -> !later(kept, slot, release)))
                  .filter(release -> kept.slots().stream().anyMatch(slot -> away(slot, release)))
                  .collect(Collectors.toSet());
          return kept.newestOf(earlier.stream().filter(kept::everywhere).toList())
              .or(() -> heldOut(inScope, kept))
              .<WayBack>map(release -> to(inScope, kept, release))
              .orElseGet(() -> new Refused(noWay(kept, earlier)));
        });
  }

  /// Where every slot serves what it should go back to, and a host is still out at the edge, the
  /// way back is to let it in.
  private static Optional<ReleaseId> heldOut(Observed inScope, Kept kept) {
    return inScope.seen().noneMatch(host -> host.edge().ours())
        ? Optional.empty()
        : kept.newestOf(
            kept.releases().stream()
                .filter(kept::everywhere)
                .filter(
                    release -> kept.slots().stream().noneMatch(slot -> later(kept, slot, release)))
                .toList());
  }

  /// To any release that every slot has, named by its version or its id.
  ///
  /// @param slots how many a host has
  static WayBack named(Observed inScope, int slots, String name) {
    return unread(inScope)
        .orElseGet(() -> {
          var kept = Kept.of(inScope, slots);
          List<ReleaseId> meant =
              kept.releases().stream()
                  .filter(id -> id.value().equals(name) || kept.version(id).equals(name))
                  .sorted(Comparator.comparing(ReleaseId::value))
                  .toList();
          List<ReleaseId> everywhere = meant.stream().filter(kept::everywhere).toList();
          if (meant.isEmpty()) {
            return new Refused(unknown(kept, name));
          }
          if (everywhere.size() > 1) {
            return new Refused(ambiguous(name, everywhere));
          }
          return everywhere.isEmpty()
              ? new Refused(lacking(kept, meant.getFirst()))
              : to(inScope, kept, everywhere.getFirst());
        });
  }

  private static To to(Observed inScope, Kept kept, ReleaseId release) {
    Set<Slot> chosen =
        kept.hosts()
            .flatMap(host ->
                kept.keeping(host, release).sorted(nearest(release)).limit(kept.needed(host)))
            .map(SlotView::slot)
            .collect(Collectors.toSet());
    inScope.slots().filter(SlotView::foreignHand).map(SlotView::slot).forEach(chosen::add);
    Set<Slot> spares =
        inScope
            .slots()
            .map(SlotView::slot)
            .filter(slot -> !chosen.contains(slot))
            .collect(Collectors.toSet());
    return new To(
        release,
        kept.version(release),
        new Desired.Target.Back(
            chosen.stream().collect(Collectors.toMap(slot -> slot, _ -> release)), spares));
  }

  /// Where more places of a host keep it than are needed: first those that serve it, then those
  /// that it can be started in before anything is taken out.
  private static Comparator<SlotView> nearest(ReleaseId release) {
    return Comparator.<SlotView, Boolean>comparing(view -> !view.serves(release))
        .thenComparing(view -> !view.spare())
        .thenComparing(SlotView::slot);
  }

  /// The container that a slot is heading for: the one that takes it, or the one that has it.
  private static Optional<Berth> heading(SlotView view) {
    return view.berths().stream()
        .filter(berth -> berth.place() == Berth.Place.NEXT)
        .max(Comparator.comparing(Berth::created))
        .or(view::holder)
        .or(() -> Phase.takenFrom(view));
  }

  /// Whether the release was made after what the slot serves, or is being given: in the slot
  /// itself, or in another of its host, since a spare may have got it first.
  private static boolean later(Kept kept, SlotView view, ReleaseId release) {
    Optional<Berth> heading = heading(view);
    return heading.isPresent()
        && !heading.get().release().equals(release)
        && kept.keeping(view.slot().host(), release)
            .flatMap(place -> Kept.in(place, release).stream())
            .anyMatch(berth -> !berth.created().isBefore(heading.get().created()));
  }

  /// Whether the slot serves something else, is being given something else, or is half way back to
  /// the release.
  private static boolean away(SlotView view, ReleaseId release) {
    Optional<Berth> heading = heading(view);
    if (heading.isEmpty() || !heading.get().release().equals(release)) {
      return true;
    }
    return view.inHand()
        && view.berths().stream()
            .filter(
                berth -> berth.place() == Berth.Place.HOLDER || berth.place() == Berth.Place.LAST)
            .anyMatch(berth -> berth.created().isAfter(heading.get().created()));
  }

  private static Optional<WayBack> unread(Observed inScope) {
    List<HostView.Unreachable> dark = inScope.unreachable().toList();
    return dark.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Refused(
                new Problem(
                    "%s cannot be read, so it cannot be told what they could go back to"
                        .formatted(
                            dark.stream()
                                .map(host -> host.host().name())
                                .collect(Collectors.joining(", "))),
                    dark.getFirst().problem().brief(),
                    "mend that, or leave these hosts out: --limit")));
  }

  private static Problem noWay(Kept kept, Set<ReleaseId> earlier) {
    return earlier.stream()
        .max(
            Comparator.<ReleaseId>comparingInt(release -> -kept.without(release).size())
                .thenComparingLong(kept::score)
                .thenComparing(ReleaseId::value))
        .map(release -> lacking(kept, release))
        .orElseGet(() ->
            new Problem(
                "there is nothing to go back to",
                "no slot keeps a container that was made before the one that it has",
                "ballast deploy R makes an earlier release anew"));
  }

  private static Problem lacking(Kept kept, ReleaseId release) {
    List<Slot> slots = kept.without(release);
    String version = kept.version(release);
    return new Problem(
        "not every slot can go back to %s (release %s); nothing was touched"
            .formatted(version, release),
        "%d of %d slots keep no container of it: %s"
            .formatted(slots.size(), kept.slots().size(), names(slots)),
        "ballast deploy %s makes it anew there, if its image can still be had; or leave these hosts out: --limit"
            .formatted(version));
  }

  private static String names(List<Slot> slots) {
    String shown =
        slots.stream().limit(MOST_TOLD).map(Slot::toString).collect(Collectors.joining(", "));
    if (slots.size() <= MOST_TOLD) {
      return shown;
    }
    return "%s and %d more, on %s"
        .formatted(
            shown,
            slots.size() - MOST_TOLD,
            slots.stream()
                .map(slot -> slot.host().name())
                .distinct()
                .collect(Collectors.joining(", ")));
  }

  private static Problem unknown(Kept kept, String name) {
    String there =
        kept.releases().stream()
            .sorted(Comparator.comparing(ReleaseId::value))
            .limit(MOST_TOLD)
            .map(id ->
                "%s (release %s, on %d of %d slots)"
                    .formatted(
                        kept.version(id),
                        id,
                        kept.slots().size() - kept.without(id).size(),
                        kept.slots().size()))
            .collect(Collectors.joining(", "));
    return new Problem(
        "no slot keeps a container of '%s'; nothing was touched".formatted(name),
        there.isEmpty() ? "the slots have no container at all" : "there are " + there,
        "name one of these, or make it anew: ballast deploy " + name);
  }

  private static Problem ambiguous(String name, List<ReleaseId> releases) {
    return new Problem(
        "'%s' is the version of %d releases; nothing was touched".formatted(name, releases.size()),
        releases.stream().map(ReleaseId::value).collect(Collectors.joining(", ")),
        "name the release: ballast rollback --to " + releases.getFirst());
  }
}
