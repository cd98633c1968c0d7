package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpTransportTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void asksOneLineAndReadsToTheEnd() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket client = server.accept()) {
              client.getOutputStream().write(client.getInputStream().readAllBytes());
            } catch (IOException ended) {
              // the test tells
            }
          });
      assertThat(new TcpTransport("127.0.0.1", server.getLocalPort()).ask("show info", LONG))
          .isEqualTo("show info\n");
    }
  }

  @Test
  void silenceAndNobodyThereAreErrors() throws Exception {
    int port;
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = silent.getLocalPort();
      assertThatThrownBy(
              () -> new TcpTransport("127.0.0.1", port).ask("show info", Duration.ofMillis(200)))
          .isInstanceOf(NoAnswerInTime.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
    assertThatThrownBy(() -> new TcpTransport("127.0.0.1", port).ask("show info", LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> new TcpTransport("no-such-host.invalid", 1).ask("show info", LONG))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no-such-host.invalid");
  }
}
