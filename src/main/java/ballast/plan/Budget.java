package ballast.plan;

import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Slot;
import ballast.model.SlotView;
import java.util.Set;
import java.util.TreeSet;

/// How many slots are out, and how many may be. A slot that cannot be seen counts as out.
///
/// @param slots all slots of the fleet
/// @param maxOut how many of them may be out at once; 0 is a budget that cannot move
/// @param perHost how many of one host's slots may be out at once
/// @param slotsPerHost how many slots a host has
/// @param out the slots that are out now, for whatever reason, in flight or not
/// @param unseen slots on hosts that could not be reached
record Budget(
    int slots, int maxOut, int perHost, int slotsPerHost, Set<Slot> out, int unseen, String grant) {
  private static final int DEFAULT_PERCENT = 12;

  static Budget of(Desired desired, Observed observed, Standing standing) {
    int slotsPerHost = desired.service().slots();
    int slots = observed.hosts().size() * slotsPerHost;
    var out = new TreeSet<>(standing.inFlight());
    out.addAll(standing.givenUp());
    observed.slots().filter(view -> !view.serving()).map(SlotView::slot).forEach(out::add);
    int unseen = Math.toIntExact(observed.unreachable().count()) * slotsPerHost;
    Policy policy = desired.policy();
    return switch (policy.maxOut()) {
      case Policy.MaxOut.Default() ->
          new Budget(
              slots,
              Math.max(1, slots * DEFAULT_PERCENT / 100),
              policy.perHost(),
              slotsPerHost,
              out,
              unseen,
              "%d%% of %d slots, at least 1".formatted(DEFAULT_PERCENT, slots));
      case Policy.MaxOut.Of(var share) ->
          new Budget(
              slots,
              share.of(slots),
              policy.perHost(),
              slotsPerHost,
              out,
              unseen,
              "%s of %d slots, rounded down".formatted(share, slots));
    };
  }

  /// Whether this lane may start now without breaking FLOOR on its host or in the fleet.
  boolean allows(Lane lane) {
    return switch (lane.cost()) {
      case FREE -> true;
      case ONE_SLOT -> {
        long hostOut = outOn(lane.slot());
        yield out.size() + unseen < maxOut && hostOut < perHost && slotsPerHost - hostOut - 1 >= 1;
      }
    };
  }

  private long outOn(Slot slot) {
    return out.stream().filter(other -> other.host().equals(slot.host())).count();
  }

  Budget taking(Slot slot) {
    var more = new TreeSet<>(out);
    more.add(slot);
    return new Budget(slots, maxOut, perHost, slotsPerHost, more, unseen, grant);
  }

  /// Why this lane may not start, with the arithmetic.
  String refusal(Lane lane) {
    long hostOut = outOn(lane.slot());
    if (slotsPerHost - hostOut - 1 < 1) {
      return "%s has %d slot%s, %d out: taking out %s would leave none to serve there"
          .formatted(lane.slot().host(), slotsPerHost, plural(slotsPerHost), hostOut, lane.slot());
    }
    if (hostOut >= perHost) {
      return "%d of %s's slots %s out already, and per_host allows %d"
          .formatted(hostOut, lane.slot().host(), hostOut == 1 ? "is" : "are", perHost);
    }
    return "%d slot%s of the fleet %s out already%s, and max_out allows %d (%s)"
        .formatted(
            out.size() + unseen,
            plural(out.size() + unseen),
            out.size() + unseen == 1 ? "is" : "are",
            unseen == 0 ? "" : " (%d on hosts that could not be reached)".formatted(unseen),
            maxOut,
            grant);
  }

  private static String plural(int count) {
    return count == 1 ? "" : "s";
  }

  /// How many of a host's slots are out now, at most, over all hosts that were seen.
  static int outOn(HostView.Seen host) {
    return Math.toIntExact(host.slots().stream().filter(view -> !view.serving()).count());
  }
}
