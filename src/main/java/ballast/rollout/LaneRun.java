package ballast.rollout;

import ballast.event.Event;
import ballast.model.Slot;
import ballast.plan.Lane;
import ballast.plan.Step;
import ballast.port.CallFailed;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;

/// Carries out the steps of one lane, one after another. A step whose call fails is done again from
/// its beginning: it reads first, so what was applied is not applied twice.
final class LaneRun {
  /// A link that breaks for a moment must not cost the rollout.
  private static final int MOST_TRIES = 4;

  private static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(1);

  private final Gear gear;
  private final Lane lane;
  private final Slot slot;
  private final SlotSteps steps;
  private final Time time;

  LaneRun(Gear gear, Lane lane) {
    this.gear = gear;
    this.lane = lane;
    this.slot = lane.slot();
    this.steps = new SlotSteps(gear, lane);
    this.time = gear.time();
  }

  /// Runs the lane to its end. Whatever goes wrong is in the result; only an interruption is
  /// thrown.
  LaneEnd run() throws InterruptedException {
    for (Step step : lane.steps()) {
      Instant started = time.now();
      gear.story().tell(new Event.StepStarted(slot, step));
      try {
        String detail = persistently(step);
        Duration took = Duration.between(started, time.now());
        gear.ledger().step(slot, step, took);
        gear.story().tell(new Event.StepEnded(slot, step, took, detail));
      } catch (Floor.WouldBreak postponed) {
        String why = String.valueOf(postponed.getMessage());
        gear.story().tell(new Event.LanePostponed(slot, why));
        return new LaneEnd.Postponed(lane, why);
      } catch (StepFailed failed) {
        gear.ledger().step(slot, step, Duration.between(started, time.now()));
        gear.story().tell(new Event.LaneFailed(slot, failed.problem()));
        return new LaneEnd.Failed(lane, failed.problem());
      }
    }
    return new LaneEnd.Done(lane);
  }

  private String persistently(Step step) throws StepFailed, InterruptedException, Floor.WouldBreak {
    for (int tries = 1; ; tries++) {
      try {
        return steps.carryOut(step);
      } catch (CallFailed failed) {
        if (tries == MOST_TRIES) {
          throw new StepFailed(failed.problem());
        }
        gear.story()
            .tell(new Event.StepWaits(slot, step, failed.problem().brief() + "; trying again"));
        time.sleep(BEFORE_TRYING_AGAIN);
      }
    }
  }
}
