package ballast.plan;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.ServerView;
import ballast.model.SlotView;
import ballast.model.Start;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where a slot stands, by one look at its containers and its server. Every look has exactly one
/// phase, whatever died at whatever step: it is how a run finds out what the one before it left.
///
/// ```
///           mark,        maintenance      is told       ends             start           proof, ready
///           drain                         to stop
///  Serving -----> Draining ----> TakenOut ----> Stopping ----> Stopped ----> Started ---------> Unfinished
///   ^ |  ^           |              |                            |             |                   |
///   | |  '-----------+-- undone ----+----------------------------+-------------+   its container   |
///   | |                                                          ^             |       ended       |
///   | |                                                          |             '-----> Fallen      |
///   | |                                                          '- the old one again -'           |
///   | '--------------------------------------- the mark goes <-------------------------------------'
///   |
///   |-- HAProxy's check fails, by itself ------> Down     until it is up again
///   |-- its container ends, by itself ---------> Ended    until one is started
///   |-- someone removes its container ---------> Empty    until one is started
///   |-- a spare stands in for it --------------> Spare    until it stands in for another
///   '-- someone else's maint, drain, weight 0 -> Foreign  until they give it back, or it is taken back
/// ```
///
/// A slot that is new is empty, too: its server is closed until its first container serves.
///
/// The upper row bears the mark of a hand-over ([SlotView#inHand]), the lower one does not.
public sealed interface Phase {
  /// Users get answers from it, and nothing is left to do.
  record Serving(Berth berth) implements Phase {}

  /// It serves, and still bears the mark of its hand-over.
  record Unfinished(Berth berth) implements Phase {}

  /// Marked, and its own container still has it. Its server drains, or would have had to next.
  record Draining(Berth old) implements Phase {}

  /// Marked and in maintenance, and its own container still has it.
  record TakenOut(Berth old) implements Phase {}

  /// Marked, and its own container was told to stop and runs: whoever told it may have died since,
  /// and it ends in a moment; or it has been started again, and then nobody knows that it stays.
  record Stopping(Berth old) implements Phase {}

  /// Marked, and nothing runs in it.
  ///
  /// @param old the container that it was taken from, where there was one
  /// @param next the one that was to take it
  record Stopped(Optional<Berth> old, Optional<Berth> next) implements Phase {}

  /// Marked, and the new container runs in it, not proven.
  ///
  /// @param old the container that it was taken from, where there was one
  record Started(Berth berth, Optional<Berth> old) implements Phase {}

  /// Marked, and the new container has it and does not run.
  ///
  /// @param old the container that it was taken from, where there was one
  record Fallen(Berth berth, Optional<Berth> old) implements Phase {}

  /// Its container runs, nobody took it out, and it does not serve.
  record Down(Berth berth, ServerView server) implements Phase {}

  /// Its container does not run, by nobody's hand that could be told.
  record Ended(Berth berth) implements Phase {}

  /// No container has it, and none is to.
  record Spare() implements Phase {}

  /// No container has it.
  ///
  /// @param start how HAProxy's start has left its server
  record Empty(Start start) implements Phase {}

  /// Someone else took it out.
  record Foreign(Optional<Berth> holder, ServerView server) implements Phase {}

  /// The phase of a slot that looks like that.
  static Phase of(SlotView view) {
    if (view.spare()) {
      return new Spare();
    }
    Optional<Berth> holder = view.holder();
    if (holder.isPresent() && holder.get().place() == Berth.Place.LAST) {
      return new Stopping(holder.get());
    }
    if (view.serving()) {
      Berth berth = holder.orElseThrow();
      return view.inHand() ? new Unfinished(berth) : new Serving(berth);
    }
    if (view.foreignHand()) {
      return new Foreign(holder, view.server());
    }
    if (holder.isEmpty()) {
      return view.inHand()
          ? new Stopped(takenFrom(view), next(view))
          : new Empty(view.server().start());
    }
    return view.inHand() ? inHand(view, holder.get()) : byItself(view, holder.get());
  }

  private static Phase inHand(SlotView view, Berth holder) {
    Optional<Berth> old = takenFrom(view);
    boolean handedOver = old.isPresent() || holder.place() == Berth.Place.NEXT;
    if (handedOver) {
      return holder.state() == Berth.State.RUNNING
          ? new Started(holder, old)
          : new Fallen(holder, old);
    }
    if (!holder.state().alive()) {
      return new Stopped(Optional.of(holder), next(view));
    }
    return view.server().admission() == Admission.MAINT
        ? new TakenOut(holder)
        : new Draining(holder);
  }

  private static Phase byItself(SlotView view, Berth holder) {
    return holder.state() == Berth.State.RUNNING
        ? new Down(holder, view.server())
        : new Ended(holder);
  }

  /// The container that a slot in hand was taken from. Where one hand-over broke into another there
  /// are two, and the earlier one is known to have served.
  static Optional<Berth> takenFrom(SlotView view) {
    return at(view, Berth.Place.LAST).stream().min(Comparator.comparing(Berth::created));
  }

  private static Optional<Berth> next(SlotView view) {
    return at(view, Berth.Place.NEXT).stream().max(Comparator.comparing(Berth::created));
  }

  private static List<Berth> at(SlotView view, Berth.Place place) {
    return view.berths().stream().filter(berth -> berth.place() == place).toList();
  }

  /// What a person reads of it.
  default String words() {
    return switch (this) {
      case Serving(var berth) -> "serves " + berth.version();
      case Unfinished(var berth) ->
          "serves %s, but its hand-over was not finished".formatted(berth.version());
      case Draining(var old) -> "was being drained: %s".formatted(still(old));
      case TakenOut(var old) -> "was taken out: %s".formatted(still(old));
      case Stopping(var old) -> "%s was told to stop, and runs".formatted(old.version());
      case Stopped(var old, _) ->
          old.map(berth -> berth.version() + " was stopped, and nothing started in its place")
              .orElse("was to be filled, and nothing started in it");
      case Started(var berth, _) -> berth.version() + " was started, but not proven";
      case Fallen(var berth, _) -> "was handed over, and " + fallen(berth);
      case Down(var berth, var server) ->
          "runs %s, but %s"
              .formatted(
                  berth.version(),
                  server.up() == ServerView.Condition.DOWN
                      ? "HAProxy's check says it is down"
                      : "its weight in HAProxy's config is 0");
      case Ended(var berth) -> fallen(berth);
      case Spare() -> "a spare";
      case Empty(var start) ->
          switch (start) {
            case OPEN -> "no container";
            case CLOSED -> "empty, no container yet";
          };
      case Foreign(_, var server) ->
          "taken out by someone else (%s, weight %d)"
              .formatted(server.admission().name().toLowerCase(Locale.ROOT), server.weight());
    };
  }

  private static String still(Berth old) {
    return switch (old.state()) {
      case RUNNING -> old.version() + " still runs";
      case CREATED, RESTARTING, PAUSED, EXITED, DEAD -> fallen(old);
    };
  }

  private static String fallen(Berth berth) {
    return switch (berth.state()) {
      case RUNNING -> "its container of %s runs".formatted(berth.version());
      case RESTARTING -> "its container of %s restarts again and again".formatted(berth.version());
      case PAUSED -> "its container of %s is paused".formatted(berth.version());
      case CREATED -> "its container of %s was never started".formatted(berth.version());
      case EXITED, DEAD -> "its container of %s does not run".formatted(berth.version());
    };
  }
}
