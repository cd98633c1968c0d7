package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.docker.ManagedBalancer.Certified;
import ballast.docker.ManagedBalancer.Done;
import ballast.docker.ManagedBalancer.Guard;
import ballast.docker.ManagedBalancer.Running;
import ballast.docker.Successor.Patience;
import ballast.haproxy.BackendName;
import ballast.haproxy.RuntimeBalancer;
import ballast.haproxy.RuntimeEnvironment;
import ballast.haproxy.UnixTransport;
import ballast.model.BalancerChoice;
import ballast.model.NamePattern;
import ballast.model.Standing;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Keyring;
import ballast.traffic.ClientPatience;
import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// A HAProxy that Ballast runs on a real Docker Engine, in front of an application that serves
/// whatever comes, with the calls of a set-up that may be killed.
final class EngineWithHaproxy {
  /// Its ports and its name: there is one at a time.
  static final String PLACE = "the ports of the live HAProxy";

  static final String SERVICE = "sctest";
  static final String NAME = ManagedBalancer.containerOf(SERVICE);
  static final int PORT = 28_187;
  static final int APP = 28_188;
  static final Path SOCKETS = Path.of("/run/ballast", SERVICE);
  static final String MIX = "get=50,keepalive=25,post=10,slow=4:2500";

  private final PrivateEngine docker;
  private final DockerClient client;
  private final HttpServer app;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

  EngineWithHaproxy() throws IOException, InterruptedException {
    docker = PrivateEngine.start();
    client = new DockerClient("fe-1", docker.socket(), Limits.defaults());
    app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), APP), 1024);
    app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    app.createContext("/", this::answer);
    app.start();
    docker.publishPrograms("haproxy", "1", List.of("/usr/sbin/haproxy", "/usr/bin/socat"));
    docker.publishPrograms("haproxy", "2", List.of("/usr/sbin/haproxy", "/usr/bin/env"));
  }

  String docker(String... words) throws IOException, InterruptedException {
    return docker.docker(words);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().toString());
    exchange.getRequestBody().readAllBytes();
    try {
      takesItsTime(exchange.getRequestURI());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    exchange.sendResponseHeaders(200, 2);
    try (var body = exchange.getResponseBody()) {
      body.write("ok".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
  }

  private void takesItsTime(URI request) throws InterruptedException {
    String query = request.getQuery();
    if (query != null && query.startsWith("ms=")) {
      Thread.sleep(Long.parseLong(query.substring("ms=".length())));
    }
    CountDownLatch end = held.get(request.getPath());
    if (end != null) {
      end.await();
    }
  }

  void empty() throws Exception {
    for (String name : List.of(NAME, NAME + "-next")) {
      if (stands(name)) {
        docker.docker("rm", "-f", name);
      }
    }
    if (docker.docker("volume", "ls", "-q").contains(NAME)) {
      docker.docker("volume", "rm", NAME);
    }
  }

  void stop() throws IOException, InterruptedException {
    client.close();
    docker.stop();
    app.stop(0);
    try (var left = Files.list(SOCKETS)) {
      for (Path one : left.toList()) {
        Files.delete(one);
      }
    }
    Files.delete(SOCKETS);
  }

  interface Work {
    void happens() throws Exception;
  }

  static void assertNothingLost(Work work) throws Exception {
    Traffic traffic =
        Traffic.start(
            TrafficSpec.of(URI.create("http://127.0.0.1:" + PORT), Mix.parse(MIX))
                .withTimeout(ClientPatience.ANSWER));
    awaitMore(traffic);
    work.happens();
    awaitMore(traffic);
    Tally tally = traffic.stop(ClientPatience.GRACE);
    System.out.println(tally.text());
    assertThat(tally.lostTotal()).as("%s", tally.text()).isZero();
    assertThat(tally.inFlight()).as("%s", tally.text()).isZero();
  }

  static void awaitMore(Traffic traffic) {
    long then = traffic.tally().answered();
    await().atMost(ClientPatience.ANSWER).until(() -> traffic.tally().answered() > then + 300);
  }

  static boolean answers() {
    try {
      return answer("/", Duration.ofSeconds(10)) == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  static boolean nobodyListens() {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  private static int answer(String path, Duration within) throws IOException {
    var connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + PORT + path).toURL().openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout((int) within.toMillis());
    return connection.getResponseCode();
  }

  /// A request that the application has, and answers when it is told to.
  record Held(Future<Integer> status, CountDownLatch end) {
    void ends() {
      end.countDown();
    }

    /// It ends as soon as others are answered.
    void endsWithTheFirstAnswer() {
      Thread.ofVirtual()
          .start(() -> {
            await().atMost(Duration.ofMinutes(1)).until(EngineWithHaproxy::answers);
            ends();
          });
    }
  }

  Held held() {
    var end = new CountDownLatch(1);
    String path = "/held/" + held.size();
    held.put(path, end);
    return new Held(inFlight(path), end);
  }

  /// One request, which the application has by now.
  Future<Integer> inFlight(String path) {
    var status = new FutureTask<>(() -> answer(path, Duration.ofMinutes(3)));
    Thread.ofVirtual().start(status);
    await().until(() -> asked.contains(path));
    return status;
  }

  /// What HAProxy takes, and that has nobody behind it.
  static String nowhere() {
    return config().replace("127.0.0.1:" + APP, "127.0.0.1:1 check inter 100ms fall 2 rise 2");
  }

  boolean stands(String name) throws Exception {
    return docker.docker("ps", "-a", "--format", "{{.Names}}").lines().anyMatch(name::equals);
  }

  String id(String name) throws Exception {
    return docker.docker("inspect", "-f", "{{.Id}}", name);
  }

  String image(String tag) {
    return docker.registry() + "/haproxy:" + tag;
  }

  Done setUp(String tag) throws CallFailed, InterruptedException {
    return setUp(tag, Patience.USUAL, asked(), Guard.OPEN);
  }

  Done setUp(String tag, Patience patience, Running running, Guard guard)
      throws CallFailed, InterruptedException {
    return setUp(tag, config(), patience, running, guard);
  }

  Done setUp(String tag, String config, Patience patience, Running running, Guard guard)
      throws CallFailed, InterruptedException {
    return balancer(tag, patience)
        .setUp(BalancerFiles.plain(config), 0, guard, running, Engine.PullWatch.TO_THE_END);
  }

  ManagedBalancer balancer(String tag, Patience patience) {
    return new ManagedBalancer(
        SERVICE,
        new BalancerChoice.Managed(
            "b",
            new NamePattern("s-{slot}"),
            image(tag),
            new BalancerChoice.Entrance.Http(PORT, Optional.empty()),
            "172.30.83"),
        client,
        Keyring.EMPTY,
        patience);
  }

  static Running asked() {
    return new DiesAt(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /// A setup that is killed.
  static final class DiesAt implements Running {
    private final int times;
    private final int looks;
    private int asked;
    private int looked;

    private DiesAt(int times, int looks) {
      this.times = times;
      this.looks = looks;
    }

    /// When it asks who answers, for that many times.
    static DiesAt question(int times) {
      return new DiesAt(times, Integer.MAX_VALUE);
    }

    /// When it looks who serves, for that many times.
    static DiesAt look(int times) {
      return new DiesAt(Integer.MAX_VALUE, times);
    }

    @Override
    public Optional<String> life(String variable) throws CallFailed, InterruptedException {
      Optional<String> life =
          new RuntimeEnvironment("fe-1", new UnixTransport(SOCKETS.resolve("admin.sock")))
              .variable(variable);
      asked++;
      if (asked == times) {
        throw new Killed("at question " + asked);
      }
      return life;
    }

    @Override
    public Certified certify(String name) {
      return new Certified.Serves();
    }

    @Override
    public Standing standing() throws CallFailed, InterruptedException {
      looked++;
      if (looked == looks) {
        throw new Killed("at look " + looked);
      }
      return new RuntimeBalancer(
              "fe-1",
              new BackendName("b"),
              new UnixTransport(SOCKETS.resolve("admin.sock")),
              Optional.empty(),
              Instant::now,
              Duration.ofMillis(50))
          .standing(Set.of(new BackendName("b")));
    }
  }

  static final class Killed extends RuntimeException {
    static final long serialVersionUID = 1;

    Killed(String when) {
      super(when);
    }
  }

  static String config() {
    return """
    global
      stats socket /run/ballast/admin.sock mode 660 level admin expose-fd listeners
      uid 99
      gid 99
      maxconn 1000
      hard-stop-after 60s
      close-spread-time 5s
    defaults
      mode http
      option redispatch 1
      option idle-close-on-response
      timeout http-keep-alive 5s
      timeout connect 1s
      timeout client 50s
      timeout server 50s
    backend b
      server s-1 127.0.0.1:%d
    frontend f
      default_backend b
      bind :%d
    """
        .formatted(APP, PORT);
  }
}
