package ballast.plan;

import ballast.model.Admission;
import ballast.model.Batches;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.sim.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A fleet, what is wanted of it, and what is under way, all by the seed.
record RandomFleet(long seed, int slots, Desired desired, Observed observed, Standing standing) {
  private static final ReleaseId V1 = new ReleaseId("v1");
  static final ReleaseId V2 = new ReleaseId("v2");

  static RandomFleet of(long seed) {
    var random = new SplittableRandom(seed);
    int hosts = random.nextInt(1, 11);
    int slots = random.nextInt(1, 5);
    Policy policy = policy(random, slots);
    var desired =
        new Desired(Words.service(slots), new Desired.Target.Everywhere(V2, "v2"), policy);
    var views = new ArrayList<HostView>();
    int wild = random.nextInt(4);
    for (Host host : Words.hosts(hosts)) {
      views.add(host(random, host, slots, wild));
    }
    var observed = new Observed(views);
    var inFlight = some(random, observed);
    var givenUp = some(random, observed);
    givenUp.removeAll(inFlight);
    return new RandomFleet(seed, slots, desired, observed, new Standing(inFlight, givenUp));
  }

  Plan plan() {
    return Planner.plan(desired, observed, standing);
  }

  int all() {
    return observed.hosts().size() * slots;
  }

  int maxOut() {
    return switch (desired.policy().maxOut()) {
      case Policy.MaxOut.Default() -> Math.max(1, all() * 12 / 100);
      case Policy.MaxOut.Of(var share) -> share.of(all());
    };
  }

  /// Slots that are out already, by what is seen and by what is under way.
  Set<Slot> out() {
    Stream<Slot> dark =
        observed.unreachable().flatMap(host -> Words.slots(host.host(), slots).stream());
    Stream<Slot> notServing = observed.slots().filter(view -> !view.serving()).map(SlotView::slot);
    return Stream.of(dark, notServing, standing.inFlight().stream())
        .flatMap(slots -> slots)
        .collect(Collectors.toSet());
  }

  private static Policy policy(SplittableRandom random, int slots) {
    Policy.MaxOut maxOut =
        switch (random.nextInt(3)) {
          case 0 -> new Policy.MaxOut.Default();
          case 1 -> new Policy.MaxOut.Of(new Share.Percent(random.nextInt(1, 101)));
          default -> new Policy.MaxOut.Of(new Share.Count(random.nextInt(1, 8)));
        };
    Batches batches =
        switch (random.nextInt(3)) {
          case 0 -> new Batches.Whole();
          case 1 -> new Batches.Even(random.nextInt(1, 5));
          default ->
              new Batches.Serial(
                  List.of(new Share.Count(1), new Share.Percent(random.nextInt(1, 101))));
        };
    return Policy.defaults()
        .withMaxOut(maxOut)
        .withPerHost(random.nextInt(1, slots + 1))
        .withBatches(batches);
  }

  private static HostView host(SplittableRandom random, Host host, int slots, int wild) {
    if (random.nextInt(30) < wild) {
      return new HostView.Unreachable(host, new Problem("dark", "no route", "look"));
    }
    return seen(
        host,
        Words.slots(host, slots).stream()
            .map(slot ->
                random.nextInt(6) < wild
                    ? wild(random, slot)
                    : new SlotView(
                        slot, List.of(holder(random.nextInt(3) == 0 ? V2 : V1)), server(slot)))
            .toList());
  }

  static HostView seen(Host host, List<SlotView> slots) {
    return new HostView.Seen(host, slots, new HostView.Worker(1, 1, ""), Counters.NONE);
  }

  private static SlotView wild(SplittableRandom random, Slot slot) {
    var berths = new ArrayList<Berth>();
    for (Berth.Place place : Berth.Place.values()) {
      if (random.nextInt(2) == 0) {
        var states = Berth.State.values();
        berths.add(
            berth(
                random.nextBoolean() ? V1 : V2,
                place,
                place == Berth.Place.HOLDER || place == Berth.Place.NEXT
                    ? states[random.nextInt(states.length)]
                    : Berth.State.EXITED));
      }
    }
    var admissions = Admission.values();
    return new SlotView(
        slot,
        berths,
        new ServerView(
            "pxapp-" + slot.number(),
            admissions[random.nextInt(admissions.length)],
            random.nextBoolean() ? ServerView.Condition.UP : ServerView.Condition.DOWN,
            random.nextInt(3),
            random.nextInt(2),
            0,
            0,
            "",
            Counters.NONE));
  }

  private static Set<Slot> some(SplittableRandom random, Observed observed) {
    var chosen = new HashSet<Slot>();
    observed
        .slots()
        .forEach(view -> {
          if (random.nextInt(12) == 0) {
            chosen.add(view.slot());
          }
        });
    return chosen;
  }

  static Berth holder(ReleaseId release) {
    return berth(release, Berth.Place.HOLDER, Berth.State.RUNNING);
  }

  private static Berth berth(ReleaseId release, Berth.Place place, Berth.State state) {
    return new Berth("", release, release.value(), place, state, Optional.empty(), Instant.EPOCH);
  }

  static ServerView server(Slot slot) {
    return new ServerView(
        "pxapp-" + slot.number(),
        Admission.READY,
        ServerView.Condition.UP,
        100,
        100,
        0,
        0,
        "L7OK/200",
        Counters.NONE);
  }
}
