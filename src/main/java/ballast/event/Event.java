package ballast.event;

import ballast.model.HookPoint;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.EdgeMove;
import ballast.plan.Step;
import java.time.Duration;
import java.util.Optional;

/// What happened in a rollout. Every screen, the journal and the receipt are made of these.
public sealed interface Event {
  /// @param id the rollout's own name
  /// @param version what is rolled out
  /// @param lanes how many slots need something
  /// @param mostOut how many slots will be out at once, at most
  record RolloutStarted(String id, String service, String version, int lanes, int mostOut)
      implements Event {}

  /// A host was looked at.
  record HostSeen(HostView view) implements Event {}

  record PullStarted(Host host, String image) implements Event {}

  /// @param total 0 while it is not known
  record PullProgressed(Host host, long bytes, long total) implements Event {}

  record Pulled(Host host, Duration took) implements Event {}

  /// The host has the image and a container made ready for each of its slots; nothing of it was
  /// touched.
  record HostPrepared(Host host, int containers, Duration took) implements Event {}

  record LaneStarted(Slot slot, String cause, String version) implements Event {}

  record StepStarted(Slot slot, Step step) implements Event {}

  /// @param detail what is worth saying of it, or nothing
  record StepEnded(Slot slot, Step step, Duration took, String detail) implements Event {}

  /// A step still waits; said again whenever its reason changes.
  record StepWaits(Slot slot, Step step, String why) implements Event {}

  /// Requests that were still in flight when the drain's deadline had passed, and that the policy
  /// gave up.
  record RequestsCut(Slot slot, long requests, String why) implements Event {}

  /// @param out how long the slot did not serve
  record LaneEnded(Slot slot, String version, Duration out) implements Event {}

  record LaneFailed(Slot slot, Problem problem) implements Event {}

  /// FLOOR would have been broken by a change that came from elsewhere; the slot serves on and its
  /// turn comes again.
  record LanePostponed(Slot slot, String why) implements Event {}

  record Noticed(String text) implements Event {}

  /// What was rolled goes back to what it ran before.
  record GoingBack(String cause, int slots) implements Event {}

  /// A person asked to stop: slots in hand are finished, no other is begun.
  record StopAsked() implements Event {}

  /// Slots in hand are finished, no other is begun until a person says so.
  ///
  /// @param why what failed; empty where a person asked for it
  record Paused(String why) implements Event {}

  /// It goes on after a pause.
  record Resumed() implements Event {}

  /// A command of `hooks:` runs.
  ///
  /// @param about the batch, host or slot; empty for the whole rollout
  record HookStarted(HookPoint hook, String about) implements Event {}

  /// @param problem why it did not go well, if it did not
  /// @param output the last of what it wrote
  record HookEnded(
      HookPoint hook, String about, Duration took, Optional<Problem> problem, String output)
      implements Event {}

  /// A host leaves the edge or joins it again.
  record EdgeStarted(Host host, EdgeMove.Way way, String cause) implements Event {}

  /// The edge is not done with it; said again whenever its reason changes.
  record EdgeWaits(Host host, EdgeMove.Way way, String why) implements Event {}

  /// By the edge's own word it is so.
  ///
  /// @param detail what is worth saying of it, or nothing
  record EdgeEnded(Host host, EdgeMove.Way way, Duration took, String detail) implements Event {}

  /// It is not so, or not known to be.
  record EdgeFailed(Host host, EdgeMove.Way way, Problem problem) implements Event {}

  record RolloutEnded(Receipt receipt) implements Event {}

  /// Whether it is only worth showing, not keeping.
  default boolean ephemeral() {
    return switch (this) {
      case PullProgressed _, StepWaits _, EdgeWaits _, HostSeen _ -> true;
      case RolloutStarted _,
          PullStarted _,
          Pulled _,
          HostPrepared _,
          LaneStarted _,
          StepStarted _,
          StepEnded _,
          RequestsCut _,
          LaneEnded _,
          LaneFailed _,
          LanePostponed _,
          Noticed _,
          GoingBack _,
          StopAsked _,
          Paused _,
          Resumed _,
          HookStarted _,
          HookEnded _,
          EdgeStarted _,
          EdgeEnded _,
          EdgeFailed _,
          RolloutEnded _ ->
          false;
    };
  }
}
