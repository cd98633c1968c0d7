package ballast.rollout;

import ballast.plan.Lane;
import ballast.plan.Step;
import ballast.port.CallFailed;

/// The steps of one lane. Each reads again before it acts, trusts nothing that an earlier one saw,
/// and may be done again without harm.
///
/// ```
///            evidence      maintenance      its own            HAProxy's full check
///            of no request   + stopped      container runs     + its own health check
///  serves --> Drain ------> TakeOut ------> Start ----------> Prove ----------> Admit --> serves
///                |             |              |                 |
///                '-------------'--- failed: the slot's last container goes back the same way, by a new plan
/// ```
final class SlotSteps {
  private final GoingOut out;
  private final ComingIn in;

  SlotSteps(Gear gear, Lane lane) {
    AtSlot at = AtSlot.of(gear, lane);
    this.out = new GoingOut(at);
    this.in = new ComingIn(at);
  }

  /// @return what is worth telling of it; may be empty
  String carryOut(Step step) throws CallFailed, StepFailed, InterruptedException, Floor.WouldBreak {
    return switch (step) {
      case Step.Prepare _ -> in.prepare();
      case Step.Drain drain -> out.drain(drain);
      case Step.TakeOut takeOut -> out.takeOut(takeOut);
      case Step.Vacate() -> out.vacate();
      case Step.SetAside() -> out.setAside();
      case Step.Reopen(int weight) -> in.reopen(weight);
      case Step.Start _ -> in.start();
      case Step.Prove prove -> in.prove(prove);
      case Step.Admit(int weight) -> in.admit(weight);
      case Step.Soak(var duration) -> in.soak(duration);
    };
  }
}
