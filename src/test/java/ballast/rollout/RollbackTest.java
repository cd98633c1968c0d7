package ballast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Story;
import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Desired;
import ballast.plan.Mending;
import ballast.plan.Scope;
import ballast.plan.Step;
import ballast.plan.WayBack;
import ballast.sim.Words;
import ballast.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Bringing a simulated fleet back with what it keeps, under traffic.
class RollbackTest {
  private final World world = World.of(3, 3, Policy.defaults());
  private final List<Entry> entries = new ArrayList<>();

  @Test
  void goingBackStartsTheKeptContainersAndAsksNoRegistry() throws Exception {
    world.deploy(World.V2);
    List<String> before = ids();
    world.fleet.hosts().forEach(world.fleet::cannotPull);
    Receipt receipt = bring(rollback(), Set.of());
    assertThat(receipt.outcome()).isEqualTo(Receipt.Outcome.DONE);
    assertThat(world.serving()).isEqualTo(Collections.nCopies(9, "v1"));
    assertThat(ids()).as("no container was created or removed").isEqualTo(before);
    assertThat(receipt.lost()).isZero();
    assertThat(entries.stream().map(Entry::event))
        .noneMatch(event ->
            event instanceof Event.StepStarted(_, var step)
                && (step instanceof Step.Prepare || step instanceof Step.Soak));
    assertThat(WayBack.last(world.look(), world.service.slots()))
        .isInstanceOf(WayBack.Refused.class);
  }

  @Test
  void whatWasGoneBackFromIsNoWayBackFromTheNextRelease() throws Exception {
    world.deploy(World.V2);
    bring(rollback(), Set.of());
    world.deploy(Words.release("v3"));
    assertThat(WayBack.last(world.look(), world.service.slots()))
        .isInstanceOfSatisfying(WayBack.To.class, to -> assertThat(to.version()).isEqualTo("v1"));
  }

  @Test
  void someHostsThatAreRolledTwiceByThemselvesKeepTheFleetsWayBack() throws Exception {
    world.scope = new Scope.Only(Set.of(new Host("fe-1")));
    world.deploy(World.V2);
    world.deploy(Words.release("v3"));
    assertThat(WayBack.last(world.look(), world.service.slots()))
        .isInstanceOfSatisfying(WayBack.To.class, to -> assertThat(to.version()).isEqualTo("v1"));
  }

  @Test
  void whatSomeoneTookOutIsTakenBackProvenAndLosesNothing() throws Exception {
    world.fleet.byHand(Words.slot("fe-1/2"), Admission.MAINT, Duration.ZERO);
    world.fleet.byHand(Words.slot("fe-2/1"), Admission.DRAIN, Duration.ZERO);
    world.simulation.sleep(Duration.ofSeconds(1));
    assertThat(world.serving()).contains("fe-1/2 is out", "fe-2/1 is out");
    world.fleet.byHand(Words.slot("fe-1/2"), Admission.READY, Duration.ofDays(1));
    var mending = Mending.of(world.look());
    assertThat(mending.repairs()).hasSize(2);
    Receipt receipt = bring(new Desired.Target.Back(mending.releases()), mending.takenBack());
    assertThat(receipt.outcome()).isEqualTo(Receipt.Outcome.DONE);
    assertThat(world.serving()).isEqualTo(Collections.nCopies(9, "v1"));
  }

  private Desired.Target rollback() throws InterruptedException {
    return ((WayBack.To) WayBack.last(world.look(), world.service.slots())).target();
  }

  private List<String> ids() throws InterruptedException {
    return world
        .look()
        .slots()
        .map(SlotView::berths)
        .flatMap(List::stream)
        .map(Berth::id)
        .sorted()
        .toList();
  }

  private Receipt bring(Desired.Target target, Set<Slot> takenBack) throws Exception {
    Observed first = world.look();
    var desired = new Desired(world.service, target, Policy.defaults(), new Scope.All(), takenBack);
    var wish = new Taking.Wish("anna@laptop", "r2", Optional.empty(), Duration.ofMinutes(1));
    var taken =
        (Taking.End.Taken)
            new Taking(
                    world.fleet.lock(),
                    world.simulation,
                    world.simulation,
                    world.signal,
                    _ -> false)
                .take(wish, _ -> {});
    try (Lease lease = taken.lease()) {
      var story = new Story(world.simulation::now, List.of(entries::add));
      return new Rollout(
              lease,
              world.service,
              Policy.defaults(),
              world.fleet,
              world.simulation,
              world.simulation,
              story,
              world.signal)
          .bring(desired, "v1", first);
    }
  }
}
