package ballast.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A program of the user's, to be run. It ends within its deadline, with all that it has started;
/// it is told what it needs on its standard input, so that nothing secret is an argument.
///
/// @param words the program and its arguments; no shell reads them
/// @param folder where it runs, else where this process does
/// @param environment added to this process's own
/// @param deadline for one run, from start to end
/// @param mostBytes of its answer; a program that says more is ended
public record Program(
    List<String> words,
    Optional<Path> folder,
    Map<String, String> environment,
    Duration deadline,
    int mostBytes) {
  /// Bytes of what it complains of that are kept; the rest is read and forgotten.
  public static final int MOST_COMPLAINT_BYTES = 4_096;

  /// How long after its end what it said may take to come.
  private static final Duration REST = Duration.ofSeconds(1);

  public Program {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  public Program(List<String> words, Duration deadline, int mostBytes) {
    this(words, Optional.empty(), Map.of(), deadline, mostBytes);
  }

  public Program in(Path where) {
    return new Program(words, Optional.of(where), environment, deadline, mostBytes);
  }

  public Program with(Map<String, String> variables) {
    return new Program(words, folder, variables, deadline, mostBytes);
  }

  /// How a run ended.
  public sealed interface Ending {
    /// @param complaint what it wrote to its error stream, as far as it is kept
    record Exited(int code, Output output, String complaint) implements Ending {}

    /// There was nothing to run.
    ///
    /// @param why without its arguments, which may hold what is not for show
    record NotStarted(String why) implements Ending {}

    /// It was ended at its deadline.
    record TooSlow(String complaint) implements Ending {}

    /// It said more than it may, and was ended.
    record TooLong() implements Ending {}

    /// It has ended, and something that it started and that is no longer its own holds its output
    /// open.
    record Held() implements Ending {
      @Override
      public String toString() {
        return "it ended, and something that it started holds its output";
      }
    }
  }

  /// @param input what it can read; it need not
  public Ending run(String input) throws InterruptedException {
    var builder = new ProcessBuilder(words);
    folder.ifPresent(where -> builder.directory(where.toFile()));
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException refused) {
      return new Ending.NotStarted(reason(refused));
    }
    try {
      return finished(process, input);
    } finally {
      Tree.end(process);
    }
  }

  /// Java's own message repeats the whole command line.
  private static String reason(IOException refused) {
    Throwable cause = refused.getCause();
    String said = String.valueOf((cause == null ? refused : cause).getMessage());
    int told = said.indexOf(", ");
    return told < 0 ? said : said.substring(told + 2);
  }

  private Ending finished(Process process, String input) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    Thread.ofVirtual().name("program input").start(() -> tell(process, input));
    CompletableFuture<byte[]> output = reading(process.getInputStream(), mostBytes + 1);
    CompletableFuture<byte[]> complaint = reading(process.getErrorStream(), MOST_COMPLAINT_BYTES);
    try {
      // What it says may be too long while it runs on.
      CompletableFuture.anyOf(output, process.onExit()).get(left(end), TimeUnit.NANOSECONDS);
      if (output.isDone() && output.get().length > mostBytes) {
        return new Ending.TooLong();
      }
      if (!process.waitFor(left(end), TimeUnit.NANOSECONDS)) {
        return tooSlow(process, complaint);
      }
    } catch (TimeoutException late) {
      return tooSlow(process, complaint);
    } catch (ExecutionException broken) {
      return new Ending.NotStarted("its output cannot be read");
    }
    Optional<byte[]> said = rest(output);
    if (said.isEmpty()) {
      return new Ending.Held();
    }
    return said.get().length > mostBytes
        ? new Ending.TooLong()
        : new Ending.Exited(process.exitValue(), new Output(said.get()), text(complaint));
  }

  private static Ending tooSlow(Process process, CompletableFuture<byte[]> complaint)
      throws InterruptedException {
    Tree.kill(process);
    return new Ending.TooSlow(text(complaint));
  }

  private static String text(CompletableFuture<byte[]> complaint) throws InterruptedException {
    return rest(complaint)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
        .orElse("");
  }

  /// What came of a stream; nothing where its end does not come.
  private static Optional<byte[]> rest(CompletableFuture<byte[]> stream)
      throws InterruptedException {
    try {
      return Optional.of(stream.get(REST.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException unread) {
      return Optional.empty();
    }
  }

  /// One that reads nothing must not stop this one: the pipe is written from beside.
  private static void tell(Process process, String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException unheard) {
      // it ended without reading, as it may
    }
  }

  private static long left(long end) {
    return Math.max(0, end - System.nanoTime());
  }

  /// Reads up to a bound, then swallows the rest, so that a full pipe stops nobody before the end.
  private static CompletableFuture<byte[]> reading(InputStream stream, int bound) {
    var result = new CompletableFuture<byte[]>();
    Thread.ofVirtual()
        .name("program output")
        .start(() -> {
          try (stream) {
            result.complete(stream.readNBytes(bound));
            stream.transferTo(OutputStream.nullOutputStream());
          } catch (IOException broken) {
            result.completeExceptionally(broken);
          }
        });
    return result;
  }
}
