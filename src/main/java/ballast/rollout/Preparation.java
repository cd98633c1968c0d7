package ballast.rollout;

import ballast.event.Event;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Desired;
import ballast.plan.Lane;
import ballast.plan.Plan;
import ballast.plan.Step;
import ballast.plan.Surplus;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// Everything slow that can be done while every slot still serves: images pulled, containers
/// created on every host.
///
/// So a release that cannot be pulled, or that no engine can create a container of, or a balancer
/// whose config cannot be read, fails before anything is touched.
final class Preparation {
  /// Registries and links fail for a moment now and then; nothing is out yet, so there is time.
  private static final int MOST_TRIES = 4;

  private static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(1);

  private final Gear gear;
  private final Crew crew;
  private final Signal signal;

  Preparation(Gear gear, Crew crew, Signal signal) {
    this.gear = gear;
    this.crew = crew;
    this.signal = signal;
  }

  /// Ends early when a person stops the rollout: nothing is out yet, so nothing has to be finished.
  ///
  /// @return what went wrong first, host by host in inventory order, if anything did
  Optional<Problem> prepare(Plan plan) throws InterruptedException {
    var slotsOf = new LinkedHashMap<Host, List<Slot>>();
    for (Lane lane : plan.lanes()) {
      if (lane.steps().stream().anyMatch(Step.Prepare.class::isInstance)) {
        slotsOf.computeIfAbsent(lane.slot().host(), _ -> new ArrayList<>()).add(lane.slot());
      }
    }
    if (slotsOf.isEmpty()) {
      return Optional.empty();
    }
    Release release = gear.release().orElseThrow();
    List<Callable<Optional<Problem>>> tasks =
        slotsOf.entrySet().stream()
            .map(entry ->
                (Callable<Optional<Problem>>)
                    () -> onHost(release, entry.getKey(), entry.getValue()))
            .toList();
    List<Problem> problems = crew.all(tasks).stream().flatMap(Optional::stream).toList();
    return problems.isEmpty() ? Optional.empty() : Optional.of(together(problems, slotsOf));
  }

  private static Problem together(List<Problem> problems, Map<Host, List<Slot>> hosts) {
    Problem first = problems.getFirst();
    return problems.size() == 1
        ? first
        : new Problem(
            "%d of %d hosts could not be made ready: %s"
                .formatted(problems.size(), hosts.size(), first.what()),
            String.join("\n        ", problems.stream().map(Problem::brief).distinct().toList()),
            first.next());
  }

  private Optional<Problem> onHost(Release release, Host host, List<Slot> slots)
      throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        prepare(release, host, slots);
        return Optional.empty();
      } catch (CallFailed failed) {
        if (signal.stopped()) {
          return Optional.empty();
        }
        if (tries == MOST_TRIES) {
          return Optional.of(failed.problem());
        }
        gear.time().sleep(BEFORE_TRYING_AGAIN);
      }
    }
  }

  private void prepare(Release release, Host host, List<Slot> slots)
      throws CallFailed, InterruptedException {
    Instant started = gear.time().now();
    Engine engine = gear.fleet().engine(host);
    if (!engine.has(release.image())) {
      pull(release, host, engine);
    }
    gear.fleet().balancer(host).prepare();
    forget(host, engine);
    for (Slot slot : slots) {
      if (signal.stopped()) {
        return;
      }
      create(release, engine, slot);
    }
    gear.story()
        .tell(
            new Event.HostPrepared(
                host, slots.size(), Duration.between(started, gear.time().now())));
  }

  private void pull(Release release, Host host, Engine engine)
      throws CallFailed, InterruptedException {
    Instant started = gear.time().now();
    gear.story().tell(new Event.PullStarted(host, release.image().reference()));
    engine.pull(
        release.image(),
        progress -> {
          gear.story().tell(new Event.PullProgressed(host, progress.bytes(), progress.total()));
          return signal.stopped() ? Engine.Wish.BREAK_OFF : Engine.Wish.GO_ON;
        });
    gear.story().tell(new Event.Pulled(host, Duration.between(started, gear.time().now())));
  }

  /// A container of the same release that has run is not used again for a deploy: what it left on
  /// its disk is unknown. A kept one is the way back until its slot's lane begins.
  private void create(Release release, Engine engine, Slot slot)
      throws CallFailed, InterruptedException {
    for (Engine.Found found : engine.containers()) {
      Berth berth = found.berth();
      if (found.slot() == slot.number() && berth.release().equals(release.id())) {
        if (berth.standsReady()) {
          return;
        }
        if (berth.place() != Berth.Place.KEPT) {
          engine.remove(berth.id());
        }
      }
    }
    engine.create(slot, release, gear.origin());
  }

  /// What was gone back from must not pass for a way back once the new release serves. Best effort:
  /// the rollout does not depend on it.
  private void forget(Host host, Engine engine) throws InterruptedException {
    try {
      Map<Integer, List<Berth>> slots =
          engine.containers().stream()
              .collect(
                  Collectors.groupingBy(
                      Engine.Found::slot,
                      Collectors.mapping(Engine.Found::berth, Collectors.toList())));
      for (Berth berth : Surplus.goneBackFrom(slots.values())) {
        engine.remove(berth.id());
      }
    } catch (CallFailed failed) {
      gear.story()
          .tell(
              new Event.Noticed(
                  "%s still keeps what it went back from: %s"
                      .formatted(host, failed.problem().brief())));
    }
  }

  /// Removes what was made ready and never used, and what failed; best effort, since nothing
  /// depends on it.
  ///
  /// A slot that does not serve keeps everything but what was only made ready: its containers say
  /// that it is in hand, and are what it can be mended with. A slot that this rollout did not touch
  /// keeps what it has to go back to.
  void discard(Desired desired, Observed last, Set<Slot> touched) throws InterruptedException {
    List<Callable<Boolean>> tasks =
        desired.scope().of(last).hosts().stream()
            .map(host -> (Callable<Boolean>) () -> discardOn(desired, host, touched))
            .toList();
    crew.all(tasks);
  }

  private boolean discardOn(Desired desired, HostView host, Set<Slot> touched)
      throws InterruptedException {
    return switch (host) {
      case HostView.Unreachable _ -> false;
      case HostView.Seen seen -> {
        List<Berth> useless =
            seen.slotsAndSpares().stream()
                .flatMap(view ->
                    view.berths().stream().filter(berth -> useless(desired, view, berth, touched)))
                .toList();
        yield remove(seen.host(), useless);
      }
    };
  }

  private static boolean useless(Desired desired, SlotView view, Berth berth, Set<Slot> touched) {
    boolean made =
        desired.releaseOf(view.slot()).filter(berth.release()::equals).isPresent()
            && !berth.state().alive();
    return made
        && switch (berth.place()) {
          case PREPARED -> true;
          case NEXT, LAST, KEPT ->
              (view.serving() || view.spare()) && touched.contains(view.slot());
          case HOLDER, LEAVING -> false;
        };
  }

  private boolean remove(Host host, List<Berth> useless) throws InterruptedException {
    try {
      for (Berth berth : useless) {
        gear.fleet().engine(host).remove(berth.id());
      }
      return true;
    } catch (CallFailed failed) {
      gear.story()
          .tell(
              new Event.Noticed(
                  "left on %s what was made ready: %s".formatted(host, failed.problem().brief())));
      return false;
    }
  }
}
