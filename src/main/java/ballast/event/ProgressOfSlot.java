package ballast.event;

import ballast.model.Berth;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How far one slot is.
///
/// ```
/// SERVING | WAITING --> PREPARED --> DRAINING --> STOPPING --> STARTING --> PROVING --> READY --> SOAKING --> DONE
///                          ^            |            |            |            |                    |          |
///                          '- put off --'            '------------'--- FAILED -'--------------------'          |
///                                                                        |                                    |
///                                              the same steps again <-- RETURNING <----- another one failed ---'
/// ```
///
/// @param before the version it ran when it was first seen; empty while nobody has said
/// @param now the version it runs; empty while nobody has said
/// @param to the version it is brought to; empty before its lane starts
/// @param why what it waits for, or what went wrong; empty when there is nothing to say
/// @param since when the phase began
/// @param outSince when this rollout took it out, while it is out
/// @param outBefore how long this rollout had it out before `outSince`
/// @param use whether it is counted on; a spare, one that is being filled or emptied, is never out
/// @param load what it had to do when it was last looked at; empty when that was never, or before
///   the lane that works on it
public record ProgressOfSlot(
    Slot slot,
    Phase phase,
    Progress.Course course,
    String before,
    String now,
    String to,
    String why,
    Instant since,
    Optional<Instant> outSince,
    Duration outBefore,
    SlotView.Use use,
    Optional<Load> load) {

  /// @param requests in flight
  /// @param at when that was seen
  public record Load(long requests, Instant at) {}

  /// What is being done to a slot, or what it waits for.
  public enum Phase {
    /// It stands by, empty.
    SPARE,
    /// It serves and needs nothing.
    SERVING,
    /// It serves, and its turn comes.
    WAITING,
    /// It serves, and the new container stands ready beside the old one.
    PREPARED,
    /// It does not serve, and no lane of this rollout works on it.
    OUT,
    PREPARING,
    DRAINING,
    STOPPING,
    STARTING,
    PROVING,
    /// HAProxy sends it requests again; its lane has not ended yet.
    READY,
    SOAKING,
    /// Its lane has ended: it serves what it should.
    DONE,
    FAILED,
    /// It is to go back, and its turn comes.
    RETURNING;

    /// Whether a lane works on the slot now.
    public boolean inHand() {
      return switch (this) {
        case PREPARING, DRAINING, STOPPING, STARTING, PROVING, READY, SOAKING -> true;
        case SPARE, SERVING, WAITING, PREPARED, OUT, DONE, FAILED, RETURNING -> false;
      };
    }

    /// Whether its last lane has ended, and no other begun.
    boolean over() {
      return switch (this) {
        case DONE, FAILED, RETURNING -> true;
        case SPARE,
            SERVING,
            WAITING,
            PREPARED,
            OUT,
            PREPARING,
            DRAINING,
            STOPPING,
            STARTING,
            PROVING,
            READY,
            SOAKING ->
            false;
      };
    }
  }

  static ProgressOfSlot unseen(Slot slot, Instant at) {
    return new ProgressOfSlot(
        slot,
        Phase.WAITING,
        Progress.Course.FORTH,
        "",
        "",
        "",
        "",
        at,
        Optional.empty(),
        Duration.ZERO,
        SlotView.Use.COUNTED,
        Optional.empty());
  }

  /// Whether it counts as out: this rollout took it out, or it was found so.
  public boolean isOut() {
    return outSince.isPresent() || phase == Phase.OUT;
  }

  /// How long this rollout has had it out, all times together.
  public Duration out(Instant at) {
    return outSince.map(from -> outBefore.plus(Duration.between(from, at))).orElse(outBefore);
  }

  /// A look at it from outside; changes nothing while a lane works on it, since the lane knows
  /// better.
  ///
  /// @param wanted the version that untouched slots are still to be brought to, if they are
  ProgressOfSlot seen(SlotView view, Optional<String> wanted, Instant at) {
    String version = view.holder().map(Berth::version).orElse("");
    return switch (phase) {
      case PREPARING, DRAINING, STOPPING, STARTING, PROVING, READY, SOAKING -> this;
      case FAILED, RETURNING -> versions(before, version, to).used(view.use());
      case SPARE, SERVING, WAITING, PREPARED, OUT, DONE -> {
        var known =
            versions(before.isEmpty() ? version : before, version, to)
                .used(view.use())
                .loaded(new Load(view.server().sessions(), at));
        if (view.spare()) {
          yield known.in(Phase.SPARE, "", at);
        }
        if (!view.serving()) {
          yield known.in(Phase.OUT, whyOut(view), at);
        }
        Phase next = phase == Phase.DONE ? phase : untouched(view, wanted, version);
        yield known.in(next, next == phase ? why : "", at);
      }
    };
  }

  private static String whyOut(SlotView view) {
    if (view.unopened()) {
      return "empty, no container yet";
    }
    return view.foreignHand() ? "taken out by someone else" : "does not serve";
  }

  private static Phase untouched(SlotView view, Optional<String> wanted, String version) {
    if (wanted.isEmpty() || wanted.get().equals(version)) {
      return Phase.SERVING;
    }
    return view.berths().stream().anyMatch(berth -> berth.place() == Berth.Place.PREPARED)
        ? Phase.PREPARED
        : Phase.WAITING;
  }

  ProgressOfSlot prepared(Instant at) {
    return phase == Phase.WAITING ? in(Phase.PREPARED, why, at) : this;
  }

  /// One that failed goes back, also where no other does.
  ///
  /// @param version what the lane is told of with
  /// @param whole where the rollout is heading
  ProgressOfSlot laneStarted(String version, String cause, Progress.Course whole, Instant at) {
    boolean returns = phase == Phase.FAILED || course == Progress.Course.BACK;
    Progress.Course heading = returns ? Progress.Course.BACK : whole;
    var turned =
        new ProgressOfSlot(
            slot,
            phase,
            heading,
            before,
            now,
            target(version, heading),
            why,
            since,
            outSince,
            outBefore,
            version.isEmpty() ? SlotView.Use.SPARE : use,
            Optional.empty());
    return turned.in(Phase.PREPARING, cause, at);
  }

  /// A lane that goes back is told of without a version, since each slot has its own.
  private String target(String version, Progress.Course heading) {
    if (version.isEmpty()) {
      return version;
    }
    return switch (heading) {
      case FORTH, STOPPING, PAUSED -> version;
      case BACK -> before.isEmpty() ? version : before;
    };
  }

  ProgressOfSlot stepStarted(Step step, Instant at) {
    return switch (step) {
      case Step.Prepare _ -> in(Phase.PREPARING, "", at);
      case Step.Drain _ -> in(Phase.DRAINING, "", at).leaving(at);
      case Step.TakeOut _ -> in(Phase.STOPPING, "", at).leaving(at);
      case Step.Start _ -> in(Phase.STARTING, "", at).leaving(at);
      case Step.Prove _ -> in(Phase.PROVING, "", at).leaving(at);
      case Step.Admit _ -> in(Phase.READY, "", at);
      case Step.Vacate _ -> in(Phase.STOPPING, "", at);
      case Step.Reopen _ -> used(SlotView.Use.COUNTED).in(Phase.READY, "", at);
      case Step.SetAside _ -> in(Phase.OUT, "set aside", at).leaving(at);
      case Step.Soak _ -> in(Phase.SOAKING, "", at);
    };
  }

  ProgressOfSlot stepEnded(Step step, Instant at) {
    return switch (step) {
      case Step.Admit _ -> serving(at);
      case Step.Start _ -> versions(before, to, to);
      case Step.Prepare _,
          Step.Drain _,
          Step.TakeOut _,
          Step.Vacate _,
          Step.Prove _,
          Step.SetAside _,
          Step.Soak _ ->
          this;
      case Step.Reopen _ -> in(Phase.OUT, "empty", at);
    };
  }

  ProgressOfSlot waits(String reason) {
    return in(phase, reason, since);
  }

  /// Whether it is out and counted: where its lane ends with nothing in it, it was opened again.
  public boolean reopened() {
    return phase == Phase.OUT && use == SlotView.Use.COUNTED;
  }

  /// @param version what it serves; empty when nothing is in it: it is a spare now, or open again
  ProgressOfSlot laneEnded(String version, Instant at) {
    if (version.isEmpty() && reopened()) {
      return this;
    }
    if (version.isEmpty()) {
      return versions(before, "", "").serving(at).used(SlotView.Use.SPARE).in(Phase.SPARE, "", at);
    }
    return versions(before, version, version)
        .serving(at)
        .used(SlotView.Use.COUNTED)
        .in(Phase.DONE, "", at);
  }

  ProgressOfSlot laneFailed(String what, Instant at) {
    return in(Phase.FAILED, what, at);
  }

  /// It was given back before its old container was touched.
  ProgressOfSlot postponed(String reason, Instant at) {
    if (now.isEmpty() && use == SlotView.Use.SPARE) {
      return in(Phase.SPARE, reason, at);
    }
    return serving(at).in(Phase.WAITING, reason, at);
  }

  /// After a pause what failed is tried again; what goes back just then does so to its end.
  ProgressOfSlot forgiven(Instant at) {
    if (phase.inHand()) {
      return this;
    }
    ProgressOfSlot next = phase == Phase.FAILED ? in(Phase.WAITING, "", at) : this;
    return next.heading(Progress.Course.FORTH);
  }

  /// Whether it has gone back.
  boolean isBack() {
    return phase == Phase.DONE && course == Progress.Course.BACK;
  }

  /// The rollout goes back: what was touched returns, what was not stays as it is.
  ProgressOfSlot turnsBack(Instant at) {
    return switch (phase) {
      case DONE -> isBack() ? this : in(Phase.RETURNING, why, at);
      case FAILED -> in(Phase.RETURNING, why, at);
      case WAITING, PREPARED -> in(Phase.SERVING, "", at);
      case SPARE,
          SERVING,
          OUT,
          PREPARING,
          DRAINING,
          STOPPING,
          STARTING,
          PROVING,
          READY,
          SOAKING,
          RETURNING ->
          this;
    };
  }

  /// Nothing waits any more when a rollout has ended.
  ProgressOfSlot rests(Instant at) {
    return switch (phase) {
      case WAITING, PREPARED -> in(Phase.SERVING, "", at);
      case SPARE,
          SERVING,
          OUT,
          PREPARING,
          DRAINING,
          STOPPING,
          STARTING,
          PROVING,
          READY,
          SOAKING,
          DONE,
          FAILED,
          RETURNING ->
          this;
    };
  }

  private ProgressOfSlot in(Phase next, String reason, Instant at) {
    return new ProgressOfSlot(
        slot,
        next,
        course,
        before,
        now,
        to,
        reason,
        next == phase ? since : at,
        outSince,
        outBefore,
        use,
        load);
  }

  private ProgressOfSlot heading(Progress.Course next) {
    return new ProgressOfSlot(
        slot, phase, next, before, now, to, why, since, outSince, outBefore, use, load);
  }

  private ProgressOfSlot used(SlotView.Use other) {
    return new ProgressOfSlot(
        slot, phase, course, before, now, to, why, since, outSince, outBefore, other, load);
  }

  private ProgressOfSlot loaded(Load seen) {
    return new ProgressOfSlot(
        slot,
        phase,
        course,
        before,
        now,
        to,
        why,
        since,
        outSince,
        outBefore,
        use,
        Optional.of(seen));
  }

  private ProgressOfSlot versions(String from, String current, String target) {
    return new ProgressOfSlot(
        slot, phase, course, from, current, target, why, since, outSince, outBefore, use, load);
  }

  private ProgressOfSlot leaving(Instant at) {
    return switch (use) {
      case COUNTED -> outFrom(at);
      case SPARE -> this;
    };
  }

  private ProgressOfSlot outFrom(Instant at) {
    return new ProgressOfSlot(
        slot,
        phase,
        course,
        before,
        now,
        to,
        why,
        since,
        Optional.of(outSince.orElse(at)),
        outBefore,
        use,
        load);
  }

  private ProgressOfSlot serving(Instant at) {
    return new ProgressOfSlot(
        slot, phase, course, before, now, to, why, since, Optional.empty(), out(at), use, load);
  }
}
