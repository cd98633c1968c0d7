package ballast.sim;

import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Order;
import ballast.port.CallFailed;
import ballast.port.Lock;
import java.util.Optional;

/// The service's lock on the anchor of a simulated fleet.
final class SimulatedLock implements Lock {
  private final SimulatedHost on;
  private final LockBox box;

  /// What the anchor keeps, whoever asks.
  static final class LockBox {
    private final Exclusion exclusion;
    private Optional<LockView> held = Optional.empty();
    private long takings;
    private Optional<Order> unheard = Optional.empty();
    private long beats;
    private long lastGeneration;

    LockBox(Exclusion exclusion) {
      this.exclusion = exclusion;
    }

    boolean isHeld() {
      return held.isPresent();
    }
  }

  SimulatedLock(SimulatedHost on, LockBox box) {
    this.on = on;
    this.box = box;
  }

  @Override
  public Attempt take(LockHolder holder) throws CallFailed, InterruptedException {
    Optional<Controller> caller = on.simulation().caller();
    return on.wire()
        .lock(
            "take lock",
            () -> {
              if (box.held.isPresent()) {
                return new Attempt.Refused(box.held.get());
              }
              String token = "lock-" + ++box.takings;
              box.lastGeneration = Math.max(box.lastGeneration, holder.generation());
              box.unheard = Optional.empty();
              box.held = Optional.of(new LockView(token, holder, "0", "", Optional.empty()));
              box.exclusion.taken(caller);
              return new Attempt.Taken(token);
            });
  }

  @Override
  public Optional<LockView> look() throws CallFailed, InterruptedException {
    return on.wire().lookAtLock("look at lock", () -> box.held);
  }

  @Override
  public Renewal renew(String token, String report) throws CallFailed, InterruptedException {
    return on.wire()
        .lock(
            "renew lock",
            () -> {
              Optional<LockView> mine = mine(token);
              if (mine.isEmpty()) {
                return new Renewal.Lost();
              }
              LockView held = mine.get();
              box.exclusion.renewed();
              String beat = Long.toString(++box.beats);
              box.held =
                  Optional.of(new LockView(token, held.holder(), beat, report, held.order()));
              Optional<Order> order = box.unheard;
              box.unheard = Optional.empty();
              return new Renewal.Held(order);
            });
  }

  @Override
  public boolean remove(String token) throws CallFailed, InterruptedException {
    Optional<Controller> caller = on.simulation().caller();
    return on.wire()
        .lock(
            "remove lock",
            () -> {
              boolean there = mine(token).isPresent();
              if (there) {
                box.held = Optional.empty();
                box.exclusion.removed(caller);
              }
              return there;
            });
  }

  @Override
  public boolean leave(String token, Order order) throws CallFailed, InterruptedException {
    return on.wire()
        .lock(
            "order",
            () -> {
              Optional<LockView> mine = mine(token);
              mine.ifPresent(_ -> box.unheard = Optional.of(order));
              mine.ifPresent(held ->
                  box.held =
                      Optional.of(
                          new LockView(
                              token,
                              held.holder(),
                              held.beat(),
                              held.report(),
                              Optional.of(order))));
              return mine.isPresent();
            });
  }

  @Override
  public long lastGeneration() throws CallFailed, InterruptedException {
    return on.wire()
        .lookAtLock("last generation", () -> Math.max(box.lastGeneration, on.lastGeneration()));
  }

  private Optional<LockView> mine(String token) {
    return box.held.filter(held -> held.token().equals(token));
  }
}
