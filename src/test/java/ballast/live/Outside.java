package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Ballast in a process of its own, which can be sent signals, frozen and killed.
final class Outside implements AutoCloseable {
  private static final long LONGEST_SECONDS = 240;

  /// Of Debian's package faketime; the loader finds it by `$LIB`.
  private static final String OTHER_TIME = "/usr/$LIB/faketime/libfaketimeMT.so.1";

  private final Process process;
  private final Path said;

  private Outside(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /// @param folder where its ballast.yml is
  static Outside start(Path folder, String command, String... arguments) throws IOException {
    return startWith(Map.of(), folder, command, arguments);
  }

  /// On a machine whose clock is off from every host's: it, and the ssh that it starts, see another
  /// time of day. Test hosts share the kernel's clock, so that theirs cannot be set.
  ///
  /// @param off as `faketime` has it: `+1h`
  static Outside startWithClock(String off, Path folder, String command, String... arguments)
      throws IOException {
    return startWith(
        Map.of("LD_PRELOAD", OTHER_TIME, "FAKETIME", off, "FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        folder,
        command,
        arguments);
  }

  /// @param environment beside what this process has
  static Outside startWith(
      Map<String, String> environment, Path folder, String command, String... arguments)
      throws IOException {
    Path said = Files.createTempFile(folder, command, ".story");
    var line =
        new ArrayList<>(
            List.of(
                // Whoever runs the tests in the background may have them ignore what is sent here.
                "env",
                "--default-signal=INT,HUP",
                ProcessHandle.current().info().command().orElse("java"),
                // As ./ballast starts it.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                "target/classes" + File.pathSeparator + "target/lib/*",
                "ballast.Main",
                command,
                "-c",
                folder.resolve("ballast.yml").toString()));
    line.addAll(List.of(arguments));
    var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    return new Outside(builder.start(), said);
  }

  /// All that it has said so far.
  String story() throws IOException {
    return Files.readString(said);
  }

  /// Waits until it has said so.
  Outside awaitStory(String words) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (!story().contains(words)) {
      assertThat(process.isAlive() && System.nanoTime() < deadline)
          .as("waits for \"%s\" in%n%s", words, story())
          .isTrue();
      Thread.sleep(20);
    }
    return this;
  }

  /// @param name as `kill` has it: `KILL`, `STOP`, `CONT`, `HUP`
  void signal(String name) throws IOException, InterruptedException {
    signal(process.pid(), name);
  }

  /// Ends it as `kill -9` does; one that has ended already is no failure.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  static void signal(long pid, String name) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .as("kill -%s %d", name, pid)
        .isZero();
  }

  /// Its ssh processes, one a host.
  List<Long> links() {
    return process
        .children()
        .filter(child -> child.info().command().filter(name -> name.endsWith("/ssh")).isPresent())
        .map(ProcessHandle::pid)
        .toList();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// @return its exit code
  int await() throws IOException, InterruptedException {
    assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as(story()).isTrue();
    return process.exitValue();
  }

  /// Nothing of it lives on.
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
