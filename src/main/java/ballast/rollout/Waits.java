package ballast.rollout;

import ballast.event.Event;
import ballast.event.Story;
import ballast.model.Slot;
import ballast.plan.Step;

/// Tells why a step still waits, once for each reason.
final class Waits {
  private final Story story;
  private final Slot slot;
  private final Step step;
  private String told = "";

  Waits(Story story, Slot slot, Step step) {
    this.story = story;
    this.slot = slot;
    this.step = step;
  }

  void say(String why) {
    if (!why.equals(told)) {
      told = why;
      story.tell(new Event.StepWaits(slot, step, why));
    }
  }
}
