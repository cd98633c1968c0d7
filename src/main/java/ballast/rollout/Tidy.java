package ballast.rollout;

import ballast.event.Event;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.SlotView;
import ballast.plan.Scope;
import ballast.plan.Surplus;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Engine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Removes what is surplus when a rollout is done: last, best effort, and never the way back.
final class Tidy {
  private final Gear gear;
  private final Crew crew;
  private final int keep;

  /// @param keep how many releases a slot keeps to go back to
  Tidy(Gear gear, Crew crew, int keep) {
    this.gear = gear;
    this.crew = crew;
    this.keep = keep;
  }

  /// Each slot keeps the container that serves and what it can go back to; what [Surplus] says
  /// goes. What cannot be removed is told, and stays.
  ///
  /// @param last a look at the whole fleet: a release that all of it keeps is its way back, also
  ///   where only some of it was rolled
  void tidy(Observed last, Scope scope) throws InterruptedException {
    var surplus = Surplus.of(last, keep, gear.service().slots());
    List<Callable<Boolean>> tasks =
        scope.of(last).hosts().stream()
            .map(view -> (Callable<Boolean>) () -> tidy(view, surplus))
            .toList();
    crew.all(tasks);
  }

  private boolean tidy(HostView view, Surplus surplus) throws InterruptedException {
    return switch (view) {
      case HostView.Unreachable _ -> false;
      case HostView.Seen seen -> tidy(seen.host(), seen.slotsAndSpares(), surplus);
    };
  }

  private boolean tidy(Host host, List<SlotView> slots, Surplus surplus)
      throws InterruptedException {
    Engine engine = gear.fleet().engine(host);
    try {
      for (SlotView slot : slots) {
        for (Berth berth : surplus.in(slot)) {
          engine.remove(berth.id());
        }
      }
      if (gear.release().isPresent()) {
        engine.keepImages(gear.release().get().image(), Optional.empty());
      }
      return true;
    } catch (CallFailed failed) {
      gear.story()
          .tell(
              new Event.Noticed(
                  "left surplus containers on %s: %s".formatted(host, failed.problem().brief())));
      return false;
    }
  }
}
