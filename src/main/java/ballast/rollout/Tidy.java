package ballast.rollout;

import ballast.event.Event;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.SlotView;
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

  Tidy(Gear gear, Crew crew) {
    this.gear = gear;
    this.crew = crew;
  }

  /// Each slot keeps the container that serves and the newest kept one; all others of its go.
  void tidy(Observed last) throws InterruptedException {
    List<Callable<Boolean>> tasks =
        last.hosts().stream().map(view -> (Callable<Boolean>) () -> tidy(view)).toList();
    crew.all(tasks);
  }

  private boolean tidy(HostView view) throws InterruptedException {
    return switch (view) {
      case HostView.Unreachable _ -> false;
      case HostView.Seen seen -> tidy(seen.host(), seen.slots());
    };
  }

  private boolean tidy(Host host, List<SlotView> slots) throws InterruptedException {
    Engine engine = gear.fleet().engine(host);
    try {
      for (SlotView slot : slots) {
        tidy(engine, slot);
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

  /// A slot that does not serve is left alone: whoever mends it needs all that it has.
  private static void tidy(Engine engine, SlotView slot) throws CallFailed, InterruptedException {
    if (!slot.serving()) {
      return;
    }
    boolean keptOne = false;
    for (Berth berth : slot.berths()) {
      boolean surplus =
          switch (berth.place()) {
            case HOLDER -> false;
            case PREPARED, NEXT -> true;
            case KEPT, LAST -> keptOne;
          };
      keptOne |= berth.place() == Berth.Place.KEPT || berth.place() == Berth.Place.LAST;
      if (surplus && !berth.state().alive()) {
        engine.remove(berth.id());
      }
    }
  }
}
