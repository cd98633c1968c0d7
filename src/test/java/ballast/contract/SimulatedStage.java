package ballast.contract;

import ballast.model.Digest;
import ballast.model.Host;
import ballast.model.Image;
import ballast.model.Release;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.port.Balancer;
import ballast.port.Engine;
import ballast.port.Lock;
import ballast.port.Probe;
import ballast.port.Time;
import ballast.sim.Behaviour;
import ballast.sim.Promises;
import ballast.sim.SimulatedFleet;
import ballast.sim.Simulation;
import ballast.sim.Words;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// A host of a simulated fleet.
final class SimulatedStage implements Stage {
  private static final Duration SOON = Duration.ofMillis(300);

  private final Simulation simulation = new Simulation(1);
  private final Service service = Words.service(3);
  private final Host host = new Host("fe-1");
  private final SimulatedFleet fleet =
      new SimulatedFleet(
          simulation,
          service,
          new Promises.Limits(3, 3, 3, Promises.Cutting.ALLOWED),
          List.of(host));

  SimulatedStage() {
    for (Temper temper : Temper.values()) {
      fleet.behaves(release(temper).id(), behaviour(temper));
    }
    fleet.registryLacks(absent().image());
  }

  private static Behaviour behaviour(Temper temper) {
    return switch (temper) {
      case WELL, WELL_TOO -> new Behaviour.ReadyAfter(SOON);
      case SICK -> new Behaviour.NeverHealthy();
      case DEAF -> new Behaviour.Deaf(SOON);
      case ENDS -> new Behaviour.ExitsAfter(SOON);
      case CRASHES -> new Behaviour.CrashesAtStart();
    };
  }

  @Override
  public Service service() {
    return service;
  }

  @Override
  public Slot slot(int number) {
    return new Slot(host, number);
  }

  @Override
  public Engine engine() {
    return fleet.engine(host);
  }

  @Override
  public Balancer balancer() {
    return fleet.balancer(host);
  }

  @Override
  public Probe probe() {
    return fleet.probe(host);
  }

  @Override
  public Lock lock() {
    return fleet.lock();
  }

  @Override
  public Time time() {
    return simulation;
  }

  @Override
  public <T> List<T> atOnce(List<? extends Callable<T>> tasks) throws InterruptedException {
    return simulation.all(tasks);
  }

  @Override
  public Release release(Temper temper) {
    Release some = Words.release("v1");
    return new Release(temper.name(), image(digit(temper)), some.port(), some.container());
  }

  @Override
  public Release absent() {
    Release some = Words.release("v1");
    return new Release("absent", image("0"), some.port(), some.container());
  }

  private static String digit(Temper temper) {
    return switch (temper) {
      case WELL -> "1";
      case WELL_TOO -> "2";
      case SICK -> "3";
      case DEAF -> "4";
      case ENDS -> "5";
      case CRASHES -> "6";
    };
  }

  private static Image image(String digit) {
    return new Image("registry.example/pxapp", new Digest("sha256:" + digit.repeat(64)));
  }

  @Override
  public void request(Duration takes) {
    fleet.request(slot(1), takes, Duration.ZERO);
  }

  @Override
  public void restartEngine() throws InterruptedException {
    fleet.restartsEngine(host, Duration.ZERO);
    simulation.sleep(Duration.ofMillis(1));
  }

  @Override
  public void reload() throws InterruptedException {
    fleet.reloads(host, Duration.ZERO);
    simulation.sleep(Duration.ofMillis(1));
  }
}
