package ballast.sim;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Receipt;
import ballast.event.Story;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.KnownSecret;
import ballast.model.LockHolder;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.Secret;
import ballast.model.SecretSpec;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.plan.Desired;
import ballast.plan.Leave;
import ballast.plan.Mending;
import ballast.plan.Scope;
import ballast.plan.WayBack;
import ballast.port.CallFailed;
import ballast.port.Fleet;
import ballast.port.Hooks;
import ballast.port.Time;
import ballast.rollout.Aside;
import ballast.rollout.Lease;
import ballast.rollout.Lookout;
import ballast.rollout.Rollout;
import ballast.rollout.Signal;
import ballast.rollout.Survey;
import ballast.rollout.Taking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A simulated fleet that serves v1 under traffic, and a rollout over it.
public final class World {
  public static final Release V1 = Words.release("v1");

  /// The value of the secret that v2 is given: SECRET is broken where it is read.
  static final String CANARY = "canary-tr0ub4dor";

  public static final Release V2 =
      Words.release("v2")
          .with(
              List.of(
                  new KnownSecret(
                      "TOKEN", SecretSpec.Delivery.FILE, Secret.of(CANARY), "1a2b3c4d")));

  /// Of the edge, where hosts leave it.
  private static final SimulatedEdge.Slowness EDGE =
      new SimulatedEdge.Slowness(Duration.ZERO, Duration.ofSeconds(7), Duration.ofSeconds(4));

  private static final Duration AFTERWARDS = Duration.ofSeconds(10);

  public final Simulation simulation;
  public final SimulatedFleet fleet;
  public final Service service;
  public final List<Entry> entries = new ArrayList<>();
  public final Signal signal = new Signal();
  private final Map<Slot, Runnable> reactions = new HashMap<>();
  private final Policy policy;
  private final Map<Controller, Signal> signals = new HashMap<>();
  private final List<Controller> machines = new ArrayList<>();
  private int commands;

  /// A bug that Ballast is given here.
  public Planted planted = Planted.NOTHING;

  /// Whether a machine is known to have died, as where all are terminals of one laptop: then its
  /// lock is taken over at once.
  public Predicate<Controller> knownDead = _ -> false;

  /// What is run around every rollout.
  public Hooks hooks = Hooks.NONE;

  /// What the next deploy may touch.
  public Scope scope = new Scope.All();

  public World(long seed, int hosts, int slots, Policy policy) {
    this(seed, hosts, Words.service(slots), policy);
  }

  public World(long seed, int hosts, Service served, Policy policy) {
    this.policy = policy;
    simulation = new Simulation(seed);
    service = served;
    int slots = service.slots();
    int maxOut = policy.mostOut(hosts, slots);
    Promises.Cutting cutting =
        switch (policy.drain().then()) {
          case ROLL_BACK -> Promises.Cutting.FORBIDDEN;
          case CUT -> Promises.Cutting.ALLOWED;
        };
    fleet =
        new SimulatedFleet(
            simulation,
            service,
            policy.strategy().sparesFor(slots),
            new Promises.Limits(slots, policy.perHost(), maxOut, cutting),
            Words.hosts(hosts));
    switch (policy.strategy().edge()) {
      case STAYS -> {}
      case LEAVES -> fleet.behind(EDGE);
    }
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

  /// From now on nothing happens but what a rollout does.
  public void calm() {
    reactions.clear();
    fleet.mishaps().end();
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
    try (Lease lease = lease()) {
      var rollout =
          new Rollout(
              lease,
              service,
              policy,
              reached,
              simulation,
              simulation,
              story(simulation),
              signal,
              hooks);
      Receipt receipt = rollout.deploy(release, first, scope);
      simulation.sleep(AFTERWARDS);
      return receipt;
    }
  }

  private Story story(Time time) {
    return new Story(time::now, List.of(entries::add, entry -> note(entry.event()), this::react));
  }

  private void note(Event event) {
    if (!event.ephemeral()) {
      simulation.note(event);
    }
  }

  private Lease lease() throws InterruptedException {
    var wish = new Taking.Wish("anna@laptop", "r1", Optional.empty(), Duration.ofMinutes(1));
    try {
      if (new Taking(fleet.lock(), simulation, simulation, signal, _ -> false).take(wish, _ -> {})
          instanceof Taking.End.Taken(var lease, _)) {
        return lease;
      }
      throw new IllegalStateException("someone else has the lock");
    } catch (CallFailed failed) {
      throw new IllegalStateException(failed);
    }
  }

  /// What became of a command.
  public sealed interface Ran {
    record Ended(Receipt receipt) implements Ran {}

    /// Someone else has the lock, or nobody could be asked for it.
    record Refused(String why) implements Ran {}

    /// Slots were to be taken out for maintenance.
    record PutAside(Aside aside) implements Ran {}

    record Died() implements Ran {}
  }

  /// `ballast deploy` on a machine: takes the lock, looks, and rolls.
  ///
  /// @param patience how long a living holder of the lock is waited for
  public Ran deploy(Controller machine, Release release, Duration patience) {
    return run(
        machine,
        patience,
        (rollout, first) -> new Ran.Ended(rollout.deploy(release, first, scope)));
  }

  /// `ballast rollback` on a machine; refused where nothing is kept to go back to.
  public Ran rollback(Controller machine, Duration patience) {
    return run(
        machine,
        patience,
        (rollout, first) ->
            switch (WayBack.last(first, service.slots())) {
              case WayBack.To(_, var version, var target) ->
                  new Ran.Ended(
                      rollout.bring(new Desired(service, target, policy, scope), version, first));
              case WayBack.Refused(var problem) -> new Ran.Refused(problem.brief());
            });
  }

  /// `ballast drain` on a machine.
  Ran drain(Controller machine, Set<Slot> wanted, Duration patience) {
    return run(
        machine,
        patience,
        (rollout, first) ->
            unread(only(first, wanted)).isPresent()
                ? new Ran.Refused(unread(only(first, wanted)).get())
                : switch (Leave.of(service, policy, first, wanted)) {
                  case Leave.Granted(var slots, _, var emptied) ->
                      setAside(rollout, slots, Set.copyOf(emptied), first);
                  case Leave.Refused(var problem) -> new Ran.Refused(problem.brief());
                });
  }

  /// A command that is about certain hosts ends where one of them cannot be read.
  private static Optional<String> unread(Observed observed) {
    return observed.unreachable().findFirst().map(dark -> dark.host() + " cannot be read");
  }

  private Ran setAside(Rollout rollout, Set<Slot> slots, Set<Host> emptied, Observed first)
      throws InterruptedException {
    fleet.promises().mayEmpty(emptied);
    try {
      return new Ran.PutAside(rollout.setAside(slots, emptied, first));
    } finally {
      slots.forEach(fleet::leftOutAsAsked);
    }
  }

  /// `ballast ready` on a machine; refused where a slot has nothing to serve from.
  Ran ready(Controller machine, Set<Slot> wanted, Duration patience) {
    return run(
        machine,
        patience,
        (rollout, first) -> {
          Observed asked = only(first, wanted);
          Mending mending = Mending.of(asked);
          Optional<String> why =
              unread(asked)
                  .or(() -> mending.helpless().stream().findFirst().map(one -> one.words()));
          return why.isPresent() ? new Ran.Refused(why.get()) : mend(rollout, mending, first);
        });
  }

  /// The hosts of these slots, with no others on them.
  private static Observed only(Observed observed, Set<Slot> wanted) {
    Set<Host> hosts = wanted.stream().map(Slot::host).collect(Collectors.toSet());
    return new Observed(
        observed.hosts().stream()
            .filter(host -> hosts.contains(host.host()))
            .map(host -> only(host, wanted))
            .toList());
  }

  private static HostView only(HostView host, Set<Slot> wanted) {
    return switch (host) {
      case HostView.Seen seen ->
          seen.with(seen.slots().stream().filter(view -> wanted.contains(view.slot())).toList());
      case HostView.Unreachable dark -> dark;
    };
  }

  /// `ballast repair` on a machine.
  Ran repair(Controller machine, Duration patience) {
    return run(machine, patience, (rollout, first) -> mend(rollout, Mending.of(first), first));
  }

  private Ran mend(Rollout rollout, Mending mending, Observed first) throws InterruptedException {
    var back = new Desired.Target.Back(mending.releases());
    fleet.promises().mayTakeBack(mending.takenBack());
    try {
      return new Ran.Ended(
          rollout.bring(
              new Desired(service, back, policy, scope, mending.takenBack()),
              "what each slot had",
              first));
    } finally {
      fleet.promises().mayTakeBack(Set.of());
    }
  }

  /// What a command does once it has the lock and has looked.
  private interface Errand {
    Ran on(Rollout rollout, Observed first) throws InterruptedException;
  }

  private Ran run(Controller machine, Duration patience, Errand errand) {
    try {
      return machine.run(() -> command(machine, patience, errand)).orElseGet(Ran.Died::new);
    } catch (RuntimeException bug) {
      throw bug;
    } catch (Exception unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  /// What a person has told the command on that machine.
  public Signal signal(Controller machine) {
    return signals.computeIfAbsent(machine, _ -> new Signal());
  }

  private Ran command(Controller machine, Duration patience, Errand errand)
      throws InterruptedException {
    Fleet reached = planted.fleet(fleet);
    Time time = planted.time(machine);
    Signal told = signal(machine);
    machines.add(machine);
    var process = new LockHolder.LocalProcess("laptop", machines.indexOf(machine), "");
    var wish =
        new Taking.Wish(machine.toString(), "r" + ++commands, Optional.of(process), patience);
    try {
      return switch (new Taking(planted.lock(fleet), machine, time, told, this::isGone)
          .take(wish, _ -> {})) {
        case Taking.End.Taken(var lease, _) -> {
          try (lease) {
            Service taken = planted.service(service);
            var survey = new Survey(taken, reached, machine, policy.strategy().edge());
            Observed first = new Lookout(survey, machine, time).all();
            var rollout =
                new Rollout(lease, taken, policy, reached, machine, time, story(time), told, hooks);
            Ran ran = errand.on(rollout, first);
            if (ran instanceof Ran.Ended(var receipt)
                && receipt.outcome() != Receipt.Outcome.LOCK_LOST) {
              fleet.promises().allIsFinal();
            }
            yield ran;
          }
        }
        case Taking.End.Refused(var held) -> new Ran.Refused(held.holder().who());
        case Taking.End.Stopped() -> new Ran.Refused("stopped");
      };
    } catch (CallFailed failed) {
      return new Ran.Refused(failed.problem().brief());
    }
  }

  private boolean isGone(LockHolder.LocalProcess process) {
    return knownDead.test(machines.get(Math.toIntExact(process.number())));
  }

  /// A rollout that the test starts by itself.
  public interface Work<T> {
    T on(Rollout rollout) throws InterruptedException;
  }

  public <T> T work(Work<T> work) throws InterruptedException {
    return work(fleet, work);
  }

  /// @param reached the fleet as it is reached
  public <T> T work(Fleet reached, Work<T> work) throws InterruptedException {
    try (Lease lease = lease()) {
      T result =
          work.on(
              new Rollout(
                  lease,
                  service,
                  policy,
                  reached,
                  simulation,
                  simulation,
                  story(simulation),
                  signal,
                  hooks));
      simulation.sleep(AFTERWARDS);
      return result;
    }
  }

  public Observed look() throws InterruptedException {
    return new Lookout(
            new Survey(service, fleet, simulation, policy.strategy().edge()),
            simulation,
            simulation)
        .all();
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
