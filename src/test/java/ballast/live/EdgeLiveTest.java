package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.cli.Exit;
import ballast.haproxy.BackendName;
import ballast.haproxy.RuntimeBalancer;
import ballast.haproxy.RuntimeEdge;
import ballast.haproxy.UnixTransport;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.model.HostPattern;
import ballast.port.Front;
import ballast.port.Time;
import ballast.rollout.EdgeGate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A whole host leaves the HAProxy in front of the hosts and comes back, under traffic.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnThreeHosts
class EdgeLiveTest {
  private static final Host FE_1 = new Host("fe-1");
  private static final Duration SOME = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);

  /// More than the quick requests of a moment.
  private static final int SLOW_ONES = 4;

  /// Of a line of `show stat`: `scur`.
  private static final int CURRENT_SESSIONS = 4;

  private Scene scene;

  @BeforeAll
  void aFleetServes(@TempDir Path folder) throws IOException, InterruptedException {
    TestHosts hosts = TestHosts.three();
    scene =
        Scene.serving(
            hosts,
            folder,
            "edge: {haproxy: {socket: \"%s\", backend: %s}}"
                .formatted(hosts.fact("EDGE_SOCKET"), hosts.fact("EDGE_BACKEND")));
  }

  @Test
  void aHostThatHasLeftCanBeCutOffAndNothingIsLost() throws Exception {
    assertThat(scene.expect(Exit.DONE, "check").out())
        .contains("edge      knows every host, 3 of 3 serve");
    EdgeGate gate = gate(scene);
    var waits = new ArrayList<String>();

    Scene.Seen seen =
        scene.during(
            "get=50,post=20,slow=20:3000",
            1,
            () -> {
              await().atMost(SOME).until(() -> inFlight(scene) >= SLOW_ONES);
              assertThat(gate.letGo(FE_1, waits::add)).isEqualTo(new EdgeGate.Outcome.Done());
              assertThat(edgeOf(scene, "fe-1")).isEqualTo("left");
              scene.hosts().cut("fe-1");
              Thread.sleep(2000);
              scene.hosts().mend("fe-1");
              assertThat(gate.takeBack(FE_1, waits::add)).isEqualTo(new EdgeGate.Outcome.Done());
            });

    System.out.println(String.join("\n", waits));
    Scene.assertNothingLost(seen.tally());
    assertThat(seen.broken()).isEmpty();
    assertThat(waits).anyMatch(why -> why.matches("[1-9][0-9]* connections in flight at the edge"));
    assertThat(edgeOf(scene, "fe-1")).isEqualTo("serving");
  }

  @Test
  void someoneElsesMaintenanceAtTheEdgeIsShownAndStays() throws Exception {
    byHand(scene, "set server %s/fe-1 state maint");
    try {
      assertThat(edgeOf(scene, "fe-1")).isEqualTo("withheld");
      assertThat(edgeOf(scene, "fe-2")).isEqualTo("serving");
      EdgeGate gate = gate(scene);
      assertThat(gate.letGo(FE_1, _ -> {})).isInstanceOf(EdgeGate.Outcome.Withheld.class);
      assertThat(gate.takeBack(FE_1, _ -> {})).isInstanceOf(EdgeGate.Outcome.Withheld.class);
      assertThat(edgeOf(scene, "fe-1")).isEqualTo("withheld");
    } finally {
      byHand(scene, "set server %s/fe-1 state ready");
    }
  }

  private static void byHand(Scene scene, String command) throws IOException {
    ServerLine.ask(
        Path.of(scene.hosts().fact("EDGE_SOCKET")),
        command.formatted(scene.hosts().fact("EDGE_BACKEND")) + "\n");
  }

  /// Connections that the edge has open to the host now.
  private static int inFlight(Scene scene) throws IOException {
    return ServerLine.ask(
            Path.of(scene.hosts().fact("EDGE_SOCKET")),
            "show stat %s 4 -1\n".formatted(scene.hosts().fact("EDGE_BACKEND")))
        .lines()
        .filter(line -> line.split(",")[1].equals("fe-1"))
        .mapToInt(line -> Integer.parseInt(line.split(",")[CURRENT_SESSIONS]))
        .findFirst()
        .orElseThrow();
  }

  /// What `ballast status` says that the edge does with a host.
  private static String edgeOf(Scene scene, String host) throws InterruptedException {
    String json = scene.expect(Exit.DONE, "status", "--output", "json").out();
    return Statuses.edge(json, host);
  }

  private static EdgeGate gate(Scene scene) {
    var time = new RealTime();
    var tier =
        new RuntimeEdge.Tier(
            "the edge",
            new RuntimeBalancer(
                "the edge",
                new BackendName(scene.hosts().fact("EDGE_BACKEND")),
                new UnixTransport(Path.of(scene.hosts().fact("EDGE_SOCKET"))),
                Optional.empty(),
                time::now,
                POLL),
            new HostPattern("{host}"));
    var edge = new RuntimeEdge(List.of(tier), host -> new HostFacts(host, host.name(), Map.of()));
    return new EdgeGate(new Front(edge, SOME, SOME, POLL), time);
  }

  private static final class RealTime implements Time {
    private final Instant began = Instant.now();
    private final long origin = System.nanoTime();

    @Override
    public Instant now() {
      return began.plusNanos(System.nanoTime() - origin);
    }

    @Override
    public Instant wall() {
      return Instant.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      Thread.sleep(duration);
    }
  }
}
