package ballast.sim;

import ballast.model.Admission;
import ballast.model.Host;
import ballast.model.Slot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What happens to a fleet by itself, or by people's hands. Each takes place at its time, unless
/// they are over by then.
public final class Mishaps {
  private final Simulation simulation;
  private final Map<Host, SimulatedHost> hosts;
  private final Promises promises;
  private boolean over;

  Mishaps(Simulation simulation, Map<Host, SimulatedHost> hosts, Promises promises) {
    this.simulation = simulation;
    this.hosts = hosts;
    this.promises = promises;
  }

  private void at(Duration when, Runnable what) {
    simulation.later(
        when,
        () -> {
          if (!over) {
            what.run();
          }
        });
  }

  /// A host's power is cut, and comes back: everything on it starts from its config.
  public void powerCut(Host host, Duration when, Duration howLong) {
    slotsEndByThemselves(host);
    at(
        when,
        () -> {
          on(host).powerOff();
          simulation.later(howLong, on(host)::powerOn);
        });
  }

  /// A host's engine stops answering for a while; its containers run on.
  public void engineRestart(Host host, Duration when, Duration howLong) {
    falls(Wire.Peer.ENGINE, host, when, howLong);
  }

  /// HAProxy cannot be asked for a while; it serves on.
  public void socketRefused(Host host, Duration when, Duration howLong) {
    falls(Wire.Peer.BALANCER, host, when, howLong);
  }

  private void falls(Wire.Peer peer, Host host, Duration when, Duration howLong) {
    at(
        when,
        () -> {
          simulation.note("the %s of %s falls".formatted(peer, host));
          on(host).wire().falls(peer);
          simulation.later(howLong, () -> on(host).wire().rises(peer));
        });
  }

  /// HAProxy reads its config again: a new worker, and the old one until its requests have ended.
  public void reload(Host host, Duration when) {
    at(when, on(host)::reload);
  }

  /// HAProxy dies with the requests it holds, and starts again.
  public void balancerRestart(Host host, Duration when) {
    at(when, on(host)::restartBalancer);
  }

  /// The container that runs in a slot is killed, so many times, each soon after it is up again.
  public void killed(Slot slot, Duration when, int times) {
    promises.endsByItself(slot);
    for (int i = 0; i < times; i++) {
      at(
          when.plusSeconds(8L * i),
          () -> on(slot.host()).running(slot.number()).ifPresent(SimulatedContainer::killed));
    }
  }

  /// Nothing can be pulled on any host for a while.
  public void registryDown(Duration when, Duration howLong) {
    for (SimulatedHost host : hosts.values()) {
      at(
          when,
          () -> {
            host.cannotPull();
            simulation.later(howLong, host::canPull);
          });
    }
  }

  /// Nothing can be created on that host for a while.
  public void diskFull(Host host, Duration when, Duration howLong) {
    at(
        when,
        () -> {
          on(host).fillDisk();
          simulation.later(howLong, on(host)::freeDisk);
        });
  }

  /// A person gives a server weight 0, and its own weight back later.
  public void weighsNothing(Slot slot, Duration when, Duration howLong) {
    at(
        when,
        () -> {
          on(slot.host()).weighsNothingByHand(slot);
          simulation.later(howLong, () -> on(slot.host()).byHand(slot, Admission.READY));
        });
  }

  /// From now on nothing more happens, and what was lost is mended.
  public void end() {
    over = true;
    for (SimulatedHost host : hosts.values()) {
      host.wire().faults(Faults.NONE);
      if (host.isOff()) {
        host.powerOn();
      }
      host.wire().mend();
      for (Wire.Peer peer : Wire.Peer.values()) {
        host.wire().rises(peer);
      }
      host.canPull();
      host.freeDisk();
    }
    promises.outByHand().forEach(slot -> on(slot.host()).givenBackByHand(slot));
    promises.emptyByHand().forEach(slot -> on(slot.host()).openedByHand(slot));
  }

  private void slotsEndByThemselves(Host host) {
    on(host).servers().forEach(server -> promises.endsByItself(new Slot(host, server.slot())));
  }

  private SimulatedHost on(Host host) {
    return Optional.ofNullable(hosts.get(host))
        .orElseThrow(() -> new IllegalArgumentException("no host " + host));
  }
}
