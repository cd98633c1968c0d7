package ballast;

import ballast.cli.Arguments;
import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.command.App;
import ballast.command.Terminal;
import ballast.rollout.Signal;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Wires the parts by hand and runs one command.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var signal = new Signal();
    var finished = new CountDownLatch(1);
    var exit = new Exit[] {Exit.STOPPED};
    var farewell = new String[] {"stopping; the slots in hand are finished first"};
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> finish(signal, finished, exit, farewell)));
    try {
      exit[0] =
          run(
              args,
              terminal(System.out, System.err, System.in),
              signal,
              command -> farewell[0] = farewell(command, farewell[0]));
    } catch (InterruptedException _) {
      exit[0] = Exit.STOPPED;
    } catch (RuntimeException | Error bug) {
      System.err.println("ballast: this is a bug, please report it with what follows");
      bug.printStackTrace();
      exit[0] = Exit.BUG;
    } finally {
      finished.countDown();
    }
    System.exit(exit[0].code());
  }

  /// Runs one command and speaks only to these streams, never to a terminal.
  public static Exit run(String[] args, PrintStream out, PrintStream err, InputStream in)
      throws InterruptedException {
    var terminal = new Terminal(out, err, in, Terminal.Kind.PIPE, 80, 24);
    return run(args, terminal, new Signal(), _ -> {});
  }

  private static Exit run(String[] args, Terminal terminal, Signal signal, Consumer<Command> begins)
      throws InterruptedException {
    Arguments.Parsed parsed =
        Arguments.parse(
            args,
            new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8),
            new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    return switch (parsed) {
      case Arguments.Parsed.Answered(var exit) -> exit;
      case Arguments.Parsed.Wanted(var command) -> {
        begins.accept(command);
        yield new App(terminal, new Threads(), new SystemTime(), signal).run(command);
      }
    };
  }

  /// Who only looks on finishes nothing.
  private static String farewell(Command command, String otherwise) {
    return command instanceof Command.Looking
        ? "this ends the looking on, and nothing else"
        : otherwise;
  }

  /// Ctrl-C and SIGTERM come here: the slots in hand are finished, and the exit code is still ours
  /// to give.
  private static void finish(
      Signal signal, CountDownLatch finished, Exit[] exit, String[] farewell) {
    if (finished.getCount() == 0) {
      return;
    }
    signal.stop();
    System.err.println("\nballast: " + farewell[0]);
    try {
      if (!finished.await(signal.toFinish().toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("ballast: not finished in time; run the same command again to go on");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exit[0].code());
  }

  /// The story and questions go to stderr, of which a console does not tell: who starts this says
  /// so (`ballast.story`).
  // Two checkers disagree about whether a console can be null.
  @SuppressWarnings("SystemConsoleNull")
  private static Terminal terminal(PrintStream out, PrintStream err, InputStream in) {
    java.io.Console console = System.console();
    boolean interactive =
        console != null
            && console.isTerminal()
            && !"lines".equals(System.getProperty("ballast.story"));
    return new Terminal(
        out,
        err,
        in,
        interactive ? Terminal.Kind.INTERACTIVE : Terminal.Kind.PIPE,
        number("COLUMNS", 80),
        number("LINES", 24));
  }

  private static int number(String variable, int otherwise) {
    String text = System.getenv(variable);
    return text != null && text.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(text) : otherwise;
  }
}
