package ballast.plan;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.model.SlotView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The planner run forward over its own predicted outcome: what a person reads before saying yes.
///
/// @param rounds lanes that run side by side, round after round, if every lane takes equally long
/// @param mostOut the largest number of the fleet's slots out at any time
/// @param mostOutPerHost the largest number of one host's slots out at any time
/// @param stuck lanes that could never start, and why; a rollout with any is refused
public record Forecast(
    List<List<Lane>> rounds,
    int slots,
    int mostOut,
    int mostOutPerHost,
    List<Plan.Waiting> stuck,
    List<String> notices) {

  public static Forecast of(Desired desired, Observed observed) {
    var rounds = new ArrayList<List<Lane>>();
    int slots = observed.hosts().size() * desired.service().slots();
    int mostOut = 0;
    int mostOutPerHost = 0;
    Observed then = observed;
    Plan plan = Planner.plan(desired, then, Standing.NONE);
    List<String> notices = plan.notices();
    while (!plan.ready().isEmpty()) {
      rounds.add(plan.ready());
      Observed during = withOut(then, plan.ready());
      mostOut = Math.max(mostOut, Math.toIntExact(slots - serving(during)));
      mostOutPerHost = Math.max(mostOutPerHost, perHost(during));
      for (Lane lane : plan.ready()) {
        then = after(desired, then, lane);
      }
      plan = Planner.plan(desired, then, Standing.NONE);
    }
    return new Forecast(rounds, slots, mostOut, mostOutPerHost, plan.waiting(), notices);
  }

  public boolean isEmpty() {
    return rounds.isEmpty() && stuck.isEmpty();
  }

  public int lanes() {
    return rounds.stream().mapToInt(List::size).sum();
  }

  private static long serving(Observed observed) {
    return observed.slots().filter(SlotView::serving).count();
  }

  private static int perHost(Observed observed) {
    return observed.hosts().stream()
        .mapToInt(host ->
            switch (host) {
              case HostView.Seen seen -> Budget.outOn(seen);
              case HostView.Unreachable _ -> 0;
            })
        .max()
        .orElse(0);
  }

  private static Observed withOut(Observed observed, List<Lane> lanes) {
    // A free lane's slot is out by itself, or stays in service.
    List<Slot> out =
        lanes.stream().filter(lane -> lane.cost() == Lane.Cost.ONE_SLOT).map(Lane::slot).toList();
    return change(
        observed, view -> out.contains(view.slot()) ? admitted(view, Admission.MAINT) : view);
  }

  private static Observed after(Desired desired, Observed observed, Lane lane) {
    ReleaseId release = desired.releaseOf(lane.slot()).orElseThrow();
    return change(
        observed,
        view ->
            view.slot().equals(lane.slot())
                ? admitted(
                    new SlotView(view.slot(), List.of(successor(release)), view.server()),
                    Admission.READY)
                : view);
  }

  private static Berth successor(ReleaseId release) {
    return new Berth(
        "", release, "", Berth.Place.HOLDER, Berth.State.RUNNING, Optional.empty(), Instant.EPOCH);
  }

  private static SlotView admitted(SlotView view, Admission admission) {
    ServerView server = view.server();
    return new SlotView(
        view.slot(),
        view.berths(),
        new ServerView(
            server.name(),
            admission,
            ServerView.Condition.UP,
            server.weight() > 0 ? server.weight() : Math.max(1, server.initialWeight()),
            server.initialWeight(),
            0,
            0,
            server.check(),
            server.counters()));
  }

  private static Observed change(
      Observed observed, java.util.function.UnaryOperator<SlotView> change) {
    return new Observed(
        observed.hosts().stream()
            .<HostView>map(host ->
                switch (host) {
                  case HostView.Seen seen ->
                      new HostView.Seen(
                          seen.host(),
                          seen.slots().stream().map(change).toList(),
                          seen.worker(),
                          seen.backend());
                  case HostView.Unreachable unreachable -> unreachable;
                })
            .toList());
  }
}
