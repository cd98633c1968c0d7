package ballast.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Docker Engine and a registry of a test's own, on paths of their own; needs root.
public final class PrivateEngine {
  private static final Duration UP_WITHIN = Duration.ofSeconds(30);
  private static final List<String> APPLETS =
      List.of("sh", "sleep", "httpd", "echo", "cat", "printf", "true", "false", "kill", "ls", "nc");

  private final Path folder;
  private Process engine;
  private final Process registry;
  private final int registryPort;

  private PrivateEngine(Path folder, Process engine, Process registry, int registryPort) {
    this.folder = folder;
    this.engine = engine;
    this.registry = registry;
    this.registryPort = registryPort;
  }

  public static PrivateEngine start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("bd");
    int port = freePort();
    Files.writeString(folder.resolve("daemon.json"), "{\"insecure-registries\":[\"127.0.0.0/8\"]}");
    Files.writeString(
        folder.resolve("registry.yml"),
        """
        version: 0.1
        log: {level: error}
        storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
        http: {addr: "127.0.0.1:%d"}
        """
            .formatted(folder.resolve("images"), port));
    Process registry =
        spawn(folder, "registry", "docker-registry", "serve", folder + "/registry.yml");
    var started = new PrivateEngine(folder, engine(folder), registry, port);
    started.awaitUp();
    return started;
  }

  private static Process engine(Path folder) throws IOException {
    return spawn(
        folder,
        "engine",
        "dockerd",
        "--config-file=" + folder + "/daemon.json",
        "--host=unix://" + folder + "/docker.sock",
        "--data-root=" + folder + "/data",
        "--exec-root=" + folder + "/exec",
        "--pidfile=" + folder + "/pid",
        "--bridge=none",
        "--iptables=false",
        "--ip-masq=false");
  }

  /// Ends the engine and starts it again on what it has.
  public void restart() throws IOException, InterruptedException {
    engine.destroy();
    if (!engine.waitFor(60, TimeUnit.SECONDS)) {
      throw new IOException("the engine does not end");
    }
    engine = engine(folder);
    awaitUp();
  }

  private static int freePort() throws IOException {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process spawn(Path folder, String log, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(log + ".log").toFile())
        .start();
  }

  private void awaitUp() throws IOException, InterruptedException {
    long end = System.nanoTime() + UP_WITHIN.toNanos();
    while (true) {
      try {
        docker("version");
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() > end || !engine.isAlive()) {
          throw new IOException(Files.readString(folder.resolve("engine.log")), notYet);
        }
        Thread.sleep(100);
      }
    }
  }

  public Path socket() {
    return folder.resolve("docker.sock");
  }

  public String registry() {
    return "127.0.0.1:" + registryPort;
  }

  public long pid() {
    return engine.pid();
  }

  /// Puts an image of busybox into the registry.
  ///
  /// @param changes Dockerfile instructions
  public void publish(String repository, String tag, String... changes)
      throws IOException, InterruptedException {
    Path root = Files.createDirectories(folder.resolve("root"));
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("tmp"));
    if (!Files.exists(bin.resolve("busybox"))) {
      Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"));
      Files.setPosixFilePermissions(
          bin.resolve("busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
      for (String applet : APPLETS) {
        Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
      }
    }
    run(List.of("tar", "-C", root.toString(), "-cf", folder + "/root.tar", "."));
    var command = new ArrayList<>(List.of("import"));
    for (String change : changes) {
      command.add("--change");
      command.add(change);
    }
    String image = registry() + "/" + repository + ":" + tag;
    command.addAll(List.of(folder + "/root.tar", image));
    docker(command.toArray(String[]::new));
    docker("push", "-q", image);
    docker("rmi", image);
  }

  /// Puts an image of busybox and programs of this machine, with their libraries, into the
  /// registry.
  public void publishPrograms(String repository, String tag, List<String> programs)
      throws IOException, InterruptedException {
    Path root = Files.createDirectories(folder.resolve("root"));
    for (String program : programs) {
      copy(root, Path.of(program));
      for (String word : run(List.of("ldd", program)).split("\\s+")) {
        if (word.startsWith("/")) {
          copy(root, Path.of(word));
        }
      }
    }
    publish(repository, tag, "ENV PATH=/usr/sbin:/usr/bin:/bin");
  }

  private static void copy(Path root, Path file) throws IOException {
    Path copy = root.resolve(file.toString().substring(1));
    Files.createDirectories(copy.getParent());
    if (!Files.exists(copy)) {
      Files.copy(file, copy);
    }
  }

  /// Runs the docker client and returns what it prints.
  public String docker(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("docker", "--host", "unix://" + socket()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output.strip();
  }

  public void stop() throws IOException, InterruptedException {
    try {
      String all = docker("ps", "-aq");
      if (!all.isEmpty()) {
        var command = new ArrayList<>(List.of("rm", "-f"));
        command.addAll(all.lines().toList());
        docker(command.toArray(String[]::new));
      }
      docker("network", "prune", "-f");
    } finally {
      engine.destroy();
      registry.destroy();
      engine.waitFor(20, TimeUnit.SECONDS);
      try (var files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(PrivateEngine::delete);
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (java.nio.file.FileSystemException leftMounted) {
      // a mount that the engine has not let go of yet
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
