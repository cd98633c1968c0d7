package ballast.view;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Berth.Place;
import ballast.model.Observed;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.SlotView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
    if (view.foreignHand()) {
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
    ServerView server = view.server();
    Function<Berth, String> container =
        berth ->
            switch (berth.state()) {
              case CREATED -> "its container was never started";
              case RUNNING -> server(server);
              case RESTARTING -> "its container restarts again and again";
              case PAUSED -> "its container is paused";
              case EXITED, DEAD -> "its container does not run";
            };
    return view.holder().map(container).orElse("no container");
  }

  private static String server(ServerView server) {
    return switch (server.admission()) {
      case DRAIN -> "its server drains";
      case MAINT -> "its server is in maintenance";
      case READY ->
          server.up() == ServerView.Condition.DOWN
              ? "HAProxy's check says " + Words.line(server.check())
              : "its server has weight 0";
    };
  }

  /// A kept container is the way back, not a leftover, unless it runs.
  private static Optional<Mark> leftover(Berth berth) {
    return switch (berth.place()) {
      case HOLDER -> Optional.empty();
      case PREPARED ->
          Optional.of(
              new Mark("prepared", "a container of %s stands ready".formatted(berth.version())));
      case NEXT, LAST ->
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
        + (berth.place() == Place.NEXT ? " was to take the slot" : " had the slot");
  }

  /// The server's state in HAProxy's words.
  static String state(ServerView server) {
    String admission = server.admission().name().toLowerCase(java.util.Locale.ROOT);
    return server.admission() == Admission.READY && server.up() == ServerView.Condition.DOWN
        ? admission + ", down"
        : admission;
  }
}
