package ballast.rollout;

import ballast.model.Slot;
import ballast.plan.Lane;
import ballast.port.Balancer;
import ballast.port.Engine;
import java.time.Instant;

/// What the steps of one lane work with: its slot, and who answers for it there.
///
/// @param server its name in HAProxy
record AtSlot(
    Gear gear, Lane lane, String server, Engine engine, Balancer balancer, Berths berths) {
  static AtSlot of(Gear gear, Lane lane) {
    Slot slot = lane.slot();
    Engine engine = gear.fleet().engine(slot.host());
    return new AtSlot(
        gear,
        lane,
        gear.service().balancer().server().of(slot.number()),
        engine,
        gear.fleet().balancer(slot.host()),
        new Berths(lane, engine));
  }

  Slot slot() {
    return lane.slot();
  }

  /// A spare is not counted on, so it is never out.
  void isOut(Instant since) {
    gear.marks().takes(slot());
    if (lane.empties() || lane.fillsSpare()) {
      gear.ledger().moves(since);
    } else {
      gear.ledger().goesOut(slot(), since);
    }
  }
}
