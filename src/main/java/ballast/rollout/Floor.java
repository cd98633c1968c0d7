package ballast.rollout;

import ballast.model.Policy;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.port.Balancer;
import ballast.port.CallFailed;

/// The last look before a slot is taken out: what a host's HAProxy says now, not what the planner
/// saw.
///
/// The planner keeps the budget of fleet and host by what it has observed; this keeps the host's
/// against everyone else.
final class Floor {
  private final Service service;
  private final int least;

  Floor(Service service, Policy policy) {
    this.service = service;
    this.least = Math.max(1, service.slots() - policy.perHost());
  }

  /// Whether enough others of its host serve. Asked before the drain of a slot that serves, and
  /// again after it: someone else may have taken one out in the same moment.
  void holdsWithout(Slot slot, Balancer.View view) throws CallFailed, WouldBreak {
    int serving = 0;
    for (int number = 1; number <= service.slots(); number++) {
      if (number != slot.number()
          && view.server(service.balancer().server().of(number)).serving()) {
        serving++;
      }
    }
    if (serving < least) {
      throw new WouldBreak(
          "only %d of %d slots would serve on %s, and %d must"
              .formatted(serving, service.slots(), slot.host(), least));
    }
  }

  /// Taking this slot out now would leave too few, or break into what someone else does.
  static final class WouldBreak extends Exception {
    private static final long serialVersionUID = 1;

    WouldBreak(String message) {
      super(message);
    }
  }
}
