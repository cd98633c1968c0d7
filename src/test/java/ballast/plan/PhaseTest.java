package ballast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Admission;
import ballast.model.Counters;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Start;
import ballast.sim.Words;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Whatever a slot looks like, and wherever a run over it dies, the next run brings it to serve.
class PhaseTest {
  /// A slot that needs more lanes than this does not settle.
  private static final int MOST_LANES = 2;

  @Test
  void everyPhaseIsTheOneOfSomeSlotAndIsToldInItsOwnWords() {
    var seen = new HashSet<Class<?>>();
    EverySlot.forEach(view -> {
      Phase phase = Phase.of(view);
      assertThat(phase.words()).isNotBlank();
      seen.add(phase.getClass());
      if (view.vacant()) {
        var spare = new SlotView(view.slot(), view.berths(), view.server(), SlotView.Use.SPARE);
        seen.add(Phase.of(spare).getClass());
      }
    });
    assertThat(seen).containsExactlyInAnyOrder(Phase.class.getPermittedSubclasses());
  }

  @Test
  void aSlotIsForeignOnlyWhereNoContainerBearsTheMark() {
    EverySlot.forEach(view -> {
      Phase phase = Phase.of(view);
      assertThat(phase instanceof Phase.Foreign)
          .isEqualTo(view.takenOut() && !view.inHand() && !view.serving());
      assertThat(
              phase instanceof Phase.Serving
                  || phase instanceof Phase.Unfinished
                  || (phase instanceof Phase.Stopping && view.serving()))
          .isEqualTo(view.serving());
    });
  }

  @Test
  void deployingBringsEverySlotToServeButThoseOutByAnothersHand() {
    EverySlot.forEach(view -> {
      SlotView last = run(view, _ -> Optional.of(deploy(EverySlot.V3)));
      assertThat(settled(last, EverySlot.V3) || view.foreignHand())
          .as(() -> told(view, last))
          .isTrue();
      if (view.foreignHand()) {
        assertThat(last).isEqualTo(view);
      }
    });
  }

  @Test
  void goingBackToAKeptReleaseNeitherPullsNorCreatesNorSoaks() {
    EverySlot.forEach(view -> {
      if (Kept.in(view, EverySlot.V1).isPresent() && !view.foreignHand()) {
        Desired back = back(Map.of(view.slot(), EverySlot.V1), Set.of());
        Planner.plan(back, fleet(view), Standing.NONE)
            .lanes()
            .forEach(lane ->
                assertThat(lane.steps())
                    .noneMatch(Step.Prepare.class::isInstance)
                    .noneMatch(Step.Soak.class::isInstance));
        SlotView last = run(view, _ -> Optional.of(back));
        assertThat(settled(last, EverySlot.V1)).as(() -> told(view, last)).isTrue();
      }
    });
  }

  @Test
  void repairingBringsEverySlotToServeThatHasAContainerToServeFrom() {
    EverySlot.forEach(view -> {
      SlotView last = run(view, PhaseTest::repair);
      boolean helpless = helpless(view);
      assertThat(Phase.of(last) instanceof Phase.Serving || helpless || emptyAndOpen(last))
          .as(() -> told(view, last))
          .isTrue();
      assertThat(last.equals(view)).isEqualTo(helpless || Phase.of(view) instanceof Phase.Serving);
    });
  }

  @Test
  void aSlotIsHelplessOnlyWhereNothingOfItHasEverRun() {
    EverySlot.forEach(view -> {
      if (helpless(view)) {
        assertThat(view.berths())
            .noneMatch(berth ->
                EnumSet.of(ballast.model.Berth.Place.HOLDER, ballast.model.Berth.Place.KEPT)
                    .contains(berth.place()));
      }
    });
  }

  /// Killed after any change of a deploy, a going back or a repair, by whichever of these comes
  /// next.
  @Test
  void aRunThatDiesAtAnyChangeLeavesASlotThatTheNextOneBringsToServe() {
    var seen = new HashSet<SlotView>();
    EverySlot.forEach(view -> {
      for (Desired desired : wishes(view)) {
        for (Lane lane : Planner.plan(desired, fleet(view), Standing.NONE).lanes()) {
          for (SlotView dead : Walk.of(view, lane)) {
            assertThat(dead.foreignHand() && !view.foreignHand())
                .as(() -> "nothing stays drained for ever\n" + told(view, dead))
                .isFalse();
            if (!seen.add(dead)) {
              continue;
            }
            if (!dead.foreignHand()) {
              SlotView deployed = run(dead, _ -> Optional.of(deploy(EverySlot.V3)));
              assertThat(settled(deployed, EverySlot.V3)).as(() -> told(dead, deployed)).isTrue();
            }
            SlotView repaired = run(dead, PhaseTest::repair);
            assertThat(Phase.of(repaired) instanceof Phase.Serving || helpless(dead))
                .as(() -> told(dead, repaired))
                .isTrue();
          }
        }
      }
    });
    assertThat(seen).hasSizeGreaterThan(10_000);
  }

  private static List<Desired> wishes(SlotView view) {
    Map<Slot, ReleaseId> mended = Mending.of(fleet(view)).releases();
    return List.of(
        deploy(EverySlot.V3),
        back(mended, mended.keySet()),
        back(
            Kept.in(view, EverySlot.V1).isPresent() ? Map.of(view.slot(), EverySlot.V1) : Map.of(),
            Set.of()));
  }

  /// As a deploy finds a slot that it is to fill.
  private static boolean emptyAndOpen(SlotView view) {
    return Phase.of(view) instanceof Phase.Empty(var start)
        && start == Start.OPEN
        && view.server().admission() == Admission.READY;
  }

  private static boolean helpless(SlotView view) {
    return !Mending.of(fleet(view)).helpless().isEmpty();
  }

  private static Optional<Desired> repair(SlotView view) {
    Mending mending = Mending.of(fleet(view));
    return Optional.of(back(mending.releases(), mending.takenBack()));
  }

  private static SlotView run(SlotView from, Function<SlotView, Optional<Desired>> wish) {
    SlotView view = from;
    Optional<Desired> desired = wish.apply(from);
    for (int lanes = 0; lanes < MOST_LANES && desired.isPresent(); lanes++) {
      Plan plan = Planner.plan(desired.get(), fleet(view), Standing.NONE);
      if (plan.lanes().isEmpty()) {
        return view;
      }
      List<SlotView> walk = Walk.of(view, plan.lanes().getFirst());
      view = walk.isEmpty() ? view : walk.getLast();
    }
    return view;
  }

  private static boolean settled(SlotView view, ReleaseId release) {
    return Phase.of(view) instanceof Phase.Serving(var berth) && berth.release().equals(release);
  }

  private static Desired deploy(ReleaseId release) {
    return new Desired(
        Words.service(1),
        new Desired.Target.Everywhere(release, release.value()),
        Policy.defaults());
  }

  private static Desired back(Map<Slot, ReleaseId> releases, Set<Slot> takenBack) {
    return new Desired(
        Words.service(1),
        new Desired.Target.Back(releases),
        Policy.defaults(),
        new Scope.All(),
        takenBack);
  }

  private static Observed fleet(SlotView view) {
    return new Observed(
        List.of(
            new HostView.Seen(
                view.slot().host(), List.of(view), new HostView.Worker(1, 1, ""), Counters.NONE)));
  }

  private static String told(SlotView from, SlotView last) {
    return "from %s%n     %s%n  to %s%n     %s"
        .formatted(Phase.of(from), from, Phase.of(last), last);
  }
}
