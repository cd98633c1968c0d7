package ballast.sim;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Story;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.plan.Scope;
import ballast.port.Fleet;
import ballast.rollout.Lookout;
import ballast.rollout.Rollout;
import ballast.rollout.StopSign;
import ballast.rollout.Survey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A simulated fleet that serves v1 under traffic, and a rollout over it.
public final class World {
  public static final Release V1 = Words.release("v1");
  public static final Release V2 = Words.release("v2");
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);

  public final Simulation simulation;
  public final SimulatedFleet fleet;
  public final Service service;
  public final List<Entry> entries = new ArrayList<>();
  public final StopSign stop = new StopSign();
  private final Map<Slot, Runnable> reactions = new HashMap<>();
  private final Policy policy;

  /// What the next deploy may touch.
  public Scope scope = new Scope.All();

  public World(long seed, int hosts, int slots, Policy policy) {
    this.policy = policy;
    simulation = new Simulation(seed);
    service = Words.service(slots);
    int all = hosts * slots;
    int maxOut =
        switch (policy.maxOut()) {
          case Policy.MaxOut.Default() -> Math.max(1, all * 12 / 100);
          case Policy.MaxOut.Of(var share) -> share.of(all);
        };
    Promises.Cutting cutting =
        switch (policy.drain().then()) {
          case ROLL_BACK -> Promises.Cutting.FORBIDDEN;
          case CUT -> Promises.Cutting.ALLOWED;
        };
    fleet =
        new SimulatedFleet(
            simulation,
            service,
            new Promises.Limits(slots, policy.perHost(), maxOut, cutting),
            Words.hosts(hosts));
  }

  /// Nine hosts of three slots, all on v1, with the default policy.
  public static World nineByThree() {
    return of(9, 3, Policy.defaults());
  }

  public static World of(int hosts, int slots, Policy policy) {
    var world = new World(1, hosts, slots, policy);
    world.fleet.running(V1.id(), "v1").traffic(Duration.ofMillis(60));
    return world;
  }

  /// When a slot's first lane starts, something else happens, that much later: the planner has
  /// looked by then.
  public void whenLaneStarts(Slot slot, Duration later, Runnable what) {
    reactions.put(slot, () -> simulation.later(later, what));
  }

  private void react(Entry entry) {
    if (entry.event() instanceof Event.LaneStarted(var slot, _, _)) {
      Optional.ofNullable(reactions.remove(slot)).ifPresent(Runnable::run);
    }
  }

  public Receipt deploy(Release release) throws InterruptedException {
    return deploy(release, look());
  }

  public Receipt deploy(Release release, Observed first) throws InterruptedException {
    return deploy(release, first, fleet);
  }

  /// @param reached the fleet as the rollout reaches it
  public Receipt deploy(Release release, Observed first, Fleet reached)
      throws InterruptedException {
    var story =
        new Story(
            simulation::now,
            List.of(entries::add, entry -> simulation.note("event " + entry.event()), this::react));
    var rollout = new Rollout("r1", service, policy, reached, simulation, simulation, story, stop);
    Receipt receipt = rollout.deploy(release, first, scope);
    simulation.sleep(AFTERWARDS);
    return receipt;
  }

  public Observed look() throws InterruptedException {
    return new Lookout(new Survey(service, fleet, simulation), simulation).all();
  }

  /// What each slot that serves does serve, in inventory order; `-` for one that does not.
  public List<String> serving() throws InterruptedException {
    return look()
        .slots()
        .map(view ->
            view.serving() ? view.running().orElseThrow().version() : view.slot() + " is out")
        .toList();
  }

  public List<Slot> started() {
    return entries.stream()
        .map(Entry::event)
        .flatMap(event ->
            event instanceof Event.LaneStarted(var slot, _, _)
                ? java.util.stream.Stream.of(slot)
                : java.util.stream.Stream.empty())
        .toList();
  }
}
