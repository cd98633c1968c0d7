package ballast.sim;

import ballast.model.ReleaseId;
import ballast.model.Slot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// WAY BACK, watched from the engines: while a slot that was touched does not serve, the container
/// that it was taken from is there; once it serves again, the image is enough, and engines keep
/// that.
final class WayBack {
  private final Promises promises;
  private final Map<Slot, ReleaseId> earlier = new HashMap<>();

  WayBack(Promises promises) {
    this.promises = promises;
  }

  /// The container that has a slot is stopped.
  void left(Slot slot, ReleaseId release) {
    earlier.putIfAbsent(slot, release);
  }

  /// Nothing is half done any more: what serves now is what a later rollout starts from.
  void isFinal() {
    earlier.clear();
  }

  void removed(SimulatedHost host, SimulatedContainer container) {
    var slot = new Slot(host.host(), container.slot());
    boolean wanted =
        Optional.ofNullable(earlier.get(slot)).filter(container.release()::equals).isPresent();
    boolean another =
        host.containers().stream()
            .anyMatch(
                one -> one.slot() == container.slot() && one.release().equals(container.release()));
    boolean justLeft =
        switch (container.place()) {
          case HOLDER, LAST, LEAVING -> true;
          case PREPARED, NEXT, KEPT -> false;
        };
    if (justLeft && wanted && !another && !host.server(slot).serving()) {
      promises.breaks("WAY BACK: %s has nothing left of %s".formatted(slot, container.release()));
    }
  }
}
