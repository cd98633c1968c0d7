package ballast.rollout;

import ballast.event.Receipt;
import ballast.model.Observed;
import ballast.model.SlotView;
import ballast.plan.Desired;
import ballast.plan.Planner;
import ballast.plan.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Makes the receipt of a rollout that has ended.
///
/// @param version what a person calls what was wanted
/// @param started when the first look at the fleet was taken
record Reckoning(Gear gear, Desired desired, String version, Instant started) {
  /// @param foreseen what was known when the rollout began
  Receipt receipt(Result result, List<String> foreseen) {
    Ledger ledger = gear.ledger();
    Observed last = desired.scope().of(result.last());
    Instant now = gear.time().now();
    return new Receipt(
        gear.origin().rollout(),
        gear.service().name(),
        version,
        result.outcome(),
        started,
        Duration.between(started, now),
        ledger.moved(),
        ledger.byVersion(last),
        ledger.lost(last),
        ledger.cut(),
        ledger.retried(last),
        ledger.slots(last, now),
        reach(result.last()),
        result.problem(),
        notices(result.last(), foreseen));
  }

  /// Someone may have taken a slot out meanwhile: what was left alone is told.
  private List<String> notices(Observed last, List<String> foreseen) {
    return Stream.of(
            foreseen, gear.ledger().remarks(), Planner.plan(desired, last, Standing.NONE).notices())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  private Receipt.Reach reach(Observed last) {
    int slotsPerHost = gear.service().slots();
    int slots = last.hosts().size() * slotsPerHost;
    int serving = serving(last);
    Observed inScope = desired.scope().of(last);
    long leftAlone = inScope.slots().filter(view -> !asWanted(view) && view.foreignHand()).count();
    int outside = slots - inScope.hosts().size() * slotsPerHost;
    return new Receipt.Reach(
        slots, serving, Math.toIntExact(leftAlone), outside - (serving - serving(inScope)));
  }

  private int serving(Observed observed) {
    return observed
        .seen()
        .mapToInt(host ->
            Math.min(
                gear.service().slots(),
                Math.toIntExact(host.slots().stream().filter(this::asWanted).count())))
        .sum();
  }

  /// A slot that nothing is wanted of need only serve.
  private boolean asWanted(SlotView view) {
    return desired.target().releaseOf(view.slot()).map(view::serves).orElseGet(view::serving);
  }
}
