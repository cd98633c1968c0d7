package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UnixTransportTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(10);

  private Path folder = Path.of("");
  private Path socket = Path.of("");

  @BeforeEach
  void createFolder() throws IOException {
    // Socket paths are short (108 bytes), so not below the build's folder.
    folder = Files.createTempDirectory("ballast");
    socket = folder.resolve("s");
  }

  @AfterEach
  void deleteFolder() throws IOException {
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }

  @Test
  void theLineIsSentWithItsNewlineAndTheAnswerIsReadToItsEnd() throws Exception {
    BlockingQueue<String> received = new ArrayBlockingQueue<>(1);
    try (var server = listen()) {
      serve(
          server,
          client -> {
            received.add(readLine(client));
            for (int i = 0; i < 1000; i++) {
              client.write(ByteBuffer.wrap("0123456789\n".getBytes(StandardCharsets.UTF_8)));
            }
          });
      String answer = new UnixTransport(socket).ask("show info", LONG);
      assertThat(answer).isEqualTo("0123456789\n".repeat(1000));
      assertThat(received.take()).isEqualTo("show info\n");
    }
  }

  @Test
  void aPeerThatWaitsForMoreIsToldThatThereIsNoMore() throws Exception {
    // The master of HAProxy 2.6 answers and keeps the connection until the asker ends its side.
    try (var server = listen()) {
      serve(
          server,
          client -> {
            String all = readLine(client);
            client.write(ByteBuffer.wrap(all.getBytes(StandardCharsets.UTF_8)));
            while (client.read(ByteBuffer.allocate(1)) >= 0) {}
          });
      assertThat(new UnixTransport(socket).ask("show proc", LONG)).isEqualTo("show proc\n");
    }
  }

  @Test
  void aSilentSocketEndsWithTheDeadlineNotWithAnEmptyAnswer() throws Exception {
    try (var server = listen()) {
      serve(server, client -> Thread.sleep(LONG));
      long start = System.nanoTime();
      assertThatThrownBy(() -> new UnixTransport(socket).ask("show info", SHORT))
          .isInstanceOf(NoAnswerInTime.class)
          .hasMessageContaining("200 ms");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void anAnswerThatStopsHalfWayEndsWithTheDeadlineToo() throws Exception {
    try (var server = listen()) {
      serve(
          server,
          client -> {
            client.write(ByteBuffer.wrap("\n".getBytes(StandardCharsets.UTF_8)));
            Thread.sleep(LONG);
          });
      assertThatThrownBy(() -> new UnixTransport(socket).ask("set server a/b state maint", SHORT))
          .isInstanceOf(NoAnswerInTime.class);
    }
  }

  @Test
  void aSocketThatNobodyAcceptsFromEndsWithinTheDeadline() throws Exception {
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket), 1);
      for (int i = 0; i < 4; i++) {
        assertThatThrownBy(() -> new UnixTransport(socket).ask("show info", SHORT))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void anEndlessAnswerIsGivenUp() throws Exception {
    try (var server = listen()) {
      serve(
          server,
          client -> {
            ByteBuffer megabyte = ByteBuffer.allocate(1024 * 1024);
            while (true) {
              megabyte.clear();
              client.write(megabyte);
            }
          });
      assertThatThrownBy(() -> new UnixTransport(socket).ask("show sess", LONG))
          .isInstanceOf(ReplyTooLarge.class);
    }
  }

  @Test
  void interruptingTheAskerEndsTheAsk() throws Exception {
    try (var server = listen()) {
      serve(server, client -> Thread.sleep(LONG));
      BlockingQueue<Throwable> ended = new ArrayBlockingQueue<>(1);
      for (var kind : new Thread.Builder[] {Thread.ofPlatform(), Thread.ofVirtual()}) {
        Thread asker =
            kind.start(() -> {
              try {
                ended.add(new AssertionError(new UnixTransport(socket).ask("show info", LONG)));
              } catch (IOException | InterruptedException e) {
                ended.add(e);
              }
            });
        Thread.sleep(SHORT);
        asker.interrupt();
        assertThat(ended.poll(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        serve(server, client -> Thread.sleep(LONG));
      }
    }
  }

  @Test
  void noSocketAndNobodyBehindItAreErrors() throws Exception {
    assertThatThrownBy(() -> new UnixTransport(socket).ask("show info", SHORT))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoAnswerInTime.class);
    listen().close();
    assertThatThrownBy(() -> new UnixTransport(socket).ask("show info", SHORT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void onlyOneLineCanBeAsked() {
    for (String line : new String[] {"", "show info\nshow stat", "x".repeat(9000)}) {
      assertThatThrownBy(() -> new UnixTransport(socket).ask(line, SHORT))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theSocatWayNeverExecutesWhatItCarries() throws Exception {
    var hostile = "show info; $(touch " + folder + "/owned) `id` '\"; exit 7 #";
    var argv = SocatCommand.argv(Path.of("/run/h.sock"), hostile, Duration.ofMillis(1500));
    assertThat(argv).contains(hostile, "/run/h.sock").hasSize(6);
    assertThat(argv.get(2)).doesNotContain("touch").contains("-t2 ");
    assertThatThrownBy(() -> SocatCommand.argv(Path.of("/run/h,exec=id"), "show info", LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SocatCommand.argv(Path.of("/run/h"), "a\nb", LONG))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private ServerSocketChannel listen() throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    return server;
  }

  @FunctionalInterface
  private interface Behaviour {
    void with(SocketChannel client) throws IOException, InterruptedException;
  }

  private static void serve(ServerSocketChannel server, Behaviour behaviour) {
    Thread.ofVirtual()
        .start(() -> {
          try (SocketChannel client = server.accept()) {
            behaviour.with(client);
          } catch (IOException | InterruptedException e) {
            // The test is over, or the asker has gone: both are what the tests are about.
          }
        });
  }

  private static String readLine(SocketChannel client) throws IOException {
    var line = new StringBuilder();
    var one = ByteBuffer.allocate(1);
    while (client.read(one.clear()) == 1 && line.append((char) one.get(0)).indexOf("\n") < 0) {}
    return line.toString();
  }
}
