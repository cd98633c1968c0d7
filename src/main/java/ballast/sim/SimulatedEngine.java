package ballast.sim;

import ballast.model.Berth;
import ballast.model.Image;
import ballast.model.Release;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.port.CallFailed;
import ballast.port.Engine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The Docker Engine of a simulated host.
final class SimulatedEngine implements Engine {
  private static final Duration SHORTEST_PULL = Duration.ofSeconds(1);
  private static final Duration LONGEST_PULL = Duration.ofSeconds(15);
  private static final Duration SHORTEST_STOP = Duration.ofMillis(50);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

  private final Simulation simulation;
  private final SimulatedHost on;
  private final BiFunction<Slot, ReleaseId, Behaviour> behaviour;
  private int created;

  SimulatedEngine(
      Simulation simulation, SimulatedHost on, BiFunction<Slot, ReleaseId, Behaviour> behaviour) {
    this.simulation = simulation;
    this.on = on;
    this.behaviour = behaviour;
  }

  @Override
  public List<Found> containers() throws CallFailed, InterruptedException {
    return on.wire()
        .call(
            "list containers",
            () -> on.containers().stream().map(SimulatedContainer::found).toList());
  }

  @Override
  public boolean has(Image image) throws CallFailed, InterruptedException {
    return on.wire().call("inspect image", () -> on.has(image));
  }

  @Override
  public void pull(Image image, Consumer<PullProgress> progress)
      throws CallFailed, InterruptedException {
    on.wire()
        .change(
            "pull",
            () -> {
              progress.accept(new PullProgress(1, 2));
              simulation.sleep(simulation.between(SHORTEST_PULL, LONGEST_PULL));
              if (!on.pulls()) {
                throw on.wire().failed("pull", "manifest unknown", CallFailed.Effect.NONE);
              }
              on.pulled(image);
            });
  }

  @Override
  public String create(Slot slot, Release release, String rollout)
      throws CallFailed, InterruptedException {
    simulation.note("%s create %s of %s".formatted(on.host(), slot, release.version()));
    return on.wire()
        .call(
            "create",
            () -> {
              if (!on.has(release.image())) {
                throw on.wire().failed("create", "no such image", CallFailed.Effect.NONE);
              }
              refuseTwin(slot, release.id(), Berth.Place.PREPARED);
              return add(slot, release.id(), release.version(), Berth.Place.PREPARED).id();
            });
  }

  SimulatedContainer add(Slot slot, ReleaseId release, String version, Berth.Place place) {
    var box = new Ended();
    var container =
        new SimulatedContainer(
            simulation,
            "%s-%d".formatted(on.host(), ++created),
            slot.number(),
            release,
            version,
            behaviour.apply(slot, release),
            place,
            box);
    box.container = Optional.of(container);
    on.containers().add(container);
    return container;
  }

  /// What a container's end does to its requests.
  private final class Ended implements Runnable {
    private Optional<SimulatedContainer> container = Optional.empty();

    @Override
    public void run() {
      container.ifPresent(one -> on.promises().diedWith(on.breakOff(one)));
    }
  }

  /// A name can be given once.
  private void refuseTwin(Slot slot, ReleaseId release, Berth.Place place) throws CallFailed {
    String name = place.name(slot.toString(), release);
    for (SimulatedContainer other : on.containers()) {
      if (other.slot() == slot.number()
          && other.place().name(slot.toString(), other.release()).equals(name)) {
        throw on.wire().failed("name", name + " is taken", CallFailed.Effect.NONE);
      }
    }
  }

  @Override
  public void start(String container) throws CallFailed, InterruptedException {
    on.wire().change("start " + container, () -> startNow(find(container)));
  }

  private void startNow(SimulatedContainer container) throws CallFailed {
    Optional<SimulatedContainer> other = on.running(container.slot());
    if (other.isPresent() && !other.get().id().equals(container.id())) {
      throw on.wire().failed("start", "address already in use", CallFailed.Effect.NONE);
    }
    container.start();
  }

  @Override
  public void stop(String id, Duration grace) throws CallFailed, InterruptedException {
    on.wire()
        .change(
            "stop " + id,
            () -> {
              SimulatedContainer container = find(id);
              if (!container.state().alive()) {
                return;
              }
              container.beginStop();
              on.promises().stopped(new Slot(on.host(), container.slot()), on.breakOff(container));
              simulation.sleep(simulation.between(SHORTEST_STOP, LONGEST_STOP));
              container.endStop();
            });
  }

  @Override
  public void move(Slot slot, Berth berth, Berth.Place to) throws CallFailed, InterruptedException {
    on.wire()
        .change(
            "move %s to %s".formatted(berth.id(), to),
            () -> {
              SimulatedContainer container = find(berth.id());
              refuseTwin(slot, container.release(), to);
              container.move(to);
            });
  }

  @Override
  public void remove(String id) throws CallFailed, InterruptedException {
    on.wire()
        .change(
            "remove " + id,
            () -> {
              for (SimulatedContainer one : List.copyOf(on.containers())) {
                if (one.id().equals(id)) {
                  if (one.state().alive()) {
                    throw on.wire().failed("remove", "it runs", CallFailed.Effect.NONE);
                  }
                  on.containers().remove(one);
                }
              }
            });
  }

  @Override
  public Obituary obituary(String container, int lastLines)
      throws CallFailed, InterruptedException {
    return on.wire().call("inspect " + container, () -> find(container).obituary());
  }

  @Override
  public void keepImages(Image current, Optional<String> previousImageId)
      throws CallFailed, InterruptedException {
    on.wire().change("keep images", () -> {});
  }

  private SimulatedContainer find(String id) throws CallFailed {
    return on.containers().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow(() -> on.wire().failed(id, "no such container", CallFailed.Effect.NONE));
  }
}
