package ballast.view;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Observed;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.SlotView;
import ballast.plan.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is not as it should be with a slot, as far as a look can tell.
///
/// @param usual the release that most slots hold
record Marks(Optional<ReleaseId> usual) {

  static Marks of(Observed observed) {
    Map<ReleaseId, Long> held =
        observed
            .slots()
            .flatMap(view -> view.holder().stream())
            .collect(Collectors.groupingBy(Berth::release, Collectors.counting()));
    return new Marks(
        held.entrySet().stream()
            .max(
                Map.Entry.<ReleaseId, Long>comparingByValue()
                    .thenComparing(entry -> entry.getKey().value(), Comparator.reverseOrder()))
            .map(Map.Entry::getKey));
  }

  /// @param name for programs, snake_case
  /// @param words for people
  record Mark(String name, String words) {}

  List<Mark> of(SlotView view) {
    var marks = new ArrayList<Mark>();
    if (view.spare()) {
      marks.add(new Mark("spare", "a spare, empty on purpose"));
    } else if (view.foreignHand()) {
      marks.add(
          new Mark("foreign_hand", "taken out by someone else: it stays so, and counts as out"));
    } else if (!view.serving()) {
      marks.add(new Mark("out", "out: " + whyOut(view)));
    }
    view.holder()
        .map(Berth::release)
        .filter(release -> usual.isPresent() && !release.equals(usual.get()))
        .ifPresent(_ -> marks.add(new Mark("differs", "not the release that most slots run")));
    for (Berth berth : view.berths()) {
      leftover(berth).ifPresent(marks::add);
    }
    return marks;
  }

  private static String whyOut(SlotView view) {
    Phase phase = Phase.of(view);
    return phase instanceof Phase.Down(_, var server) && server.up() == ServerView.Condition.DOWN
        ? "HAProxy's check says " + Words.line(server.check())
        : phase.words();
  }

  /// A kept container is the way back, not a leftover, unless it runs.
  private static Optional<Mark> leftover(Berth berth) {
    return switch (berth.place()) {
      case HOLDER -> Optional.empty();
      case PREPARED ->
          Optional.of(
              new Mark("prepared", "a container of %s stands ready".formatted(berth.version())));
      case NEXT, LAST, LEAVING ->
          Optional.of(new Mark("in_hand", "a handover is not finished: " + hand(berth)));
      case KEPT ->
          berth.state().alive()
              ? Optional.of(
                  new Mark(
                      "kept_alive", "the kept container of %s runs".formatted(berth.version())))
              : Optional.empty();
    };
  }

  private static String hand(Berth berth) {
    return berth.version()
        + switch (berth.place()) {
          case NEXT -> " was to take the slot";
          case LEAVING -> " was to leave the slot empty";
          case HOLDER, PREPARED, LAST, KEPT -> " had the slot";
        };
  }

  /// The server's state in HAProxy's words.
  static String state(ServerView server) {
    String admission = server.admission().name().toLowerCase(java.util.Locale.ROOT);
    return server.admission() == Admission.READY && server.up() == ServerView.Condition.DOWN
        ? admission + ", down"
        : admission;
  }
}
