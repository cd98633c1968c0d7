package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.haproxy.Finding.Severity;
import ballast.port.Balancer.Drained;
import ballast.port.Balancer.Proof;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A real HAProxy in TCP mode, in front of something that speaks a protocol of its own.
class TcpModeLiveTest {
  private static final HealthCheck PING = new HealthCheck.Talk(Optional.of("PING\r\n"), "+PONG");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Answers every line with the same words, for as long as its clients stay.
  private static final class Application implements AutoCloseable {
    private final ServerSocket socket;
    private volatile String words;

    Application(int port, String words) throws IOException {
      this.socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      this.words = words;
      Thread.ofVirtual().start(this::accept);
    }

    void says(String other) {
      words = other;
    }

    private void accept() {
      try {
        while (true) {
          Socket client = socket.accept();
          Thread.ofVirtual().start(() -> serve(client));
        }
      } catch (IOException closed) {
        // The test is over.
      }
    }

    private void serve(Socket client) {
      try (client) {
        for (int heard = client.getInputStream().read();
            heard >= 0;
            heard = client.getInputStream().read()) {
          if (heard == '\n') {
            client.getOutputStream().write((words + "\r\n").getBytes(StandardCharsets.US_ASCII));
          }
        }
      } catch (IOException gone) {
        // As clients do.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static RuntimeBalancer balancer(LiveHaproxy haproxy) {
    return new RuntimeBalancer(
        "fe-1",
        LiveHaproxy.APP,
        haproxy.admin,
        Optional.of(haproxy.master),
        Instant::now,
        Duration.ofMillis(50));
  }

  private static void awaitProven(RuntimeBalancer balancer) {
    await().atMost(PATIENCE).until(() -> balancer.proof("app-1") instanceof Proof.Proven);
  }

  @Test
  void aContainerIsProvenByItsAnswerAndDrainedOnceItsClientsHaveGone() throws Exception {
    LiveHaproxy haproxy = LiveHaproxy.withTcpSlots(1, PING);
    try (var application = new Application(haproxy.slots.getFirst(), "-LOADING")) {
      RuntimeBalancer balancer = balancer(haproxy);
      balancer.examine("app-1");
      await()
          .atMost(PATIENCE)
          .until(() ->
              balancer.proof("app-1") instanceof Proof.NotYet(var check)
                  && check.contains("Layer7 timeout"));
      application.says("+PONG");
      awaitProven(balancer);
      assertThat(balancer.lint(List.of("app-1"), Expected.Proving.BY_AN_ANSWER))
          .noneMatch(finding -> finding.severity() == Severity.REFUSE);
      balancer.admit("app-1", ManagedConfig.WEIGHT);

      try (var client = connected(haproxy)) {
        assertThat(client.isConnected()).isTrue();
        balancer.drain("app-1");
        assertThat(balancer.drained("app-1"))
            .isInstanceOfSatisfying(
                Drained.Busy.class, busy -> assertThat(busy.requests()).isEqualTo(1));
      }
      await().atMost(PATIENCE).until(() -> balancer.drained("app-1") instanceof Drained.Empty);
    } finally {
      haproxy.stop();
    }
  }

  @Test
  void aClientThatNeverGoesIsSentAwayWhereThePolicySaysSo() throws Exception {
    LiveHaproxy haproxy = LiveHaproxy.withTcpSlots(1, PING);
    try (var application = new Application(haproxy.slots.getFirst(), "+PONG")) {
      RuntimeBalancer balancer = balancer(haproxy);
      balancer.examine("app-1");
      awaitProven(balancer);
      balancer.admit("app-1", ManagedConfig.WEIGHT);
      try (var client = connected(haproxy)) {
        balancer.drain("app-1");
        balancer.fence("app-1");
        assertThat(balancer.drained("app-1")).isInstanceOf(Drained.Busy.class);
        balancer.hangUp("app-1");
        assertThat(client.getInputStream().readAllBytes())
            .as("what was answered before, and then the end")
            .hasSize("PONG\r\n".length());
        await().atMost(PATIENCE).until(() -> balancer.drained("app-1") instanceof Drained.Empty);
      }
      assertThat(application.socket.isClosed()).as("it was HAProxy that hung up").isFalse();
    } finally {
      haproxy.stop();
    }
  }

  private static Socket connected(LiveHaproxy haproxy) throws IOException {
    var client = new Socket(InetAddress.getLoopbackAddress(), haproxy.port);
    client.setSoTimeout((int) PATIENCE.toMillis());
    client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(client.getInputStream().read()).isEqualTo('+');
    return client;
  }

  @Test
  void anOpenPortProvesNothingUnlessTheUserSaysSo() throws Exception {
    LiveHaproxy haproxy = LiveHaproxy.withTcpSlots(1, new HealthCheck.OpenPort());
    try (var application = new Application(haproxy.slots.getFirst(), "")) {
      RuntimeBalancer balancer = balancer(haproxy);
      balancer.examine("app-1");
      awaitProven(balancer);
      assertThat(balancer.lint(List.of("app-1"), Expected.Proving.BY_AN_ANSWER))
          .anyMatch(finding -> finding.severity() == Severity.REFUSE);
      assertThat(balancer.lint(List.of("app-1"), Expected.Proving.BY_AN_OPEN_PORT))
          .noneMatch(finding -> finding.severity() == Severity.REFUSE);
      assertThat(application.socket.isClosed()).isFalse();
    } finally {
      haproxy.stop();
    }
  }
}
