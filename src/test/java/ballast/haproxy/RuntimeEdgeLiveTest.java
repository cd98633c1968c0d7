package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.model.HostPattern;
import ballast.port.CallFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An edge of one real HAProxy with a server for each of two hosts, and of two that are not the
/// same.
@Timeout(90)
class RuntimeEdgeLiveTest {
  private static final Host FE_1 = new Host("1");
  private static final EdgeView SERVING = new EdgeView.Serving();

  private final List<Container> hosts = new ArrayList<>();
  private @Nullable LiveHaproxy started;

  @BeforeEach
  void start() throws Exception {
    var haproxy = LiveHaproxy.withSlots(2);
    started = haproxy;
    for (int port : haproxy.slots) {
      hosts.add(Container.ready(port));
    }
    await(edge("app"), SERVING);
  }

  @AfterEach
  void stop() throws Exception {
    hosts.forEach(Container::close);
    haproxy().stop();
  }

  private LiveHaproxy haproxy() {
    if (started == null) {
      throw new AssertionError("not started");
    }
    return started;
  }

  private RuntimeEdge edge(String backend) {
    return edge(tier(backend, "app-{host}"));
  }

  private static RuntimeEdge edge(RuntimeEdge.Tier... tiers) {
    return new RuntimeEdge(
        List.of(tiers), host -> new HostFacts(host, host.name(), Map.of("other", "2")));
  }

  private RuntimeEdge.Tier tier(String backend, String server) {
    return new RuntimeEdge.Tier(
        "the edge",
        new RuntimeBalancer(
            "the edge",
            new BackendName(backend),
            haproxy().admin,
            Optional.of(haproxy().master),
            Instant::now,
            Duration.ofMillis(50)),
        new HostPattern(server));
  }

  private static void await(RuntimeEdge edge, EdgeView view) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> edge.read(FE_1).equals(view));
  }

  @Test
  void aHostLeavesWhenItsLastRequestHasEndedAndServesAgain() throws Exception {
    RuntimeEdge edge = edge("app");
    try (var client = new Client(haproxy().port)) {
      Future<?> load = client.keepSending();
      List<Future<String>> slow = new ArrayList<>();
      while (!hosts.getFirst().holdsSlowRequest()) {
        slow.add(client.send("/slow"));
        Awaitility.await()
            .until(() -> hosts.stream().mapToInt(Container::slowRequests).sum() == slow.size());
      }
      edge.leave(FE_1);
      edge.leave(FE_1);
      assertThat(edge.read(FE_1))
          .isInstanceOfSatisfying(
              EdgeView.Leaving.class,
              leaving -> assertThat(leaving.inFlight().orElse(0)).isPositive());
      hosts.forEach(Container::answerSlowRequests);
      await(edge, new EdgeView.Left());
      assertThat(hosts.getFirst().holdsSlowRequest()).isFalse();
      for (Future<String> answer : slow) {
        assertThat(answer.get()).contains(" 200 ");
      }

      edge.join(FE_1);
      edge.join(FE_1);
      assertThat(edge.read(FE_1)).isEqualTo(SERVING);
      assertThat(load.isDone()).as("still sending").isFalse();
      assertThat(client.lost()).isEmpty();
    }
  }

  /// They would be sent to the host on and on, and all of its slots are to go out at once.
  @Test
  void aHostThatClientsStickToByCookieIsNotTakenOut(@TempDir Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            global
              stats socket %s/admin.sock level admin
            defaults
              mode http
              timeout connect 1s
              timeout client 5s
              timeout server 5s
            backend app
              cookie SRV insert indirect
              server app-1 127.0.0.1:9 cookie a
            """
                .formatted(folder));
    Process sticky =
        new ProcessBuilder(RealHaproxy.program().toString(), "-db", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      Path socket = folder.resolve("admin.sock");
      Awaitility.await().until(() -> Files.exists(socket));
      var balancer =
          new RuntimeBalancer(
              "the edge",
              new BackendName("app"),
              new UnixTransport(socket),
              Optional.empty(),
              Instant::now,
              Duration.ofMillis(50));
      RuntimeEdge edge =
          edge(new RuntimeEdge.Tier("the edge", balancer, new HostPattern("app-{host}")));
      CallFailed refused = catchThrowableOfType(CallFailed.class, () -> edge.leave(FE_1));
      assertThat(refused.problem().why()).contains("by cookie SRV");
      assertThat(refused.problem().next()).contains("--strategy rolling");
      assertThat(balancer.read().server("app-1").admission())
          .isEqualTo(ballast.model.Admission.READY);
    } finally {
      sticky.destroy();
      sticky.waitFor();
    }
  }

  @Test
  void aHostThatIsNotWellIsJoiningAndSaysWhy() throws Exception {
    RuntimeEdge edge = edge("app");
    edge.leave(FE_1);
    hosts.getFirst().close();
    edge.join(FE_1);
    Awaitility.await().until(() -> edge.read(FE_1) instanceof EdgeView.Joining);
    assertThat(edge.read(FE_1))
        .isInstanceOfSatisfying(
            EdgeView.Joining.class, joining -> assertThat(joining.why()).contains("L4CON"));
  }

  @Test
  void someoneElsesMaintenanceIsShownAndStays() throws Exception {
    RuntimeEdge edge = edge("app");
    haproxy().accepted(new RuntimeCommand.SetState(LiveHaproxy.server(1), Admission.MAINT));
    assertThat(edge.read(FE_1)).isInstanceOf(EdgeView.Withheld.class);
    edge.leave(FE_1);
    CallFailed refused = catchThrowableOfType(CallFailed.class, () -> edge.join(FE_1));
    assertThat(refused.problem().toString())
        .contains("someone else has put its server app-1 into maintenance")
        .contains("set server app/app-1 state ready");
    assertThat(edge.read(FE_1)).isInstanceOf(EdgeView.Withheld.class);

    haproxy()
        .accepted(
            new RuntimeCommand.SetState(LiveHaproxy.server(1), Admission.READY),
            new RuntimeCommand.SetWeight(LiveHaproxy.server(1), 0));
    assertThat(edge.read(FE_1)).isEqualTo(new EdgeView.Withheld("the edge gives it weight 0"));
  }

  @Test
  void aHostJoinsWhereItMayThoughAnotherOfTheEdgesHaproxiesIsInSomeonesMaintenance()
      throws Exception {
    RuntimeEdge edge = edge(tier("app", "app-{host}"), tier("app", "app-{other}"));
    haproxy().accepted(new RuntimeCommand.SetState(LiveHaproxy.server(1), Admission.MAINT));
    edge.leave(FE_1);
    await(edge, new EdgeView.Left());
    edge.join(FE_1);
    assertThat(edge.read(FE_1)).isEqualTo(SERVING);
    Sighting after = haproxy().accepted();
    assertThat(after.server(LiveHaproxy.server(2)).orElseThrow().state().admitted()).isTrue();
    assertThat(after.server(LiveHaproxy.server(1)).orElseThrow().state().admitted()).isFalse();
  }

  @Test
  void lookingAtAHostThatLeavesChangesNothing() throws Exception {
    RuntimeEdge edge = edge("app");
    edge.leave(FE_1);
    haproxy().accepted(new RuntimeCommand.SetState(LiveHaproxy.server(1), Admission.READY));
    assertThat(edge.read(FE_1)).isEqualTo(SERVING);
    assertThat(haproxy().accepted().server(LiveHaproxy.server(1)).orElseThrow().state().admitted())
        .isTrue();
  }

  @Test
  void aHostOrABackendThatTheEdgeDoesNotKnowIsAnErrorAndNotAHostThatHasLeft() {
    CallFailed server =
        catchThrowableOfType(CallFailed.class, () -> edge("app").read(new Host("9")));
    assertThat(server.problem().what()).contains("the edge knows no server app/app-9");
    CallFailed backend = catchThrowableOfType(CallFailed.class, () -> edge("ap").read(FE_1));
    assertThat(backend.problem().toString()).contains("the edge").contains("backend");
    CallFailed name =
        catchThrowableOfType(CallFailed.class, () -> edge("app").read(new Host("a b")));
    assertThat(name.problem().what()).contains("what the edge calls a b is not known");
  }
}
