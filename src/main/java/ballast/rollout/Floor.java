package ballast.rollout;

import ballast.model.Policy;
import ballast.model.ServerView;
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

  /// Before the drain. A slot that does not serve costs nothing and always passes.
  void before(Slot slot, Balancer.View view) throws CallFailed, WouldBreak {
    if (server(view, slot.number()).serving()) {
      others(slot, view);
    }
  }

  /// After the drain of a slot that served: someone else may have taken one out in the same moment.
  void after(Slot slot, Balancer.View view) throws CallFailed, WouldBreak {
    others(slot, view);
  }

  private void others(Slot slot, Balancer.View view) throws CallFailed, WouldBreak {
    int serving = 0;
    for (int number = 1; number <= service.slots(); number++) {
      if (number != slot.number() && server(view, number).serving()) {
        serving++;
      }
    }
    if (serving < least) {
      throw new WouldBreak(
          "only %d of %d slots would serve on %s, and %d must"
              .formatted(serving, service.slots(), slot.host(), least));
    }
  }

  private ServerView server(Balancer.View view, int number) throws CallFailed {
    return view.server(service.balancer().server().of(number));
  }

  /// Taking this slot out now would leave too few.
  static final class WouldBreak extends Exception {
    private static final long serialVersionUID = 1;

    WouldBreak(String message) {
      super(message);
    }
  }
}
