package ballast.plan;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.HostView;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.model.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the slots of one host need: which are replaced where they are, which spares are filled, and
/// which slots are emptied.
///
/// ```
/// stop, then start    1:v1 2:v1 3:v1 4:-     1:v2 2:v1 3:v1 4:-     ...                    1:v2 2:v2 3:v2 4:-
/// start, then stop    1:v1 2:v1 3:v1 4:-     1:v1 2:v1 3:v1 4:v2    1:-  2:v1 3:v1 4:v2    ...   1:v2 2:v2 3:- 4:v2
/// ```
///
/// A host that has more filled than the service has slots, as a rollout that died may leave it, has
/// one emptied whatever the strategy: slots that serve only when enough others do.
final class HostLanes {
  private static final String GOES_LAST = "the others of its host go back first";

  /// @param waits why the lane may not begin, whatever the budget says
  record Wish(Lane lane, Optional<String> waits) {}

  private final Desired desired;
  private final HostView.Seen host;
  private final Standing standing;
  private final List<String> notices;
  private final LaneSteps steps;
  private final Strategy strategy;
  private final Reserve reserve;
  private final int slots;
  private final List<SlotView> places;
  private final int extra;
  private final int mustServe;
  private final List<Wish> wishes = new ArrayList<>();

  /// @param notices where slots that are left alone are told
  HostLanes(Desired desired, HostView.Seen host, Standing standing, List<String> notices) {
    this.desired = desired;
    this.host = host;
    this.standing = standing;
    this.notices = notices;
    this.strategy = desired.policy().strategy();
    this.reserve = new Reserve(desired.service(), strategy);
    this.slots = desired.service().slots();
    this.places = host.slotsAndSpares();
    this.extra = count(view -> filled(view) && !failed(view)) - slots;
    this.mustServe = Math.max(1, slots - count(view -> filled(view) && outByHand(view)));
    // Only a strategy that takes whole hosts out rests on nobody's getting there past the edge.
    boolean out =
        strategy.edge() == Strategy.AtEdge.LEAVES
            && host.edge().letGo()
            && !standing.moving().contains(host.host());
    this.steps = new LaneSteps(desired, mustServe, out ? Lane.Cost.HOST_OUT : Lane.Cost.ONE_SLOT);
  }

  List<Wish> wishes() {
    if (desired.scope().includes(host.host())) {
      switch (desired.target()) {
        case Desired.Target.Everywhere(var release, _) -> forth(release);
        case Desired.Target.Back back -> back(back);
      }
    }
    return wishes;
  }

  private int count(java.util.function.Predicate<SlotView> which) {
    return Math.toIntExact(places.stream().filter(which).count());
  }

  /// Whether a container has it, or will have.
  private boolean filled(SlotView view) {
    return !view.vacant()
        || (standing.inFlight().contains(view.slot()) && !standing.leaving().contains(view.slot()));
  }

  /// Whether nothing can be expected of it in this rollout: it makes up for no other.
  private boolean failed(SlotView view) {
    return standing.givenUp().contains(view.slot()) && !view.serving();
  }

  /// A look at a slot that a lane has just marked and drained may have missed the mark.
  private boolean outByHand(SlotView view) {
    return (view.foreignHand() || takenSince(view))
        && !desired.takenBack().contains(view.slot())
        && !standing.inFlight().contains(view.slot());
  }

  /// Whether someone took it out under the mark of an earlier rollout, since this one has seen it
  /// serve.
  private boolean takenSince(SlotView view) {
    return standing.found().contains(view.slot()) && view.takenOut() && view.inHand();
  }

  private boolean free(SlotView view) {
    return standing.free(view.slot());
  }

  private void forth(ReleaseId release) {
    Set<Slot> emptied = new HashSet<>();
    int leftOver = leftOver(release);
    for (SlotView view : toEmpty(release)) {
      Optional<String> waits =
          view.serving()
              ? emptied.size() < leftOver ? lacking() : keptFull(view, release)
              : madeUpFor();
      emptied.add(view.slot());
      wishes.add(new Wish(steps.emptying(view), waits));
    }
    for (SlotView view : places) {
      if (free(view) && !emptied.contains(view.slot()) && !view.spare()) {
        inPlace(view, release);
      }
    }
    fill(release);
  }

  /// Slots that are to be spares: those that still serve another release where a spare takes over
  /// from them, and as many as are filled beyond what the service has.
  private List<SlotView> toEmpty(ReleaseId release) {
    List<SlotView> movable = places.stream().filter(view -> free(view) && movable(view)).toList();
    var emptied = new ArrayList<SlotView>();
    if (startsFirst()) {
      movable.stream().filter(view -> old(view, release)).forEach(emptied::add);
    }
    int surplus = extra - emptied.size() - leaving();
    movable.stream()
        .filter(view -> !emptied.contains(view))
        .sorted(
            Comparator.<SlotView>comparingInt(view -> worth(view, release))
                .thenComparing(SlotView::slot, Comparator.reverseOrder()))
        .limit(Math.max(0, surplus))
        .toList()
        .forEach(emptied::add);
    return emptied;
  }

  private boolean startsFirst() {
    return switch (strategy.order()) {
      case START_THEN_STOP -> true;
      case STOP_THEN_START -> false;
    };
  }

  private boolean movable(SlotView view) {
    return filled(view) && !outByHand(view);
  }

  private static boolean old(SlotView view, ReleaseId release) {
    return view.serving() && !view.serves(release);
  }

  /// How much would be lost by emptying it.
  private static int worth(SlotView view, ReleaseId release) {
    boolean wanted = view.holder().map(Berth::release).filter(release::equals).isPresent();
    boolean isLeaving =
        view.berths().stream().anyMatch(berth -> berth.place() == Berth.Place.LEAVING);
    return isLeaving ? 0 : (view.serving() ? 2 : 1) + (wanted ? 2 : 0);
  }

  /// Filled slots whose lanes empty them.
  private int leaving() {
    return count(view -> filled(view) && standing.leaving().contains(view.slot()));
  }

  /// Old ones beyond the service's slots that no new one stands beside, as a rollout to a third
  /// release finds them: they go first, or there would be no spare for the new ones.
  private int leftOver(ReleaseId release) {
    return extra - count(view -> movable(view) && !old(view, release));
  }

  /// What is down may come back: it is emptied only where it is no longer needed.
  private Optional<String> madeUpFor() {
    int serve = count(one -> one.serving() && !standing.inFlight().contains(one.slot()));
    return serve >= mustServe
        ? Optional.empty()
        : Optional.of(
            "%d of %s's slots %s, and %d must while it is emptied"
                .formatted(serve, host.host(), serve == 1 ? "serves" : "serve", mustServe));
  }

  private Optional<String> lacking() {
    return startsFirst() ? reserve.lacking(host) : Optional.empty();
  }

  /// Why a slot that serves cannot be emptied for want of what is to take over from it; the budget
  /// sees to the number.
  private Optional<String> keptFull(SlotView view, ReleaseId release) {
    if (!old(view, release) || !startsFirst()) {
      return Optional.empty();
    }
    return reserve
        .lacking(host)
        .or(() ->
            switch (strategy.atOnce()) {
              case A_SLOT -> Optional.empty();
              case A_HOST -> together(release);
            });
  }

  /// On one host all new ones serve before the first old one goes.
  private Optional<String> together(ReleaseId release) {
    int serve = count(one -> one.serves(release) && !standing.inFlight().contains(one.slot()));
    return serve >= mustServe
        ? Optional.empty()
        : Optional.of(
            "%d of the new ones of %s %s, and %d must before the old ones go"
                .formatted(serve, host.host(), serve == 1 ? "serves" : "serve", mustServe));
  }

  private void inPlace(SlotView view, ReleaseId release) {
    Phase phase = Phase.of(view);
    if (takenSince(view)) {
      // All that is left to do is to take the mark away, so that it passes for Ballast's no more.
      wish(steps.finishing(view, view.holder().map(Berth::release).orElse(release), phase));
      return;
    }
    switch (phase) {
      case Phase.Spare() -> {}
      case Phase.Serving(var berth) when berth.release().equals(release) -> {}
      case Phase.Unfinished(var berth) when berth.release().equals(release) ->
          wish(steps.finishing(view, release, phase));
      case Phase.Foreign _ -> {
        if (desired.takenBack().contains(view.slot())) {
          wish(steps.bringing(view, release, phase).takingBack());
        } else {
          notices.add(
              "%s: %s; it stays so, and counts as out".formatted(view.slot(), phase.words()));
        }
      }
      case Phase.Serving _,
          Phase.Unfinished _,
          Phase.Draining _,
          Phase.TakenOut _,
          Phase.Stopping _,
          Phase.Stopped _,
          Phase.Started _,
          Phase.Fallen _,
          Phase.Down _,
          Phase.Ended _,
          Phase.Empty _ ->
          wish(steps.bringing(view, release, phase));
    }
  }

  private void wish(Lane lane) {
    wishes.add(new Wish(lane, Optional.empty()));
  }

  /// So many spares are filled as there are old ones left that none stands in for, and no more at a
  /// time than the strategy says.
  private void fill(ReleaseId release) {
    if (!startsFirst() || reserve.lacking(host).isPresent()) {
      return;
    }
    int old = count(view -> free(view) && movable(view) && old(view, release)) + leaving();
    places.stream()
        .filter(view -> view.spare() && free(view) && !maybeAPersons(view, release))
        .sorted(
            Comparator.<SlotView, Boolean>comparing(view -> view.berthOf(release).isEmpty())
                .thenComparing(SlotView::slot))
        .limit(Math.max(0, Math.min(reserve.needed(), old) - Math.max(0, extra)))
        .forEach(view -> wish(steps.filling(view, release)));
  }

  /// While a new one stands in for an old one, what a person has drained and emptied is no longer
  /// missing, and looks like a spare. Ballast leaves no empty place in drain.
  private boolean maybeAPersons(SlotView spare, ReleaseId release) {
    return spare.server().admission() == Admission.DRAIN
        && places.stream().anyMatch(view -> filled(view) && !old(view, release));
  }

  /// A slot and what it is to go back to.
  private record Return(SlotView view, ReleaseId release) {
    boolean servesAnother() {
      return old(view, release);
    }
  }

  /// First what was left is filled again, then those go that took over from it. Where nothing that
  /// is kept lies in a spare, slots go back where they are, as far as the budget goes.
  ///
  /// What took over and is down may come up again: it goes as soon as enough others serve, and not
  /// because nothing else is left to go back, since that may have failed.
  private void back(Desired.Target.Back back) {
    List<Return> returns =
        places.stream()
            .filter(this::free)
            .flatMap(view ->
                back.releaseOf(view.slot()).map(release -> new Return(view, release)).stream())
            .toList();
    List<Return> spares = returns.stream().filter(one -> one.view().spare()).toList();
    List<Return> others =
        returns.stream().filter(one -> one.servesAnother() && movable(one.view())).toList();
    boolean exchanges = startsFirst() && (extra > 0 || count(view -> standsIn(back, view)) > 0);
    for (Return one : returns) {
      if (exchanges && others.contains(one)) {
        wish(steps.emptying(one.view()));
      } else if (!one.view().spare()) {
        inPlace(one.view(), one.release());
      }
    }
    spares.stream()
        .limit(Math.max(0, Math.max(1, reserve.needed()) - extra))
        .forEach(one -> wish(steps.filling(one.view(), one.release())));
    places.stream()
        .filter(view -> reopens(back, view))
        .forEach(view -> wish(steps.reopening(view)));
    boolean last = others.isEmpty() && spares.isEmpty();
    places.stream()
        .filter(view -> back.spares().contains(view.slot()) && free(view) && movable(view))
        .forEach(view ->
            wishes.add(
                new Wish(
                    steps.emptying(view),
                    view.serving()
                        ? last ? Optional.empty() : Optional.of(GOES_LAST)
                        : failed(view) ? Optional.empty() : madeUpFor())));
  }

  /// Whether someone has it out and asks it back, and there is nothing that could serve in it.
  private boolean reopens(Desired.Target.Back back, SlotView view) {
    return desired.takenBack().contains(view.slot())
        && view.vacant()
        && view.foreignHand()
        && free(view)
        && back.releaseOf(view.slot()).isEmpty();
  }

  /// Whether it is a spare, or is being emptied, and goes back to what it keeps: the others wait
  /// for it, also while its own lane has not ended.
  private boolean standsIn(Desired.Target.Back back, SlotView view) {
    return back.releaseOf(view.slot()).isPresent()
        && (view.spare() || standing.leaving().contains(view.slot()));
  }
}
