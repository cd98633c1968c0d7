package ballast.contract;

import static org.awaitility.Awaitility.await;

import ballast.docker.BalancerFiles;
import ballast.docker.DockerClient;
import ballast.docker.DockerEngine;
import ballast.docker.Limits;
import ballast.docker.ManagedBalancer;
import ballast.docker.PrivateEngine;
import ballast.haproxy.BackendName;
import ballast.haproxy.Front;
import ballast.haproxy.HealthCheck;
import ballast.haproxy.ManagedConfig;
import ballast.haproxy.RuntimeBalancer;
import ballast.haproxy.RuntimeEnvironment;
import ballast.haproxy.ServerName;
import ballast.haproxy.UnixTransport;
import ballast.model.Admission;
import ballast.model.BalancerChoice;
import ballast.model.ContainerSpec;
import ballast.model.Digest;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Image;
import ballast.model.NamePattern;
import ballast.model.Release;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.Standing;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Lock;
import ballast.port.Probe;
import ballast.port.Time;
import ballast.ssh.SlotProbe;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// This machine with a Docker Engine of its own and an HAProxy that Ballast has set up. The
/// application is a web server of busybox.
final class LiveStage implements Stage {
  private static final int SLOTS = 3;
  private static final int PORT = 8080;
  private static final Duration POLL = Duration.ofMillis(25);
  private static final Duration RELOADED_WITHIN = Duration.ofSeconds(30);
  private static final Duration ASKED_AGAIN = Duration.ofSeconds(5);

  private static final String SERVE =
      """
      mkdir -p /www/cgi-bin; \
      printf '#!/bin/sh\\nsleep $QUERY_STRING\\nprintf "Content-Type: text/plain\\\\r\\\\n\\\\r\\\\nslow"\\n' > /www/cgi-bin/slow; \
      chmod +x /www/cgi-bin/slow; \
      """;

  /// What a stage has of this machine for itself, so that two can be there at once.
  enum Plot {
    ENGINE("contract-engine", "172.30.193", 28_193),
    BALANCER("contract-balancer", "172.30.194", 28_194);

    private final String service;
    private final String subnet;
    private final int http;

    Plot(String service, String subnet, int http) {
      this.service = service;
      this.subnet = subnet;
      this.http = http;
    }

    private Path sockets() {
      return Path.of("/run/ballast", service);
    }
  }

  private final Plot plot;
  private final PrivateEngine docker;
  private final DockerClient client;
  private final Service service;
  private final Host host = new Host("fe-1");
  private final Digest image;
  private final List<HttpClient> clients = new ArrayList<>();

  private LiveStage(Plot plot, PrivateEngine docker) throws Exception {
    this.plot = plot;
    this.docker = docker;
    docker.publishPrograms("haproxy", "1", List.of("/usr/sbin/haproxy", "/usr/bin/socat"));
    docker.publish("app", "1", "CMD [\"/bin/false\"]");
    var managed =
        new BalancerChoice.Managed(
            "app",
            new NamePattern("app-{slot}"),
            docker.registry() + "/haproxy:1",
            new BalancerChoice.Entrance.Http(plot.http, Optional.empty()),
            plot.subnet);
    service =
        new Service(
            plot.service,
            docker.registry() + "/app",
            PORT,
            SLOTS,
            new NamePattern("app-{slot}"),
            ContainerSpec.defaults(),
            new Health.Http(
                "HEAD",
                "/status",
                Optional.empty(),
                200,
                299,
                Duration.ZERO,
                Duration.ofSeconds(20)),
            managed);
    client = new DockerClient(host.name(), docker.socket(), Limits.defaults());
    new ManagedBalancer(plot.service, managed, client)
        .setUp(
            BalancerFiles.plain(config(managed, 1000)),
            0,
            ManagedBalancer.Guard.OPEN,
            nothingToTakeOver(),
            Engine.PullWatch.TO_THE_END);
    image = new DockerEngine(service, host, client).resolve("1");
  }

  private ManagedBalancer.Running nothingToTakeOver() {
    return new ManagedBalancer.Running() {
      @Override
      public Optional<String> life(String variable) throws CallFailed, InterruptedException {
        return new RuntimeEnvironment(
                host.name(), new UnixTransport(plot.sockets().resolve("admin.sock")))
            .variable(variable);
      }

      @Override
      public ManagedBalancer.Certified certify(String name) {
        return new ManagedBalancer.Certified.Serves();
      }

      @Override
      public Standing standing() {
        return new Standing(
            new HostView.Worker(0, 0, "none yet"), new TreeSet<>(), Set.of(), new TreeMap<>());
      }
    };
  }

  static LiveStage start(Plot plot) {
    try {
      return new LiveStage(plot, PrivateEngine.start());
    } catch (Exception unprepared) {
      throw new IllegalStateException("no engine to try the contract on", unprepared);
    }
  }

  private String config(BalancerChoice.Managed managed, int maxconn) {
    return new ManagedConfig(
            new BackendName(managed.backend()),
            IntStream.rangeClosed(1, SLOTS)
                .mapToObj(slot ->
                    new ManagedConfig.Slot(
                        new ServerName(managed.server().of(slot)),
                        managed.addressOf(slot),
                        PORT,
                        ManagedConfig.Use.SERVING))
                .toList(),
            new HealthCheck.Http(HealthCheck.Method.HEAD, "/status", Optional.empty(), 200, 299),
            new Front.Http(plot.http, Optional.empty()),
            new ManagedConfig.AdminSocket(
                Path.of("/run/ballast/admin.sock"), Optional.of(0), "660"),
            new ManagedConfig.Privileges.DropTo(99, 99),
            maxconn,
            ManagedConfig.Timeouts.DEFAULT)
        .render();
  }

  /// No container, no lock, and an HAProxy that knows only its config.
  LiveStage cleared() throws Exception {
    removeContainers();
    if (!asConfigured()) {
      reload();
    }
    return this;
  }

  private boolean asConfigured() throws Exception {
    return balancer().read().servers().stream()
        .allMatch(server ->
            server.admission() == Admission.READY && server.weight() == server.initialWeight());
  }

  private void removeContainers() throws Exception {
    var ids = new ArrayList<String>();
    for (String line :
        docker.docker("ps", "-a", "--format", "{{.ID}} {{.Names}}").lines().toList()) {
      if (!line.isEmpty() && !line.endsWith(ManagedBalancer.containerOf(plot.service))) {
        ids.add(line.substring(0, line.indexOf(' ')));
      }
    }
    if (!ids.isEmpty()) {
      ids.addAll(0, List.of("rm", "-f"));
      docker.docker(ids.toArray(String[]::new));
    }
  }

  @Override
  public Service service() {
    return service;
  }

  @Override
  public Slot slot(int number) {
    return new Slot(host, number);
  }

  @Override
  public Engine engine() {
    return new DockerEngine(service, host, client);
  }

  private RuntimeBalancer runtime() {
    return new RuntimeBalancer(
        host.name(),
        new BackendName(service.balancer().backend()),
        new UnixTransport(plot.sockets().resolve("admin.sock")),
        Optional.of(new UnixTransport(plot.sockets().resolve("master.sock"))),
        Instant::now,
        POLL);
  }

  @Override
  public Balancer balancer() {
    return runtime();
  }

  @Override
  public Probe probe() {
    return new SlotProbe(
        service.health(),
        slot ->
            new SlotProbe.Way.Tcp(
                ((BalancerChoice.Managed) service.balancer()).addressOf(slot.number()), PORT));
  }

  @Override
  public Lock lock() {
    return new ballast.docker.LockContainer(plot.service, client);
  }

  @Override
  public Time time() {
    return new Time() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public Instant wall() {
        return Instant.now();
      }

      @Override
      public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
      }
    };
  }

  @Override
  public <T> List<T> atOnce(List<? extends Callable<T>> tasks) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<T>();
      for (Future<T> one : threads.invokeAll(tasks)) {
        results.add(one.get());
      }
      return results;
    }
  }

  @Override
  public Release release(Temper temper) {
    return new Release(
        temper.name(), new Image(service.image(), image), PORT, spec(restart(temper), app(temper)));
  }

  private static String restart(Temper temper) {
    return switch (temper) {
      case ENDS -> "no";
      case WELL, WELL_TOO, SICK, DEAF, CRASHES -> "always";
    };
  }

  /// The first process of a container gets no signal that it does not ask for, so it asks before
  /// anything else: a test may stop it right after its start.
  private static String app(Temper temper) {
    String listens = "trap 'exit 0' TERM; ";
    String healthy = SERVE + "echo well > /www/status; ";
    String serve = "httpd -f -p 8080 -h /www & wait";
    return switch (temper) {
      case WELL -> listens + healthy + serve;
      case WELL_TOO -> "true; " + listens + healthy + serve;
      case SICK -> listens + SERVE + serve;
      case DEAF -> "trap '' TERM; " + healthy + "httpd -f -p 8080 -h /www";
      case ENDS -> "echo one; echo two; exit 3";
      case CRASHES -> "echo no database; sleep 1; exit 3";
    };
  }

  private static ContainerSpec spec(String restart, String script) {
    ContainerSpec plain = ContainerSpec.defaults();
    return new ContainerSpec(
        List.of(
            "/bin/busybox",
            "sh",
            "-c",
            "PATH=/bin; "
                + script.replace("mkdir", "busybox mkdir").replace("chmod", "busybox chmod")),
        plain.user(),
        Collections.emptySortedMap(),
        List.of(),
        List.of(),
        Collections.emptySortedMap(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        List.of(),
        plain.network(),
        plain.stopSignal(),
        plain.stopGrace(),
        restart,
        plain.log(),
        List.of(),
        List.of());
  }

  @Override
  public Release absent() {
    return new Release(
        "absent",
        new Image(service.image(), new Digest("sha256:" + "ab".repeat(32))),
        PORT,
        ContainerSpec.defaults());
  }

  @Override
  public void request(Duration takes) {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/cgi-bin/slow?%d".formatted(plot.http, takes.toSeconds())))
            .build();
    // A connection that an HAProxy of an earlier test has just ended must not carry it.
    var client = HttpClient.newHttpClient();
    clients.add(client);
    var _ = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
  }

  @Override
  public void restartEngine() throws Exception {
    docker.restart();
  }

  @Override
  public void reload() throws Exception {
    var before = runtime().read().worker();
    Instant deadline = Instant.now().plus(RELOADED_WITHIN);
    Instant asked = Instant.EPOCH;
    while (answersAs(before) || !masterListens()) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("HAProxy does not reload");
      }
      // The master drops what it is asked while it is still busy with a reload.
      if (asked.plus(ASKED_AGAIN).isBefore(Instant.now())) {
        asked = Instant.now();
        docker.docker("kill", "-s", "USR2", ManagedBalancer.containerOf(plot.service));
      }
      Thread.sleep(POLL);
    }
    // The master hears nobody while it begins anew.
    await().ignoreExceptions().atMost(RELOADED_WITHIN).until(this::masterAnswers);
  }

  private boolean masterAnswers() throws Exception {
    return new UnixTransport(plot.sockets().resolve("master.sock"))
        .ask("show proc", ASKED_AGAIN)
        .contains("worker");
  }

  /// While it reloads, it takes nobody for a moment.
  private boolean masterListens() {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(plot.sockets().resolve("master.sock")));
      return true;
    } catch (IOException busy) {
      return false;
    }
  }

  private boolean answersAs(ballast.model.HostView.Worker worker) throws InterruptedException {
    try {
      return runtime().read().worker().equals(worker);
    } catch (CallFailed between) {
      return true;
    }
  }

  void end() throws Exception {
    client.close();
    clients.forEach(HttpClient::shutdownNow);
    docker.stop();
    try (var left = Files.list(plot.sockets())) {
      for (Path one : left.toList()) {
        Files.delete(one);
      }
    }
    Files.delete(plot.sockets());
  }
}
