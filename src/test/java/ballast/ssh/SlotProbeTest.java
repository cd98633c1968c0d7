package ballast.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Slot;
import ballast.port.Probe.Answer;
import ballast.ssh.SlotProbe.Way;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotProbeTest {
  private static final Slot SLOT = new Slot(new Host("fe-1"), 1);
  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private Optional<HttpServer> server = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    HttpServer started = HttpServer.create(new InetSocketAddress(loopback, 0), 10);
    started.createContext("/good", SlotProbeTest::good);
    started.createContext("/bad", SlotProbeTest::bad);
    started.start();
    server = Optional.of(started);
  }

  @AfterEach
  void stop() {
    server.orElseThrow().stop(0);
  }

  private static void good(HttpExchange exchange) throws IOException {
    boolean known = "pxapp".equals(exchange.getRequestHeaders().getFirst("Host"));
    exchange.getResponseHeaders().set("X-Version", "2.4.1");
    exchange.sendResponseHeaders(known ? 204 : 421, -1);
    exchange.close();
  }

  private static void bad(HttpExchange exchange) throws IOException {
    byte[] body = ("db: no such host\n" + "more\n".repeat(10)).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(503, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Answer ask(String method, String path, Way way) throws InterruptedException {
    var health =
        new Health.Http(
            method, path, Optional.of("pxapp"), 200, 299, Duration.ZERO, Duration.ofMinutes(1));
    try (var probe = new SlotProbe(health, _ -> way)) {
      return probe.ask(SLOT);
    }
  }

  private Way here() {
    return new Way.Tcp("127.0.0.1", server.orElseThrow().getAddress().getPort());
  }

  @Test
  void aHealthySlotSaysItsVersion() throws Exception {
    assertThat(ask("HEAD", "/good", here())).isEqualTo(new Answer.Healthy(Optional.of("2.4.1")));
  }

  @Test
  void anUnhealthySlotIsQuotedByItsFirstLine() throws Exception {
    assertThat(ask("GET", "/bad", here())).isEqualTo(new Answer.Unhealthy(503, "db: no such host"));
  }

  @Test
  void whatRefusesOrSaysNothingIsNoAnswer() throws Exception {
    try (var silent = new ServerSocket(0, 5, loopback)) {
      assertThat(ask("GET", "/", new Way.Tcp("127.0.0.1", silent.getLocalPort())))
          .isEqualTo(new Answer.NoAnswer("no answer within 2 s"));
    }
    assertThat(ask("GET", "/", new Way.Tcp("127.0.0.1", 9)))
        .isEqualTo(new Answer.NoAnswer("connection refused"));
    assertThat(ask("GET", "/", new Way.None())).isEqualTo(new Answer.OutOfReach());
  }

  @Test
  void aSlotIsReachedThroughASocketAndLeavesNothingOpen(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("s.sock");
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(path));
      Thread.ofVirtual().start(() -> serve(listening));
      var through = new Way.Through(Door.at(path));
      assertThat(ask("GET", "/", through)).isEqualTo(new Answer.Healthy(Optional.of("2.4.1")));
      long before = descriptors();
      for (int i = 0; i < 300; i++) {
        assertThat(ask("HEAD", "/", through)).isInstanceOf(Answer.Healthy.class);
      }
      assertThat(descriptors()).isLessThan(before + 50);
    }
  }

  private static long descriptors() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private static void serve(ServerSocketChannel listening) {
    try {
      while (true) {
        try (var peer = listening.accept()) {
          peer.read(ByteBuffer.allocate(4096));
          peer.write(
              StandardCharsets.US_ASCII.encode(
                  "HTTP/1.1 200 OK\r\nX-Version: 2.4.1\r\nContent-Length: 0\r\n\r\n"));
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  @Test
  void aSocketThatIsSilentOrMissingIsNoAnswer(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("s.sock");
    assertThat(ask("GET", "/", new Way.Through(Door.at(path))))
        .isEqualTo(new Answer.NoAnswer("No such file or directory"));
    try (var silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(path));
      assertThat(ask("GET", "/", new Way.Through(Door.at(path))))
          .isEqualTo(new Answer.NoAnswer("no answer within 2 s"));
    }
    assertThat(ask("GET", "/", new Way.Through(Door.at(path))))
        .isEqualTo(new Answer.NoAnswer("connection refused"));
  }

  @Test
  void aPathThatCannotBeAskedForIsNoAnswer() throws Exception {
    assertThat(ask("GET", "/a b", here())).isInstanceOf(Answer.NoAnswer.class);
  }

  /// A server that hears one line and says something, or speaks first.
  private static final class Talker implements AutoCloseable {
    private final ServerSocket socket;

    Talker(String first, String answer) throws IOException {
      socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> serve(first, answer));
    }

    private void serve(String first, String answer) {
      try {
        while (true) {
          try (var client = socket.accept()) {
            client.getOutputStream().write(first.getBytes(StandardCharsets.UTF_8));
            for (int heard = 0; heard >= 0 && heard != '\n'; ) {
              heard = client.getInputStream().read();
            }
            // In two pieces, as a network may bring it.
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            client.getOutputStream().write(bytes, 0, bytes.length / 2);
            client.getOutputStream().flush();
            client
                .getOutputStream()
                .write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
          }
        }
      } catch (IOException closed) {
        // The test is over.
      }
    }

    Way way() {
      return new Way.Tcp("127.0.0.1", socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static Answer talk(Optional<String> send, String expect, Way way)
      throws InterruptedException {
    var health = new Health.Talk(send, expect, Duration.ZERO, Duration.ofMinutes(1));
    try (var probe = new SlotProbe(health, _ -> way)) {
      return probe.ask(SLOT);
    }
  }

  @Test
  void whatSpeaksAnotherProtocolIsAskedInItsWords() throws Exception {
    try (var pong = new Talker("", "+PONG\r\n");
        var mail = new Talker("220 shop ESMTP\r\n", "")) {
      assertThat(talk(Optional.of("PING\r\n"), "+PONG", pong.way()))
          .isEqualTo(new Answer.Healthy(Optional.empty()));
      assertThat(talk(Optional.empty(), "220 ", mail.way()))
          .isEqualTo(new Answer.Healthy(Optional.empty()));
    }
  }

  @Test
  void whatItSaysInsteadIsTold() throws Exception {
    try (var loading = new Talker("", "-LOADING Redis is loading the dataset in memory\r\n")) {
      assertThat(talk(Optional.of("PING\r\n"), "+PONG", loading.way()))
          .isEqualTo(
              new Answer.NoAnswer(
                  "no \"+PONG\": it closed the connection; it said \"-LOADING Redis is loading the dataset in memory\""));
    }
  }

  @Test
  void whoSaysNothingOrIsNotThereIsTold() throws Exception {
    try (var silent = new ServerSocket(0, 1, loopback)) {
      assertThat(talk("PING\r\n", silent.getLocalPort()))
          .isEqualTo(new Answer.NoAnswer("no \"+PONG\": not within 2 s"));
    }
    // A port that nobody else can have meanwhile, and at which nobody listens.
    try (var bound = new Socket()) {
      bound.bind(new InetSocketAddress(loopback, 0));
      assertThat(talk("PING\r\n", bound.getLocalPort()))
          .isEqualTo(new Answer.NoAnswer("no \"+PONG\": connection refused"));
    }
    assertThat(talk(Optional.empty(), "x", new Way.None())).isEqualTo(new Answer.OutOfReach());
  }

  private Answer talk(String send, int port) throws Exception {
    return talk(Optional.of(send), "+PONG", new Way.Tcp("127.0.0.1", port));
  }

  @Test
  void anOpenPortIsLeftToHaproxy() throws Exception {
    var health = new Health.OpenPort(Duration.ZERO, Duration.ofMinutes(1));
    try (var probe = new SlotProbe(health, _ -> here())) {
      assertThat(probe.ask(SLOT)).isEqualTo(new Answer.OutOfReach());
    }
  }
}
