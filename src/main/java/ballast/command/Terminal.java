package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.rollout.Signal;
import ballast.view.Palette;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Where a command speaks and listens.
///
/// @param out the answer
/// @param err the story
/// @param in a person's answers
/// @param width columns of the terminal
/// @param height rows of the terminal
public record Terminal(
    PrintStream out, PrintStream err, InputStream in, Kind kind, int width, int height) {
  /// How long a person may take to answer: what is asked may hold a lock.
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration LISTEN = Duration.ofMillis(100);

  public enum Kind {
    INTERACTIVE,
    PIPE
  }

  /// The output that `auto` stands for here.
  Command.Output output(Command.Output wanted) {
    return output(wanted, kind, System.getenv());
  }

  /// Where nothing tells what the terminal can, it only takes lines.
  static Command.Output output(Command.Output wanted, Kind kind, Map<String, String> environment) {
    return switch (wanted) {
      case AUTO ->
          kind == Kind.PIPE || environment.getOrDefault("TERM", "dumb").equals("dumb")
              ? Command.Output.PLAIN
              : Command.Output.LIVE;
      case LIVE, PLAIN, JSON -> wanted;
    };
  }

  Palette palette(Command.Colour colour) {
    Palette.Ink ink =
        colour == Command.Colour.NEVER || kind == Kind.PIPE ? Palette.Ink.NONE : Palette.Ink.ANSI;
    return Palette.choose(ink, System.getenv(), out.charset());
  }

  /// Waits for a line that a person types; an empty one where none can be read.
  ///
  /// @param signal heard while it waits
  /// @throws Failure when someone asks to stop, or nobody answers for [#PATIENCE]
  String answer(Signal signal) throws Failure, InterruptedException {
    err.flush();
    var typed = new ArrayBlockingQueue<String>(1);
    Thread.ofPlatform().daemon().start(() -> typed.add(line()));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      String answer = typed.poll(LISTEN.toMillis(), TimeUnit.MILLISECONDS);
      if (answer != null) {
        return answer;
      }
      if (signal.stopped()) {
        throw new Failure(Exit.STOPPED, "stopped; nothing was touched");
      }
    }
    throw new Failure(
        Exit.STOPPED,
        "no answer within %d min; nothing was touched".formatted(PATIENCE.toMinutes()));
  }

  private String line() {
    try {
      var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return Optional.ofNullable(reader.readLine()).orElse("").strip();
    } catch (IOException _) {
      return "";
    }
  }

  /// Says what is wrong, in as many lines as it takes.
  void complain(String text) {
    err.println("ballast: " + text);
    err.flush();
  }
}
