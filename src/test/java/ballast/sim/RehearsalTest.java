package ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt.Outcome;
import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.ServerView;
import ballast.model.ServerView.Condition;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Rollouts over a copy of a fleet that was seen.
class RehearsalTest {
  private static final Release OLD = Words.release("v1");
  private static final Release NEW = Words.release("v2");
  private static final Service SERVICE = Words.service(3);
  private static final int SEEDS = 25;

  private final List<Entry> told = new ArrayList<>();

  private static Berth berth(Release release, Berth.Place place, Berth.State state) {
    return new Berth(
        "c", release.id(), release.version(), place, state, Optional.empty(), Instant.EPOCH);
  }

  private static ServerView server(Slot slot, Admission admission, Condition up) {
    return new ServerView(
        SERVICE.balancer().server().of(slot.number()),
        admission,
        up,
        40,
        40,
        0,
        0,
        "L7OK/200",
        Counters.NONE);
  }

  private static SlotView serving(Slot slot, Release release) {
    return new SlotView(
        slot,
        List.of(berth(release, Berth.Place.HOLDER, Berth.State.RUNNING)),
        server(slot, Admission.READY, Condition.UP));
  }

  private static HostView seen(Host host, SlotView... changed) {
    List<SlotView> slots =
        IntStream.rangeClosed(1, 3)
            .mapToObj(number -> serving(new Slot(host, number), OLD))
            .map(slot ->
                List.of(changed).stream()
                    .filter(one -> one.slot().equals(slot.slot()))
                    .findFirst()
                    .orElse(slot))
            .toList();
    return new HostView.Seen(host, slots, new HostView.Worker(7, 7, "2.6.12"), Counters.NONE);
  }

  private static Observed allOnOld() {
    return new Observed(Words.hosts(3).stream().map(host -> seen(host)).toList());
  }

  private Rehearsal.Ending rehearse(Observed observed, long seed, Set<Mishap> mishaps)
      throws InterruptedException {
    told.clear();
    return new Rehearsal(SERVICE, Policy.defaults(), new Scope.All(), observed, seed)
        .run(NEW, mishaps, List.of(told::add));
  }

  private boolean tells(Class<? extends Event> kind) {
    return told.stream().map(Entry::event).anyMatch(kind::isInstance);
  }

  @Test
  void aFleetThatIsWellIsRolledAndNoPromiseIsBroken() throws InterruptedException {
    var ending = rehearse(allOnOld(), 1, Set.of());
    assertThat(ending.receipt().outcome()).isEqualTo(Outcome.DONE);
    assertThat(ending.receipt().slots()).hasSize(9);
    assertThat(ending.broken()).isEmpty();
    assertThat(ending.mostOut()).isEqualTo(1);
    assertThat(ending.mostOutOfAHost()).isEqualTo(1);
    assertThat(ending.answered()).isPositive();
    assertThat(ending.lost()).isZero();
  }

  @Test
  void theCopyStandsAsTheFleetWasSeen() throws InterruptedException {
    var one = new Slot(new Host("fe-1"), 1);
    var two = new Slot(new Host("fe-1"), 2);
    var three = new Slot(new Host("fe-1"), 3);
    var half =
        new SlotView(
            one,
            List.of(
                berth(NEW, Berth.Place.HOLDER, Berth.State.RUNNING),
                berth(OLD, Berth.Place.LAST, Berth.State.EXITED)),
            server(one, Admission.MAINT, Condition.DOWN));
    var byHand =
        new SlotView(
            two,
            List.of(berth(OLD, Berth.Place.HOLDER, Berth.State.RUNNING)),
            server(two, Admission.DRAIN, Condition.UP));
    var observed = new Observed(List.of(seen(one.host(), half, byHand, serving(three, NEW))));
    var simulation = new Simulation(1);
    var fleet = SimulatedCopy.of(simulation, SERVICE, Policy.defaults(), observed);
    var copy =
        new ballast.rollout.Survey(SERVICE, fleet, simulation)
            .all()
            .slots()
            .map(RehearsalTest::drawn)
            .toList();
    assertThat(copy).isEqualTo(observed.slots().map(RehearsalTest::drawn).toList());
  }

  private static String drawn(SlotView view) {
    ServerView server = view.server();
    return "%s %s %s %d/%d %s"
        .formatted(
            view.slot(),
            server.admission(),
            server.up(),
            server.weight(),
            server.initialWeight(),
            view.berths().stream()
                .map(one -> one.version() + " " + one.place() + " " + one.state())
                .sorted()
                .toList());
  }

  @Test
  void aHandOverThatWasLeftHalfDoneIsFinished() throws InterruptedException {
    var slot = new Slot(new Host("fe-1"), 1);
    var half =
        new SlotView(
            slot,
            List.of(
                berth(NEW, Berth.Place.HOLDER, Berth.State.CREATED),
                berth(OLD, Berth.Place.LAST, Berth.State.EXITED)),
            server(slot, Admission.MAINT, Condition.DOWN));
    var observed =
        new Observed(
            List.of(seen(slot.host(), half), seen(new Host("fe-2")), seen(new Host("fe-3"))));
    var ending = rehearse(observed, 1, Set.of());
    assertThat(ending.receipt().outcome()).isEqualTo(Outcome.DONE);
    assertThat(ending.receipt().reach().everywhere()).isTrue();
    assertThat(ending.broken()).isEmpty();
  }

  @Test
  void aSlotThatSomeoneHasOutStaysOut() throws InterruptedException {
    var slot = new Slot(new Host("fe-2"), 3);
    var byHand =
        new SlotView(
            slot,
            List.of(berth(OLD, Berth.Place.HOLDER, Berth.State.RUNNING)),
            server(slot, Admission.MAINT, Condition.DOWN));
    var hosts = Words.hosts(6).stream().map(host -> seen(host, byHand)).toList();
    var ending =
        new Rehearsal(
                SERVICE,
                Words.maxOut(
                    Policy.defaults(), new Policy.MaxOut.Of(new ballast.model.Share.Count(3))),
                new Scope.All(),
                new Observed(hosts),
                1)
            .run(NEW, Set.of(), List.of());
    assertThat(ending.receipt().reach().leftAlone()).isEqualTo(1);
    assertThat(ending.broken()).isEmpty();
  }

  @Test
  void aHostThatCouldNotBeReachedIsNotReachedInTheCopyEither() throws InterruptedException {
    var dark = new HostView.Unreachable(new Host("fe-3"), new Problem("no", "no route", "look"));
    var observed = new Observed(List.of(seen(new Host("fe-1")), seen(new Host("fe-2")), dark));
    var ending = rehearse(observed, 1, Set.of());
    assertThat(ending.receipt().outcome()).isEqualTo(Outcome.NOT_BEGUN);
    assertThat(ending.receipt().problem().orElseThrow().what()).contains("fe-3");
    assertThat(ending.receipt().slots()).isEmpty();
  }

  @Test
  void theSameSeedIsTheSameStoryAndAnotherOneIsAnother() throws InterruptedException {
    rehearse(allOnOld(), 4, Set.of(Mishap.LOST_REPLIES, Mishap.KILL));
    List<Entry> first = List.copyOf(told);
    rehearse(allOnOld(), 4, Set.of(Mishap.LOST_REPLIES, Mishap.KILL));
    assertThat(told).isEqualTo(first);
    rehearse(allOnOld(), 5, Set.of(Mishap.LOST_REPLIES, Mishap.KILL));
    assertThat(told).isNotEqualTo(first);
  }

  @Test
  void aReleaseThatIsBadGoesBack() throws InterruptedException {
    assertThat(rehearse(allOnOld(), 1, Set.of(Mishap.CRASH)).receipt().outcome())
        .isEqualTo(Outcome.WENT_BACK);
    assertThat(tells(Event.GoingBack.class)).isTrue();
    assertThat(rehearse(allOnOld(), 1, Set.of(Mishap.SICK)).receipt().outcome())
        .isEqualTo(Outcome.WENT_BACK);
    assertThat(tells(Event.GoingBack.class)).isTrue();
  }

  @Test
  void aReleaseThatIsSlowIsWaitedFor() throws InterruptedException {
    var ending = rehearse(allOnOld(), 1, Set.of(Mishap.SLOW));
    assertThat(ending.receipt().outcome()).isEqualTo(Outcome.DONE);
    assertThat(ending.receipt().slots())
        .allSatisfy(slot -> assertThat(slot.out()).isGreaterThan(java.time.Duration.ofSeconds(15)));
  }

  @Test
  void theSameCommandFinishesWhatAKilledOneLeft() throws InterruptedException {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var ending = rehearse(allOnOld(), seed, Set.of(Mishap.KILL));
      assertThat(ending.receipt().outcome())
          .as("seed %d", seed)
          .isIn(Outcome.DONE, Outcome.NOTHING_TO_DO);
      assertThat(ending.receipt().reach().everywhere()).as("seed %d", seed).isTrue();
      assertThat(ending.broken()).as("seed %d", seed).isEmpty();
      assertThat(ending.lost()).as("seed %d", seed).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whateverGoesWrongNoPromiseIsBroken(Mishap mishap) throws InterruptedException {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var ending = rehearse(allOnOld(), seed, EnumSet.of(mishap));
      assertThat(ending.broken()).as("%s, seed %d", mishap, seed).isEmpty();
    }
  }
}
