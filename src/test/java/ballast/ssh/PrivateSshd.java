package ballast.ssh;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// An sshd of a test's own on the loopback, with keys of its own; needs root.
public final class PrivateSshd {
  private final Path folder;
  private final int port;
  private Process process;

  private PrivateSshd(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /// @param settings more lines of sshd_config
  public static PrivateSshd start(String... settings) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("bs");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(Path.of("/run/sshd"));
    for (String key : List.of("host", "right", "wrong")) {
      run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(key).toString());
    }
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.copy(folder.resolve("right.pub"), folder.resolve("authorized"));
    String host = Files.readString(folder.resolve("host.pub"));
    Files.writeString(folder.resolve("known"), "[127.0.0.1]:%d %s".formatted(port, host));
    Files.writeString(folder.resolve("unknown"), "");
    var lines =
        new ArrayList<>(
            List.of(
                "Port " + port,
                "ListenAddress 127.0.0.1",
                "HostKey " + folder.resolve("host"),
                "AuthorizedKeysFile " + folder.resolve("authorized"),
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                // No login script of this machine takes part.
                "SetEnv HOME=" + folder,
                "PermitRootLogin yes"));
    lines.addAll(Arrays.asList(settings));
    Files.write(folder.resolve("config"), lines);
    var sshd = new PrivateSshd(folder, port, run(folder));
    sshd.awaitUp();
    return sshd;
  }

  private static Process run(Path folder) throws IOException {
    return new ProcessBuilder("/usr/sbin/sshd", "-D", "-f", folder.resolve("config").toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  /// Starts it again on the same port, with the same keys.
  void startAgain() throws IOException, InterruptedException {
    process = run(folder);
    awaitUp();
  }

  /// Lets nobody in any more.
  void lockOut() throws IOException {
    Files.writeString(folder.resolve("authorized"), "");
  }

  int port() {
    return port;
  }

  private void awaitUp() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      try (var _ = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
  }

  public SshTarget target() {
    return target("root", "right", "known");
  }

  SshTarget target(String user, String key, String knownHosts) {
    return new SshTarget(
        "fe-1",
        "127.0.0.1",
        OptionalInt.of(port),
        Optional.of(user),
        Optional.of(folder.resolve(key)),
        List.of(
            "-F",
            "none",
            "-o",
            "UserKnownHostsFile=" + folder.resolve(knownHosts),
            "-o",
            "GlobalKnownHostsFile=none"));
  }

  /// Kills sshd and every process that serves a connection of it; nothing listens any more when
  /// this returns.
  void kill() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    all.forEach(one -> one.onExit().join());
  }

  /// Kills every process that serves a connection.
  void cut() {
    List<ProcessHandle> all = process.descendants().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(one -> one.onExit().join());
  }

  /// Stops every process that serves a connection, as a host that hangs.
  void freeze() throws IOException, InterruptedException {
    for (ProcessHandle one : process.descendants().toList()) {
      run("kill", "-STOP", Long.toString(one.pid()));
    }
  }

  public void stop() throws IOException {
    kill();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }
}
