package ballast.rollout;

import ballast.event.Event;
import ballast.event.Receipt.Outcome;
import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Lane;
import ballast.plan.Leave;
import ballast.plan.Step;
import ballast.port.CallFailed;
import ballast.port.Crew;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// Takes slots out for maintenance: hosts side by side, the slots of one host one after another.
final class SettingAside {
  private static final ReleaseId NONE = new ReleaseId("none");
  private static final Duration PAUSE_POLL = Duration.ofSeconds(1);

  private final Gear gear;
  private final Crew crew;
  private final Lookout lookout;
  private final Policy policy;
  private final Signal signal;

  /// Hosts that wait for a person to say that it goes on.
  private final AtomicInteger paused = new AtomicInteger();

  SettingAside(Gear gear, Crew crew, Lookout lookout, Policy policy, Signal signal) {
    this.gear = gear;
    this.crew = crew;
    this.lookout = lookout;
    this.policy = policy;
    this.signal = signal;
  }

  /// @param emptied hosts that a person wants to have nothing serve on
  Aside setAside(Set<Slot> slots, Set<Host> emptied, Observed first) throws InterruptedException {
    Map<Host, List<SlotView>> byHost =
        first
            .slots()
            .filter(view -> slots.contains(view.slot()))
            .collect(
                Collectors.groupingBy(
                    view -> view.slot().host(), TreeMap::new, Collectors.toList()));
    List<Callable<Part>> tasks =
        byHost.values().stream()
            .<Callable<Part>>map(views -> () -> onHost(views, mustServe(views, emptied), slots))
            .toList();
    var out = new HashSet<Slot>();
    var problems = new ArrayList<Problem>();
    for (Part part : crew.all(tasks)) {
      out.addAll(part.out());
      part.problem().ifPresent(problems::add);
    }
    Optional<Problem> problem =
        problems.isEmpty()
            ? Optional.empty()
            : gear.lease().lost().or(() -> problems.stream().findFirst());
    return new Aside(outcome(out, problem), out, problem);
  }

  private Outcome outcome(Set<Slot> out, Optional<Problem> problem) {
    if (problem.isEmpty()) {
      return Outcome.DONE;
    }
    if (gear.lease().lost().isPresent()) {
      return Outcome.LOCK_LOST;
    }
    return signal.stopped() ? Outcome.STOPPED : out.isEmpty() ? Outcome.WENT_BACK : Outcome.MIXED;
  }

  private record Part(Set<Slot> out, Optional<Problem> problem) {}

  private int mustServe(List<SlotView> views, Set<Host> emptied) {
    return emptied.contains(views.getFirst().slot().host())
        ? 0
        : Math.max(1, gear.service().slots() - policy.perHost());
  }

  private Part onHost(List<SlotView> views, int mustServe, Set<Slot> wanted)
      throws InterruptedException {
    var out = new HashSet<Slot>();
    Optional<Problem> problem = Optional.empty();
    Instant looked = gear.time().now();
    for (SlotView view : views) {
      if (view.takenOut()) {
        out.add(view.slot());
      } else if (problem.isEmpty()) {
        awaitResume();
        problem =
            signal.stopped() ? Optional.of(stopped(view.slot())) : refusal(view, wanted, looked);
        if (problem.isEmpty()) {
          problem = setAside(view, mustServe);
          looked = Instant.EPOCH;
          if (problem.isEmpty() || isOut(view.slot())) {
            out.add(view.slot());
          }
        }
      }
    }
    return new Part(out, problem);
  }

  /// Others may have gone down since that look, on any host.
  private Optional<Problem> refusal(SlotView view, Set<Slot> wanted, Instant looked)
      throws InterruptedException {
    if (gear.time().now().isBefore(looked.plus(Loop.STALE))) {
      return Optional.empty();
    }
    return switch (Leave.of(gear.service(), policy, lookout.all(), wanted)) {
      case Leave.Granted _ -> Optional.empty();
      case Leave.Refused(var problem) ->
          Optional.of(
              new Problem(
                  "%s was not taken out".formatted(view.slot()), problem.why(), problem.next()));
    };
  }

  /// While a person has paused it, the slots in hand are finished and no other is begun.
  private void awaitResume() throws InterruptedException {
    if (!signal.paused()) {
      return;
    }
    if (paused.getAndIncrement() == 0) {
      gear.story().tell(new Event.Paused(""));
    }
    Instant since = gear.time().now();
    while (signal.paused() && gear.lease().lost().isEmpty()) {
      gear.time().sleep(PAUSE_POLL);
      if (gear.time().now().isAfter(since.plus(Pace.MOST_PAUSED))) {
        signal.stop();
      }
    }
    if (paused.decrementAndGet() == 0 && signal.state() == Signal.State.GO) {
      gear.story().tell(new Event.Resumed());
    }
  }

  private Optional<Problem> setAside(SlotView view, int mustServe) throws InterruptedException {
    return switch (new LaneRun(gear, lane(view, mustServe)).run()) {
      case LaneEnd.Done _ -> Optional.empty();
      case LaneEnd.Failed(_, var why) -> Optional.of(why);
      case LaneEnd.Postponed _ -> Optional.of(floor(view.slot()));
    };
  }

  /// What was begun may have come half way; what cannot be asked may be out.
  private boolean isOut(Slot slot) throws InterruptedException {
    try {
      String server = gear.service().balancer().server().of(slot.number());
      return gear.fleet().balancer(slot.host()).read().server(server).admission()
          != Admission.READY;
    } catch (CallFailed unread) {
      return true;
    }
  }

  private static Problem stopped(Slot slot) {
    return new Problem(
        "%s was not taken out".formatted(slot),
        "someone asked to stop",
        "the same command again goes on");
  }

  private Lane lane(SlotView view, int mustServe) {
    return new Lane(
        view.slot(),
        view.holder().map(Berth::release).orElse(NONE),
        "set aside by hand",
        view.serving() ? Lane.Cost.ONE_SLOT : Lane.Cost.FREE,
        Lane.Hands.RESPECTED,
        mustServe,
        steps(view));
  }

  /// Where nothing is, nothing is to be waited for.
  private List<Step> steps(SlotView view) {
    return view.vacant()
        ? List.of(new Step.SetAside())
        : List.of(
            new Step.Drain(policy.drain().deadline(), Policy.PastDeadline.ROLL_BACK),
            new Step.SetAside());
  }

  private Problem floor(Slot slot) {
    return new Problem(
        "%s was not taken out".formatted(slot),
        "too few other slots of %s would serve, or someone else has a hand on it"
            .formatted(slot.host()),
        "ballast status shows which; bring them back first, or name the whole host");
  }
}
