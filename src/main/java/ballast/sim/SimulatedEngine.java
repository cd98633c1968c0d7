package ballast.sim;

import ballast.model.Berth;
import ballast.model.Comeback;
import ballast.model.Image;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Fence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// The Docker Engine of a simulated host.
final class SimulatedEngine implements Engine {
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
        .read(
            Wire.Peer.ENGINE,
            "list containers",
            () -> on.containers().stream().map(SimulatedContainer::found).toList());
  }

  @Override
  public boolean has(Image image) throws CallFailed, InterruptedException {
    return on.wire().read(Wire.Peer.ENGINE, "inspect image", () -> on.has(image));
  }

  @Override
  public void pull(Image image, PullWatch watch) throws CallFailed, InterruptedException {
    on.wire()
        .change(
            Wire.Peer.ENGINE,
            "pull",
            () -> {
              watch.told(new PullProgress(1, 2));
              return on.timing().pull().pick(simulation);
            },
            () -> {
              if (!on.pulls(image)) {
                throw on.wire().failed("pull", "manifest unknown", CallFailed.Effect.NONE);
              }
              on.pulled(image);
              return image;
            });
  }

  @Override
  public String create(Slot slot, Release release, Origin origin)
      throws CallFailed, InterruptedException {
    simulation.note("%s create %s of %s".formatted(on.host(), slot, release.version()));
    on.promises().readings().mustKnow(on.host(), Wire.Peer.ENGINE, "create " + slot);
    return on.wire()
        .change(
            Wire.Peer.ENGINE,
            "create",
            () -> on.timing().create().pick(simulation),
            () -> {
              if (on.diskFull()) {
                throw on.wire().failed("create", "no space left on device", CallFailed.Effect.NONE);
              }
              if (!on.has(release.image())) {
                throw on.wire().failed("create", "no such image", CallFailed.Effect.NONE);
              }
              Optional<SimulatedContainer> there = twin(slot, release.id(), Berth.Place.PREPARED);
              if (there.isPresent()) {
                return there.get().id();
              }
              on.createdIn(origin.generation());
              SimulatedContainer created =
                  add(slot, release.id(), release.version(), Berth.Place.PREPARED);
              created.isTold(release.secrets());
              return created.id();
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
  private Optional<SimulatedContainer> twin(Slot slot, ReleaseId release, Berth.Place place) {
    String name = place.name(slot.toString(), release);
    return on.containers().stream()
        .filter(other -> other.slot() == slot.number())
        .filter(other -> other.place().name(slot.toString(), other.release()).equals(name))
        .findFirst();
  }

  @Override
  public void start(String container) throws CallFailed, InterruptedException {
    on.wire()
        .change(
            Wire.Peer.ENGINE,
            "start " + container,
            () -> on.timing().start().pick(simulation),
            () -> startNow(find(container)));
  }

  private String startNow(SimulatedContainer container) throws CallFailed {
    Optional<SimulatedContainer> other = on.running(container.slot());
    if (other.isPresent() && !other.get().id().equals(container.id())) {
      throw on.wire().failed("start", "address already in use", CallFailed.Effect.NONE);
    }
    container.start();
    return container.id();
  }

  @Override
  public void stop(String id, Duration grace) throws CallFailed, InterruptedException {
    on.promises().readings().mustKnow(on.host(), Wire.Peer.BALANCER, "stop " + id);
    on.wire()
        .change(
            Wire.Peer.ENGINE,
            "stop " + id,
            () -> {
              SimulatedContainer container = find(id);
              if (!container.state().alive()) {
                return Duration.ZERO;
              }
              if (!container.listens()) {
                return grace;
              }
              signal(container);
              Duration rest = on.timing().stop().pick(simulation);
              // It has its signal, whatever becomes of its engine.
              simulation.later(rest, container::endStop);
              return rest;
            },
            () -> {
              SimulatedContainer container = find(id);
              if (container.state().alive() && !container.listens()) {
                signal(container);
              }
              container.endStop();
              return id;
            });
  }

  private void signal(SimulatedContainer container) {
    container.beginStop();
    on.promises().stopped(on, container, on.breakOff(container));
  }

  /// Two calls, as with a real one: whether it comes back with its engine, and then its name.
  @Override
  public void move(Slot slot, Berth berth, Berth.Place to, Fence fence)
      throws CallFailed, InterruptedException {
    Optional<Comeback> told = Comeback.told(berth, to);
    if (told.isPresent()) {
      tell(berth, told.get());
    }
    fence.mustHold();
    rename(slot, berth, to);
  }

  private void tell(Berth berth, Comeback what) throws CallFailed, InterruptedException {
    on.wire()
        .change(
            Wire.Peer.ENGINE,
            "%s %s".formatted(berth.id(), what),
            () -> {
              find(berth.id()).is(what);
              return what;
            });
  }

  private void rename(Slot slot, Berth berth, Berth.Place to)
      throws CallFailed, InterruptedException {
    on.wire()
        .change(
            Wire.Peer.ENGINE,
            "move %s to %s".formatted(berth.id(), to),
            () -> {
              SimulatedContainer container = find(berth.id());
              if (container.state() == Berth.State.RESTARTING) {
                throw on.wire()
                    .failed("move", "it has no network between two tries", CallFailed.Effect.NONE);
              }
              Optional<SimulatedContainer> other = twin(slot, container.release(), to);
              if (other.isPresent() && !other.get().id().equals(container.id())) {
                throw on.wire().failed("move", "that name is taken", CallFailed.Effect.NONE);
              }
              container.move(to);
              return to;
            });
  }

  @Override
  public void remove(String id) throws CallFailed, InterruptedException {
    on.wire()
        .change(
            Wire.Peer.ENGINE,
            "remove " + id,
            () -> {
              for (SimulatedContainer one : List.copyOf(on.containers())) {
                if (one.id().equals(id)) {
                  if (one.state().alive()) {
                    throw on.wire().failed("remove", "it runs", CallFailed.Effect.NONE);
                  }
                  on.containers().remove(one);
                  on.promises().wayBack().removed(on, one);
                }
              }
              return id;
            });
  }

  @Override
  public Obituary obituary(String container, int lastLines)
      throws CallFailed, InterruptedException {
    return on.wire()
        .read(Wire.Peer.ENGINE, "inspect " + container, () -> find(container).obituary(lastLines));
  }

  @Override
  public void keepImages(Image current, Optional<String> previousImageId)
      throws CallFailed, InterruptedException {
    on.wire().change(Wire.Peer.ENGINE, "keep images", () -> current);
  }

  private SimulatedContainer find(String id) throws CallFailed {
    return on.containers().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow(() -> on.wire().failed(id, "no such container", CallFailed.Effect.NONE));
  }
}
