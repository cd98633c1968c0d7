package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.event.Entry;
import ballast.event.PastRollout;
import ballast.journal.JournalTail;
import ballast.journal.KeptRollouts;
import ballast.journal.KeptRollouts.Found;
import ballast.port.Time;
import ballast.rollout.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Shows a kept rollout's story again, through the views that showed it then. Asks no host.
final class Replay {
  /// How fast on a terminal, when nobody says.
  private static final int USUAL_SPEED = 10;

  /// A quiet hour is not sat out.
  private static final Duration MOST_WAIT = Duration.ofSeconds(5);

  /// How often a person who wants to stop is looked for.
  private static final Duration SLICE = Duration.ofMillis(100);

  private static final int MOST_NAMED = 5;

  private final Terminal terminal;
  private final Time time;
  private final Signal signal;
  private final Path folder;

  Replay(Terminal terminal, Time time, Signal signal, Path folder) {
    this.terminal = terminal;
    this.time = time;
    this.signal = signal;
    this.folder = folder;
  }

  Exit run(Command.Replay wanted) throws Failure, InterruptedException {
    String service = Project.config(wanted.common()).service().name();
    PastRollout rollout = meant(wanted.rollout(), service);
    JournalTail.More story = read(rollout);
    show(wanted, story.entries());
    if (!story.unreadable().isEmpty()) {
      terminal
          .err()
          .println(
              "warning: %d of the journal's lines hold no event and were passed over, line %d the first"
                  .formatted(story.unreadable().size(), story.unreadable().getFirst()));
    }
    switch (rollout.end()) {
      case PastRollout.End.Told _ -> {}
      case PastRollout.End.StillRuns() ->
          terminal.err().println("this rollout still runs\n  next: ballast watch");
      case PastRollout.End.WithoutAWord() ->
          terminal
              .err()
              .println(
                  "this rollout ended without a word: its process or its machine died\n"
                      + "  next: ballast status shows what runs where; deploying again finishes what is half done");
    }
    return Exit.DONE;
  }

  private PastRollout meant(String wanted, String service) throws Failure {
    KeptRollouts kept = History.kept(folder, service);
    return switch (kept.find(wanted)) {
      case Found.One(var rollout) -> rollout;
      case Found.Several(var several) ->
          throw new Failure(
              Exit.USAGE,
              "'%s' is the beginning of several rollouts: %s%n  next: say more of the id"
                  .formatted(wanted, named(several)));
      case Found.None() ->
          throw new Failure(
              Exit.USAGE,
              kept.rollouts().isEmpty()
                  ? "no rollout of %s is kept on this machine%n  next: those started elsewhere are kept there"
                      .formatted(service)
                  : "no rollout of %s kept on this machine is called '%s'; the most recent: %s%n  next: ballast history shows all"
                      .formatted(service, wanted, named(kept.rollouts())));
    };
  }

  private static String named(List<PastRollout> rollouts) {
    return rollouts.stream()
            .limit(MOST_NAMED)
            .map(PastRollout::id)
            .collect(Collectors.joining(", "))
        + (rollouts.size() > MOST_NAMED
            ? " and %d more".formatted(rollouts.size() - MOST_NAMED)
            : "");
  }

  private JournalTail.More read(PastRollout rollout) throws Failure {
    try {
      return new JournalTail(folder, rollout.id()).more();
    } catch (IOException unreadable) {
      throw new Failure(
          Exit.USAGE,
          "the journal of %s cannot be read: %s".formatted(rollout.id(), unreadable.getMessage()));
    }
  }

  private void show(Command.Replay wanted, List<Entry> story) throws InterruptedException {
    int speed =
        wanted.speed().orElse(terminal.kind() == Terminal.Kind.INTERACTIVE ? USUAL_SPEED : 0);
    Instant from = story.isEmpty() ? Instant.EPOCH : story.getFirst().at();
    var clock = new StoryClock(time, speed, from);
    try (Audience audience = Audience.screen(wanted.common(), terminal, clock::now)) {
      for (Entry entry : story) {
        if (speed > 0 && !waited(clock, entry.at())) {
          break;
        }
        clock.reached(entry.at());
        audience.hear(entry);
      }
    }
    if (signal.stopped()) {
      terminal.err().println("the replay was stopped before its end");
    }
  }

  /// @return false when a person asks to stop
  private boolean waited(StoryClock clock, Instant until) throws InterruptedException {
    Instant most = time.now().plus(MOST_WAIT);
    while (clock.now().isBefore(until) && time.now().isBefore(most) && !signal.stopped()) {
      Duration left = clock.until(until);
      time.sleep(left.compareTo(SLICE) < 0 ? left : SLICE);
    }
    return !signal.stopped();
  }

  /// Goes as fast as the story is told.
  private static final class StoryClock {
    private final Time time;
    private final int speed;
    private volatile Moment moment;

    /// @param told when, by our own clock, the story had come to a point
    private record Moment(Instant story, Instant told) {}

    StoryClock(Time time, int speed, Instant from) {
      this.time = time;
      this.speed = speed;
      this.moment = new Moment(from, time.now());
    }

    void reached(Instant story) {
      moment = new Moment(story, time.now());
    }

    Instant now() {
      Moment last = moment;
      return last.story().plus(Duration.between(last.told(), time.now()).multipliedBy(speed));
    }

    Duration until(Instant story) {
      Duration left = Duration.between(now(), story).dividedBy(speed);
      return left.isNegative() ? Duration.ZERO : left.plusMillis(1);
    }
  }
}
