package ballast.haproxy;

import ballast.haproxy.HealthCheck.Method;
import ballast.haproxy.ManagedConfig.AdminSocket;
import ballast.haproxy.ManagedConfig.Privileges;
import ballast.haproxy.ManagedConfig.Slot;
import ballast.haproxy.ManagedConfig.Timeouts;
import ballast.haproxy.ManagedConfig.Use;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// A real HAProxy with its master, run from a [ManagedConfig] in a folder of its own.
final class LiveHaproxy {
  static final BackendName APP = new BackendName("app");
  private static final int MOST_TRIES = 1000;
  static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

  final int port;
  final List<Integer> slots;
  final Path socket;
  final UnixTransport admin;
  final UnixTransport master;
  private final Front front;
  private final HealthCheck health;
  private final Path folder;
  private final Process process;

  private LiveHaproxy(Front front, HealthCheck health, List<Integer> slots, Path folder)
      throws IOException {
    this.port = front.port();
    this.front = front;
    this.health = health;
    this.slots = slots;
    this.folder = folder;
    this.socket = folder.resolve("admin.sock");
    this.admin = new UnixTransport(socket);
    this.master = new UnixTransport(folder.resolve("master.sock"));
    this.process = start();
  }

  /// Starts with as many serving slots, `app-1` first, and waits until it answers.
  static LiveHaproxy withSlots(int count) throws IOException, InterruptedException {
    return started(
        count,
        port -> new Front.Http(port, Optional.empty()),
        new HealthCheck.Http(Method.HEAD, "/status", Optional.of("app"), 200, 299));
  }

  /// The same in TCP mode.
  static LiveHaproxy withTcpSlots(int count, HealthCheck health)
      throws IOException, InterruptedException {
    return started(count, Front.Tcp::new, health);
  }

  private static LiveHaproxy started(int count, IntFunction<Front> front, HealthCheck health)
      throws IOException, InterruptedException {
    List<Integer> ports = freePorts(count + 1);
    var haproxy =
        new LiveHaproxy(
            front.apply(ports.getFirst()),
            health,
            ports.subList(1, ports.size()),
            Files.createTempDirectory("ballast-haproxy"));
    long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (!haproxy.answers()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("haproxy did not start:\n" + haproxy.log());
      }
      Thread.sleep(20);
    }
    return haproxy;
  }

  static ServerRef server(int slot) {
    return ServerRef.of(APP.value(), "app-" + slot);
  }

  Sighting accepted(RuntimeCommand.Change... changes) throws IOException, InterruptedException {
    Batch batch = Batch.of(APP, changes);
    return sighting(batch.read(admin.ask(batch.line(), PATIENCE)));
  }

  /// What a worker tells through the master. An old one refuses the changes and still tells.
  Sighting seenBy(long worker, RuntimeCommand.Change... changes)
      throws IOException, InterruptedException {
    Batch batch = Batch.of(APP, changes);
    return switch (batch.read(master.ask(batch.lineOn(worker), PATIENCE))) {
      case Batch.Outcome.Accepted(var sighting) -> sighting;
      case Batch.Outcome.Refused(var problem, var sighting) ->
          sighting.orElseThrow(() -> new AssertionError(problem.toString()));
    };
  }

  Proc proc() throws IOException, InterruptedException {
    return Proc.parse(master.ask(new RuntimeCommand.ShowProc().request(), PATIENCE));
  }

  /// Every process of this HAProxy, the master first.
  List<Long> pids() throws IOException, InterruptedException {
    Proc proc = proc();
    var pids = new ArrayList<>(List.of(proc.masterPid()));
    pids.addAll(proc.workers());
    pids.addAll(proc.oldWorkers());
    return pids;
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private static Sighting sighting(Batch.Outcome outcome) {
    return switch (outcome) {
      case Batch.Outcome.Accepted(var sighting) -> sighting;
      case Batch.Outcome.Refused(var problem, _) -> throw new AssertionError(problem.toString());
    };
  }

  private Process start() throws IOException {
    Path config = Files.writeString(folder.resolve("haproxy.cfg"), config().render());
    return new ProcessBuilder(
            RealHaproxy.program().toString(),
            "-W",
            "-S",
            master.socket() + ",level,admin",
            "-f",
            config.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private ManagedConfig config() {
    var berths = new ArrayList<Slot>();
    for (int i = 0; i < slots.size(); i++) {
      berths.add(new Slot(server(i + 1).server(), "127.0.0.1", slots.get(i), Use.SERVING));
    }
    return new ManagedConfig(
        APP,
        berths,
        health,
        front,
        new AdminSocket(socket, Optional.empty(), "600"),
        new Privileges.AsStarted(),
        200,
        Timeouts.DEFAULT);
  }

  private boolean answers() throws InterruptedException {
    try {
      accepted();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Below the range from which the system takes ports for outgoing connections: a container's port
  /// must still be free when the next container is started on it.
  private static List<Integer> freePorts(int count) {
    List<Integer> ports =
        ThreadLocalRandom.current()
            .ints(20_000, 30_000)
            .distinct()
            .limit(MOST_TRIES)
            .filter(LiveHaproxy::isFree)
            .limit(count)
            .boxed()
            .toList();
    if (ports.size() < count) {
      throw new AssertionError("no " + count + " free ports between 20000 and 30000");
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /// Ends the master, and its workers with it, by process id.
  void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
