package ballast.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The edge of the fleet, as slow as it is asked to be (`src/test/bench/slow-edge`).
///
/// @param program and its settings; what is wished is its last word
record Edges(List<String> program) {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /// @param folder where it keeps what was asked for
  static Edges slow(BenchFleet fleet, Duration delay, Path folder) {
    return new Edges(
        List.of(
            fleet.home().resolve("src/test/bench/slow-edge").toString(),
            fleet.edgeSocket().toString(),
            fleet.edgeBackend(),
            Long.toString(delay.toSeconds()),
            folder.toString()));
  }

  /// As ballast.yml has it.
  String config() {
    return "edge: {leave_deadline: 2m, join_deadline: 2m, command: {leave: %s, join: %s, state: %s}}\n"
        .formatted(words("leave"), words("join"), words("state"));
  }

  private String words(String action) {
    return "[\"%s\", %s]".formatted(String.join("\", \"", program), action);
  }

  /// Asks for it and waits until it is so.
  void let(String host, String wish, String until) throws IOException, InterruptedException {
    run(host, wish);
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!run(host, "state").equals(until)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("%s is not '%s' at the edge".formatted(host, until));
      }
      Thread.sleep(POLL);
    }
  }

  private String run(String host, String action) throws IOException, InterruptedException {
    var words = new ArrayList<>(program);
    words.add(action);
    var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("BALLAST_HOST", host);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("%s for %s ended with %d".formatted(action, host, process.exitValue()));
    }
    return said.strip();
  }
}
