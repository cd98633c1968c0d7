package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// One HAProxy after another, on a real Docker Engine, under a client that never retries.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuccessionLiveTest {
  /// Run by `./check all`; the others stand for them.
  private static final String EVERY_FAULT = "every-fault";

  private static final String SERVICE = "sctest";
  private static final String NAME = ManagedBalancer.containerOf(SERVICE);
  private static final int PORT = 28_187;
  private static final int APP = 28_188;
  private static final Path SOCKETS = Path.of("/run/ballast", SERVICE);
  private static final String MIX = "get=100,keepalive=50,post=20,slow=4:2500";
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final PrivateEngine docker;
  private final DockerClient client;
  private final HttpServer app;

  SuccessionLiveTest() throws IOException, InterruptedException {
    docker = PrivateEngine.start();
    client = new DockerClient("fe-1", docker.socket(), Limits.defaults());
    app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), APP), 1024);
    app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    app.createContext("/", SuccessionLiveTest::answer);
    app.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String query = exchange.getRequestURI().getQuery();
    if (query != null && query.startsWith("ms=")) {
      try {
        Thread.sleep(Long.parseLong(query.substring("ms=".length())));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.sendResponseHeaders(200, 2);
    try (var body = exchange.getResponseBody()) {
      body.write("ok".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
  }

  @BeforeAll
  void publish() throws Exception {
    List<String> programs = List.of("/usr/sbin/haproxy", "/usr/bin/socat");
    docker.publishPrograms("haproxy", "1", programs);
    docker.publishPrograms("haproxy", "2", List.of("/usr/sbin/haproxy", "/usr/bin/env"));
  }

  @AfterEach
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

  @AfterAll
  void stop() throws Exception {
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

  @Test
  void anotherImageTakesOverAndNothingIsLost() throws Exception {
    setUp("1");
    String first = id(NAME);
    assertNothingLost(() -> assertThat(setUp("2")).isInstanceOf(Done.TakenOver.class));
    assertThat(id(NAME)).isNotEqualTo(first);
    assertThat(stands(NAME + "-next")).isFalse();
    assertThat(setUp("2")).isEqualTo(new Done.Unchanged());
    assertNothingLost(() -> assertThat(setUp("1")).isInstanceOf(Done.TakenOver.class));
  }

  @Test
  @Tag(EVERY_FAULT)
  void whatTookOverStartsAgainByItselfWithNobodyToTakeOverFrom() throws Exception {
    setUp("1");
    setUp("2");
    assertThat(docker.docker("inspect", "-f", "{{.HostConfig.RestartPolicy.Name}}", NAME))
        .isEqualTo("always");
    docker.docker("kill", "-s", "KILL", NAME);
    docker.docker("start", NAME);
    await().until(SuccessionLiveTest::answers);
    for (String socket : List.of("admin.sock", "master.sock")) {
      Files.delete(SOCKETS.resolve(socket));
    }
    docker.docker("restart", "-t", "1", NAME);
    await().until(SuccessionLiveTest::answers);
    assertNothingLost(() -> assertThat(setUp("1")).isInstanceOf(Done.TakenOver.class));
  }

  @Test
  @Tag(EVERY_FAULT)
  void aSetUpThatDiedBeforeTheNewOneStartedIsUndone() throws Exception {
    setUp("1");
    String first = id(NAME);
    docker.docker("create", "--name", NAME + "-next", image("2"), "true");
    assertNothingLost(() -> assertThat(setUp("1")).isInstanceOf(Done.TakenOver.class));
    assertThat(id(NAME)).isEqualTo(first);
    assertThat(stands(NAME + "-next")).isFalse();
  }

  @Test
  @Tag(EVERY_FAULT)
  void oneThatDiedAfterItWasStartedIsUndoneAndTheMastersSocketIsTheFirstOnesAgain()
      throws Exception {
    setUp("1");
    String first = id(NAME);
    assertThatThrownBy(() -> setUp("2", Patience.USUAL, new DiesAt(2), Guard.OPEN))
        .isInstanceOf(Killed.class);
    docker.docker("kill", "-s", "KILL", NAME + "-next");
    assertNothingLost(() -> assertThat(setUp("1")).isInstanceOf(Done.Reloaded.class));
    assertThat(id(NAME)).isEqualTo(first);
    assertThat(new UnixTransport(SOCKETS.resolve("master.sock")).ask("show proc", GRACE))
        .contains("# workers");
  }

  @Test
  @Tag(EVERY_FAULT)
  void aSetUpThatDiedWhileBothServeIsFinished() throws Exception {
    for (int dies = 1; dies <= 2; dies++) {
      setUp("1");
      String first = id(NAME);
      int at = dies;
      assertNothingLost(() -> {
        assertThatThrownBy(() -> setUp("2", Patience.USUAL, new DiesAt(at), Guard.OPEN))
            .isInstanceOf(Killed.class);
        assertThat(balancer("2", Patience.USUAL).unfinished()).isPresent();
        setUp("2");
      });
      assertThat(id(NAME)).isNotEqualTo(first);
      assertThat(stands(NAME + "-next")).isFalse();
      assertThat(balancer("2", Patience.USUAL).unfinished()).isEmpty();
      assertThat(setUp("2")).isEqualTo(new Done.Unchanged());
      empty();
    }
  }

  @Test
  void whileTheOneBeforeStillHasARequestItIsNotOverAndTheNextSetUpFinishesIt() throws Exception {
    setUp("1");
    assertNothingLost(() -> {
      var hurried =
          new Patience(
              Duration.ofSeconds(20),
              Duration.ofSeconds(10),
              Duration.ofSeconds(10),
              Duration.ofMillis(200));
      assertThatThrownBy(() -> setUp("2", hurried, asked(), Guard.OPEN))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("still has requests in flight")
          .hasMessageContaining("ballast setup");
      assertThat(balancer("2", Patience.USUAL).unfinished()).isPresent();
      assertThat(setUp("2")).isEqualTo(new Done.TakenOver("an earlier setup ended halfway"));
    });
    assertThat(balancer("2", Patience.USUAL).unfinished()).isEmpty();
  }

  @Test
  void whereTheOneBeforeHasEndedItsNameIsTaken() throws Exception {
    setUp("1");
    assertThatThrownBy(() -> setUp("2", Patience.USUAL, new DiesAt(2), Guard.OPEN))
        .isInstanceOf(Killed.class);
    docker.docker("update", "--restart", "no", NAME);
    docker.docker("kill", "-s", "USR1", NAME);
    await().until(() -> docker.docker("inspect", "-f", "{{.State.Running}}", NAME).equals("false"));
    String second = id(NAME + "-next");
    assertThat(setUp("2")).isNotInstanceOf(Done.Replaced.class);
    assertThat(id(NAME)).isEqualTo(second);
    assertThat(answers()).isTrue();
  }

  @Test
  @Tag(EVERY_FAULT)
  void oneThatCannotListenIsUndoneAndTheOneBeforeServesOn() throws Exception {
    setUp("1");
    String first = id(NAME);
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String config = config() + "  bind 127.0.0.1:" + taken.getLocalPort() + "\n";
      assertNothingLost(() ->
          assertThatThrownBy(() -> setUp("2", config, Patience.USUAL, asked(), Guard.OPEN))
              .isInstanceOf(CallFailed.class)
              .hasMessageContaining("the new HAProxy does not run")
              .hasMessageContaining("cannot bind socket"));
    }
    assertThat(id(NAME)).isEqualTo(first);
    assertThat(stands(NAME + "-next")).isFalse();
    assertThat(new UnixTransport(SOCKETS.resolve("master.sock")).ask("show proc", GRACE))
        .as("what tells a rollout of old workers")
        .contains("# workers");
    assertThat(setUp("1")).isEqualTo(new Done.Unchanged());
    docker.docker("restart", "-t", "1", NAME);
    await().until(SuccessionLiveTest::answers);
  }

  @Test
  void aConfigThatIsFlawlessAndLeadsNowhereIsTakenBack() throws Exception {
    setUp("1");
    String first = id(NAME);
    String nowhere =
        config().replace("127.0.0.1:" + APP, "127.0.0.1:1 check inter 100ms fall 2 rise 2");
    for (String image : List.of("1", "2")) {
      assertThatThrownBy(() -> setUp(image, nowhere, Patience.USUAL, asked(), Guard.OPEN))
          .as("by a reload, and by another HAProxy")
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("b/s-1 served and is down with the new config")
          .hasMessageContaining("L4CON");
      await().until(SuccessionLiveTest::answers);
      assertThat(setUp("1")).isEqualTo(new Done.Unchanged());
    }
    assertThat(id(NAME)).isEqualTo(first);
  }

  @Test
  void oneInANetworkOfItsOwnIsReplacedOnlyWhenThatIsAllowed() throws Exception {
    setUp("1");
    docker.docker("rm", "-f", NAME);
    docker.docker(
        "run",
        "-d",
        "--name",
        NAME,
        "--label",
        "ballast.service=" + SERVICE,
        "--network",
        "ballast-" + SERVICE,
        "-v",
        NAME + ":" + BalancerBody.FOLDER,
        "-v",
        SOCKETS + ":/run/ballast",
        "-p",
        PORT + ":" + PORT,
        "--restart",
        "always",
        image("1"),
        "haproxy",
        "-W",
        "-db",
        "-f",
        BalancerBody.FOLDER + "/haproxy.cfg");
    Guard guard =
        new Guard() {
          @Override
          public void beforeReload() {
            throw new AssertionError("nothing to reload");
          }

          @Override
          public void beforeTakeOver(String why) {
            throw new AssertionError("nothing to take over");
          }

          @Override
          public void beforeReplace(String why) {
            throw new Killed(why);
          }
        };
    assertThatThrownBy(() -> setUp("1", Patience.USUAL, asked(), guard))
        .isInstanceOf(Killed.class)
        .hasMessageContaining("network ballast-" + SERVICE);
    assertThat(setUp("1")).isInstanceOf(Done.Replaced.class);
    assertThat(answers()).isTrue();
  }

  private interface Work {
    void happens() throws Exception;
  }

  private static void assertNothingLost(Work work) throws Exception {
    Traffic traffic =
        Traffic.start(
            TrafficSpec.of(URI.create("http://127.0.0.1:" + PORT), Mix.parse(MIX))
                .withTimeout(Duration.ofSeconds(15)));
    awaitMore(traffic);
    work.happens();
    awaitMore(traffic);
    Tally tally = traffic.stop(GRACE);
    System.out.println(tally.text());
    assertThat(tally.lostTotal()).as("%s", tally.text()).isZero();
    assertThat(tally.inFlight()).as("%s", tally.text()).isZero();
  }

  private static void awaitMore(Traffic traffic) {
    long then = traffic.tally().answered();
    await().atMost(Duration.ofSeconds(30)).until(() -> traffic.tally().answered() > then + 300);
  }

  private static boolean answers() {
    try {
      var connection =
          (java.net.HttpURLConnection)
              URI.create("http://127.0.0.1:" + PORT + "/").toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(1000);
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private boolean stands(String name) throws Exception {
    return docker.docker("ps", "-a", "--format", "{{.Names}}").lines().anyMatch(name::equals);
  }

  private String id(String name) throws Exception {
    return docker.docker("inspect", "-f", "{{.Id}}", name);
  }

  private String image(String tag) {
    return docker.registry() + "/haproxy:" + tag;
  }

  private Done setUp(String tag) throws CallFailed, InterruptedException {
    return setUp(tag, Patience.USUAL, asked(), Guard.OPEN);
  }

  private Done setUp(String tag, Patience patience, Running running, Guard guard)
      throws CallFailed, InterruptedException {
    return setUp(tag, config(), patience, running, guard);
  }

  private Done setUp(String tag, String config, Patience patience, Running running, Guard guard)
      throws CallFailed, InterruptedException {
    return balancer(tag, patience)
        .setUp(BalancerFiles.plain(config), 0, guard, running, Engine.PullWatch.TO_THE_END);
  }

  private ManagedBalancer balancer(String tag, Patience patience) {
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

  private static Running asked() {
    return new DiesAt(Integer.MAX_VALUE);
  }

  /// A setup that is killed when it asks who answers, for that many times.
  private static final class DiesAt implements Running {
    private final int times;
    private int asked;

    DiesAt(int times) {
      this.times = times;
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

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Killed(String when) {
      super(when);
    }
  }

  private static String config() {
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
      timeout client 20s
      timeout server 20s
    backend b
      server s-1 127.0.0.1:%d
    frontend f
      default_backend b
      bind :%d
    """
        .formatted(APP, PORT);
  }
}
