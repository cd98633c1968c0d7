package ballast.inventory;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs an inventory script; its output and its time are bounded.
final class Script {
  private static final int MAX_COMPLAINT_BYTES = 4_096;

  sealed interface Run {
    record Said(String text) implements Run {}

    /// @param complaint what the script wrote to its error stream
    record Failed(String what, String complaint) implements Run {}
  }

  private final Path program;
  private final Duration deadline;
  private final long started = System.nanoTime();

  /// @param deadline for all calls together, from now
  Script(Path program, Duration deadline) {
    this.program = program.toAbsolutePath();
    this.deadline = deadline;
  }

  Run run(String... arguments) throws InterruptedException {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      try {
        return finished(process);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return new Run.Failed("this script cannot be run", String.valueOf(e.getMessage()));
    }
  }

  private Run finished(Process process) throws InterruptedException {
    CompletableFuture<byte[]> output = reading(process.getInputStream(), Limits.MAX_FILE_BYTES + 1);
    CompletableFuture<byte[]> complaint = reading(process.getErrorStream(), MAX_COMPLAINT_BYTES);
    try {
      byte[] said = output.get(left(), TimeUnit.NANOSECONDS);
      if (said.length > Limits.MAX_FILE_BYTES) {
        return new Run.Failed("this script says more than " + Limits.MAX_FILE_BYTES + " bytes", "");
      }
      if (!process.waitFor(left(), TimeUnit.NANOSECONDS)) {
        return tooSlow();
      }
      if (process.exitValue() != 0) {
        String why =
            new String(complaint.get(left(), TimeUnit.NANOSECONDS), StandardCharsets.UTF_8);
        return new Run.Failed(
            "this script failed with exit code " + process.exitValue(), why.strip());
      }
      return new Run.Said(new String(said, StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      return tooSlow();
    } catch (ExecutionException e) {
      return new Run.Failed(
          "the output of this script cannot be read", String.valueOf(e.getMessage()));
    }
  }

  private Run tooSlow() {
    return new Run.Failed("this script did not end within " + deadline.toSeconds() + " s", "");
  }

  private long left() {
    return Math.max(0, deadline.toNanos() - (System.nanoTime() - started));
  }

  /// Reads up to a bound, then swallows the rest, so that a full pipe cannot stop the script before
  /// its end.
  private static CompletableFuture<byte[]> reading(InputStream stream, int bound) {
    var result = new CompletableFuture<byte[]>();
    Thread.ofVirtual()
        .start(() -> {
          try (stream) {
            byte[] first = stream.readNBytes(bound);
            result.complete(first);
            stream.transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
