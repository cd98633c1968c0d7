package ballast.plan;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.SlotView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One slot, and what each step of a lane does to its containers and its server, one change after
/// another: every one of them is an instant at which the controller may die.
final class Walk {
  private final List<SlotView> views = new ArrayList<>();
  private SlotView now;

  private Walk(SlotView from) {
    this.now = from;
  }

  /// What the slot looks like after each change that the lane makes, where all goes well.
  static List<SlotView> of(SlotView from, Lane lane) {
    var walk = new Walk(from);
    lane.steps().forEach(step -> walk.take(step, lane));
    return walk.views;
  }

  private void take(Step step, Lane lane) {
    switch (step) {
      case Step.Prepare(var release) -> prepare(release);
      case Step.Drain _ -> drain(lane);
      case Step.TakeOut _ -> takeOut(lane);
      case Step.Start(var release) -> start(release);
      case Step.Prove _ -> prove(lane);
      case Step.Admit(int weight) -> admit(weight);
      case Step.Vacate() -> vacate();
      case Step.Reopen(int weight) -> reopen(weight);
      case Step.Soak _, Step.SetAside _ -> {}
    }
  }

  private void prepare(ReleaseId release) {
    var berths = new ArrayList<>(now.berths());
    berths.removeIf(berth -> berth.place() == Berth.Place.KEPT && berth.release().equals(release));
    berths.addFirst(
        new Berth(
            release + " anew",
            release,
            release.value(),
            Berth.Place.PREPARED,
            Berth.State.CREATED,
            Optional.empty(),
            Instant.ofEpochSecond(99)));
    to(new SlotView(now.slot(), berths, now.server()));
  }

  private void drain(Lane lane) {
    respect(lane);
    if (now.serving() && lane.cost() == Lane.Cost.FREE) {
      throw new AssertionError("a slot that serves is drained at no cost");
    }
    claim(lane);
    admission(Admission.DRAIN);
  }

  private void takeOut(Lane lane) {
    respect(lane);
    if (now.serving()) {
      throw new AssertionError("stops a container that serves");
    }
    claim(lane);
    admission(Admission.MAINT);
    for (Berth berth : now.berths()) {
      switch (berth.place()) {
        case HOLDER, LEAVING -> move(berth, Berth.Place.LAST);
        case PREPARED, NEXT, LAST, KEPT -> {}
      }
      if (berth.state().alive()) {
        change(find(berth), it -> with(it, it.place(), Berth.State.EXITED));
        up(ServerView.Condition.DOWN);
      }
    }
  }

  private void vacate() {
    for (Berth berth : now.berths()) {
      switch (berth.place()) {
        case HOLDER, LAST, LEAVING -> move(berth, Berth.Place.KEPT);
        case NEXT ->
            move(
                berth,
                berth.state() == Berth.State.CREATED ? Berth.Place.PREPARED : Berth.Place.KEPT);
        case PREPARED, KEPT -> {}
      }
    }
  }

  private void respect(Lane lane) {
    if (lane.hands() == Lane.Hands.RESPECTED && now.foreignHand()) {
      throw new AssertionError("touches what someone else took out");
    }
  }

  private void claim(Lane lane) {
    if (lane.empties()) {
      now.holder()
          .filter(berth -> berth.place() == Berth.Place.HOLDER || berth.place() == Berth.Place.NEXT)
          .ifPresent(berth -> move(berth, Berth.Place.LEAVING));
      return;
    }
    Berth next = wanted(lane.release());
    if (!next.place().inHand()) {
      move(next, Berth.Place.NEXT);
    }
  }

  private void start(ReleaseId release) {
    Berth berth = wanted(release);
    boolean marked =
        now.berths().stream()
            .anyMatch(other -> other.place() == Berth.Place.LAST && !other.id().equals(berth.id()));
    Berth.Place place = marked ? Berth.Place.HOLDER : Berth.Place.NEXT;
    if (berth.place() != place) {
      move(berth, place);
    }
    if (now.berths().stream()
        .anyMatch(other -> other.state().alive() && !other.id().equals(berth.id()))) {
      throw new AssertionError("starts one while another has the address");
    }
    change(find(berth), it -> with(it, it.place(), Berth.State.RUNNING));
  }

  private void prove(Lane lane) {
    if (now.holder().filter(berth -> berth.place() == Berth.Place.LAST).isPresent()) {
      throw new AssertionError("proves a container that was told to stop");
    }
    boolean started = lane.steps().stream().anyMatch(Step.Start.class::isInstance);
    if (started || now.server().admission() != Admission.READY) {
      up(ServerView.Condition.DOWN);
      admission(Admission.DRAIN);
    }
    up(ServerView.Condition.UP);
  }

  private void admit(int weight) {
    server(now.server().admission(), now.server().up(), weight);
    admission(Admission.READY);
    for (Berth berth : now.berths()) {
      switch (berth.place()) {
        case NEXT ->
            move(
                berth,
                berth.state().alive()
                    ? Berth.Place.HOLDER
                    : berth.state() == Berth.State.CREATED
                        ? Berth.Place.PREPARED
                        : Berth.Place.KEPT);
        case LAST -> move(berth, Berth.Place.KEPT);
        case LEAVING ->
            move(
                berth,
                now.berths().stream().anyMatch(other -> other.place() == Berth.Place.HOLDER)
                    ? Berth.Place.KEPT
                    : Berth.Place.HOLDER);
        case HOLDER, PREPARED, KEPT -> {}
      }
    }
  }

  private void reopen(int weight) {
    server(now.server().admission(), ServerView.Condition.DOWN, weight);
    admission(Admission.READY);
  }

  private Berth wanted(ReleaseId release) {
    var order =
        List.of(
            Berth.Place.HOLDER,
            Berth.Place.LEAVING,
            Berth.Place.NEXT,
            Berth.Place.LAST,
            Berth.Place.PREPARED,
            Berth.Place.KEPT);
    return now.berths().stream()
        .filter(berth -> berth.release().equals(release))
        .min(Comparator.comparingInt(berth -> order.indexOf(berth.place())))
        .orElseThrow(() -> new AssertionError("no container of " + release));
  }

  private Berth find(Berth berth) {
    return now.berths().stream()
        .filter(one -> one.id().equals(berth.id()))
        .findFirst()
        .orElseThrow();
  }

  private void move(Berth berth, Berth.Place to) {
    String name = to.name("slot", berth.release());
    for (Berth other : now.berths()) {
      if (!other.id().equals(berth.id())
          && other.place().name("slot", other.release()).equals(name)) {
        throw new AssertionError(name + " is taken");
      }
    }
    change(berth, it -> with(it, to, it.state()));
  }

  private static Berth with(Berth berth, Berth.Place place, Berth.State state) {
    return new Berth(
        berth.id(),
        berth.release(),
        berth.version(),
        place,
        state,
        berth.address(),
        berth.created());
  }

  private void change(Berth berth, UnaryOperator<Berth> change) {
    to(
        new SlotView(
            now.slot(),
            now.berths().stream()
                .map(one -> one.id().equals(berth.id()) ? change.apply(one) : one)
                .toList(),
            now.server()));
  }

  private void admission(Admission admission) {
    server(admission, now.server().up(), now.server().weight());
  }

  private void up(ServerView.Condition up) {
    server(now.server().admission(), up, now.server().weight());
  }

  private void server(Admission admission, ServerView.Condition up, int weight) {
    ServerView server = now.server();
    to(
        new SlotView(
            now.slot(),
            now.berths(),
            new ServerView(
                server.name(),
                admission,
                up,
                weight,
                server.initialWeight(),
                0,
                0,
                server.check(),
                server.counters())));
  }

  private void to(SlotView view) {
    now = view;
    views.add(view);
  }
}
