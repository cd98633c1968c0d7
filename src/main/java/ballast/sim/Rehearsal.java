package ballast.sim;

import ballast.event.Event;
import ballast.event.Listener;
import ballast.event.Receipt;
import ballast.event.Story;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Scope;
import ballast.port.CallFailed;
import ballast.rollout.Lease;
import ballast.rollout.Lookout;
import ballast.rollout.Rollout;
import ballast.rollout.Signal;
import ballast.rollout.Survey;
import ballast.rollout.Taking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A rollout over a simulated copy of a fleet: the product's own code from the lock to the receipt,
/// on virtual time, with the mishaps that were asked for. Touches nothing.
public final class Rehearsal {
  private static final Duration LINK_GONE = Duration.ofSeconds(30);
  private static final Duration HOST_DOWN = Duration.ofSeconds(60);
  private static final Duration FOR_A_SLOT = Duration.ofSeconds(6);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration AFTERWARDS = Duration.ofSeconds(15);
  private static final int LOST_OF_A_THOUSAND = 30;
  private static final int CALLS_OF_A_SLOT = 10;

  private final Service service;
  private final Policy policy;
  private final Scope scope;
  private final Observed observed;
  private final Simulation simulation;
  private final SimulatedFleet fleet;
  private final Out out;

  /// @param observed the real fleet, as it was seen
  /// @param seed another one is another throw of the dice; the same one is the same story
  public Rehearsal(Service service, Policy policy, Scope scope, Observed observed, long seed) {
    this.service = service;
    this.policy = policy;
    this.scope = scope;
    this.observed = observed;
    this.simulation = new Simulation(seed);
    this.fleet = SimulatedCopy.of(simulation, service, policy, observed);
    this.out = new Out(fleet, observed);
    simulation.afterEveryTurn(() -> {
      fleet.promises().look();
      out.look();
    });
  }

  /// How it went.
  ///
  /// @param broken promises that were broken, with the time in milliseconds; empty when all were
  ///   kept
  /// @param mostOut slots of the fleet that were out at once, whoever took them out
  /// @param mostOutOfAHost the same of the host where it was most
  /// @param lostToMishaps requests that no rollout could have kept: their container or host ended
  public record Ending(
      Receipt receipt,
      List<String> broken,
      int mostOut,
      int mostOutOfAHost,
      long answered,
      long lost,
      long lostToMishaps) {
    public Ending {
      broken = List.copyOf(broken);
    }
  }

  /// Rolls the release over the copy; once only.
  ///
  /// @param listeners told the story, in virtual time from 1970 on
  public Ending run(Release release, Set<Mishap> mishaps, List<Listener> listeners)
      throws InterruptedException {
    var story = new Story(simulation::now, listeners);
    var mortal = new Controller(simulation, "the first");
    for (Mishap mishap : Mishap.values()) {
      if (mishaps.contains(mishap)) {
        befalls(mishap, release, mortal);
      }
    }
    Optional<Receipt> receipt = deploy(release, mortal, story);
    if (receipt.isEmpty()) {
      story.tell(new Event.Noticed("Ballast dies here; the same command is run again"));
      receipt = deploy(release, new Controller(simulation, "the second"), story);
    }
    simulation.sleep(AFTERWARDS);
    Promises promises = fleet.promises();
    return new Ending(
        receipt.orElseThrow(),
        promises.broken(),
        out.most(),
        out.mostOfAHost(),
        promises.answered(),
        promises.lost(),
        promises.lostWithContainer());
  }

  /// @return empty where the controller died
  private Optional<Receipt> deploy(Release release, Controller by, Story story)
      throws InterruptedException {
    try {
      return by.run(() -> roll(release, by, story));
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Exception bug) {
      if (by.isDead()) {
        return Optional.empty();
      }
      throw new IllegalStateException(bug);
    }
  }

  private Receipt roll(Release release, Controller by, Story story) throws InterruptedException {
    var signal = new Signal();
    try (Lease lease = lease(by, signal)) {
      Observed first =
          new Lookout(new Survey(service, fleet, by, policy.strategy().edge()), by, by).all();
      return new Rollout(lease, service, policy, fleet, by, by, story, signal)
          .deploy(release, first, scope);
    }
  }

  private Lease lease(Controller by, Signal signal) throws InterruptedException {
    var wish =
        new Taking.Wish("rehearsal", "rehearsal", Optional.empty(), Taking.DEAD.multipliedBy(3));
    try {
      return switch (new Taking(fleet.lock(), by, by, signal, _ -> false).take(wish, _ -> {})) {
        case Taking.End.Taken(var lease, _) -> lease;
        case Taking.End.Refused _, Taking.End.Stopped _ ->
            throw new IllegalStateException("nobody else can hold the lock of a copy");
      };
    } catch (CallFailed failed) {
      throw new IllegalStateException("the copy's anchor does not answer", failed);
    }
  }

  private void befalls(Mishap mishap, Release release, Controller mortal) {
    switch (mishap) {
      case CRASH -> everySlot(release, new Behaviour.CrashesAtStart());
      case SICK -> everySlot(release, new Behaviour.NeverHealthy());
      case SLOW ->
          everySlot(
              release,
              new Behaviour.ReadyAfter(service.health().deadline().multipliedBy(3).dividedBy(4)));
      case LOST_REPLIES -> fleet.faults(new Faults(0, LOST_OF_A_THOUSAND));
      case LINK_CUT ->
          anyHost()
              .ifPresent(host -> {
                Duration when = sometime();
                fleet.unreachable(host, when).reachable(host, when.plus(LINK_GONE));
              });
      case POWER_CUT -> anyHost().ifPresent(host -> fleet.powerCut(host, sometime(), HOST_DOWN));
      case HAND ->
          anySlot()
              .ifPresent(slot -> fleet.byHand(slot, ballast.model.Admission.MAINT, sometime()));
      case KILL ->
          mortal.diesAt(
              1 + simulation.dice(Math.max(1, slots() * CALLS_OF_A_SLOT)), Controller.Moment.AFTER);
    }
  }

  private void everySlot(Release release, Behaviour behaviour) {
    fleet.behaves(release.id(), behaviour);
    observed.slots().map(SlotView::slot).forEach(fleet.promises()::endsByItself);
  }

  private int slots() {
    return Math.toIntExact(scope.of(observed).slots().count());
  }

  /// While the rollout may be expected to go on.
  private Duration sometime() {
    Duration expected = FOR_A_SLOT.multipliedBy(Math.max(2, slots()));
    return simulation.between(Duration.ZERO, expected.compareTo(LONGEST) < 0 ? expected : LONGEST);
  }

  private Optional<Slot> anySlot() {
    List<Slot> slots = scope.of(observed).slots().map(SlotView::slot).toList();
    return slots.isEmpty()
        ? Optional.empty()
        : Optional.of(slots.get(simulation.dice(slots.size())));
  }

  private Optional<Host> anyHost() {
    return anySlot().map(Slot::host);
  }

  /// How many slots are out at once.
  private static final class Out {
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private int most;
    private int mostOfAHost;

    Out(SimulatedFleet fleet, Observed observed) {
      for (HostView view : observed.hosts()) {
        switch (view) {
          case HostView.Seen seen -> hosts.add(fleet.on(seen.host()));
          case HostView.Unreachable _ -> {}
        }
      }
    }

    void look() {
      int all = 0;
      for (SimulatedHost host : hosts) {
        int here =
            Math.toIntExact(host.servers().stream().filter(server -> !server.serving()).count());
        mostOfAHost = Math.max(mostOfAHost, here);
        all += here;
      }
      most = Math.max(most, all);
    }

    int most() {
      return most;
    }

    int mostOfAHost() {
      return mostOfAHost;
    }
  }
}
