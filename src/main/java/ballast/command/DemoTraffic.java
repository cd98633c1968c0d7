package ballast.command;

import ballast.cli.Exit;
import ballast.traffic.Tally;
import ballast.traffic.TrafficFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The demo's traffic: a process of its own that outlives the demo, and never retries.
///
/// @param folder where it writes what it has seen
/// @param jar the program that sends it
record DemoTraffic(Path folder, Path jar) {
  private static final String MIX =
      "get=60,keepalive=60,post=20,post-keepalive=10,slow=2:1500,upload=1:2000,sse=1:10";
  private static final Duration STARTS = Duration.ofSeconds(30);
  private static final Duration ENDS = Duration.ofSeconds(20);
  private static final Duration ANSWERS_COME = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /// In a session of its own, so that Ctrl-C here does not end it.
  void start(URI to) throws IOException, Failure, InterruptedException {
    Files.createDirectories(folder);
    Files.deleteIfExists(file());
    Process process =
        new ProcessBuilder(command(to))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(folder.resolve("traffic.log").toFile())
            .start();
    Files.writeString(pid(), Long.toString(process.pid()));
    long deadline = System.nanoTime() + STARTS.toNanos();
    while (tally().filter(seen -> seen.answered() > 0).isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new Failure(
            Exit.WENT_BACK,
            "no traffic gets answered; see %s".formatted(folder.resolve("traffic.log")));
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private List<String> command(URI to) {
    String java = ProcessHandle.current().info().command().orElse("java");
    return List.of(
        "setsid",
        java,
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "-jar",
        jar.toString(),
        "traffic",
        to.toString(),
        "--mix",
        MIX,
        "--file",
        file().toString());
  }

  /// Whatever was under way when the rollout ended gets its answer, or is told as lost.
  void awaitAnswers() throws IOException, InterruptedException {
    Instant ended = Instant.now();
    long deadline = System.nanoTime() + ANSWERS_COME.toNanos();
    long sent = Long.MAX_VALUE;
    while (System.nanoTime() < deadline) {
      Optional<Tally> seen =
          tally().filter(tally -> tally.since().plus(tally.ran()).isAfter(ended));
      if (seen.isPresent()) {
        sent = Math.min(sent, seen.get().sent());
        if (seen.get().answered() + seen.get().lostTotal() >= sent) {
          return;
        }
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /// What it has seen so far; nothing before its first moment.
  Optional<Tally> tally() throws IOException {
    return TrafficFile.read(file());
  }

  private Path file() {
    return folder.resolve("traffic.json");
  }

  private Path pid() {
    return folder.resolve("traffic.pid");
  }

  void stop() throws IOException, InterruptedException {
    if (!Files.exists(pid())) {
      return;
    }
    Optional<ProcessHandle> process =
        ProcessHandle.of(Long.parseLong(Files.readString(pid()).strip()))
            .filter(DemoTraffic::isOurs);
    if (process.isPresent()) {
      process.get().destroy();
      try {
        process.get().onExit().get(ENDS.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException stubborn) {
        process.get().destroyForcibly();
      }
    }
    Files.delete(pid());
  }

  /// The number may have been given to another process since.
  private static boolean isOurs(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains("ballast.jar")).isPresent();
  }
}
