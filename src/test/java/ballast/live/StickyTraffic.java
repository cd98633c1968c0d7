package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.traffic.ClientPatience;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Clients that never retry and whose cookie leads each of them to one slot of one host, for ever:
/// one that is led elsewhere does not take the new cookie.
final class StickyTraffic implements AutoCloseable {
  /// As the balancers' config names it.
  static final String COOKIE = "SLOT";

  private static final Duration BETWEEN = Duration.ofMillis(15);
  private static final int CLIENT_MILLIS = Math.toIntExact(ClientPatience.ANSWER.toMillis());

  private final ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong led = new AtomicLong();
  private final AtomicLong elsewhere = new AtomicLong();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();

  private StickyTraffic() {}

  /// @param addresses of the hosts
  /// @param servers of each host, which are what their cookies say
  static StickyTraffic start(List<String> addresses, List<String> servers) {
    var traffic = new StickyTraffic();
    for (String address : addresses) {
      for (String server : servers) {
        traffic.crew.execute(() -> traffic.run(address, server));
      }
    }
    return traffic;
  }

  private void run(String address, String server) {
    while (!stopped.get()) {
      try {
        note(address + " " + server, ask(address, server));
      } catch (IOException broken) {
        lost.add("%s %s: %s".formatted(address, server, broken));
      }
      try {
        Thread.sleep(BETWEEN);
      } catch (InterruptedException ended) {
        return;
      }
    }
  }

  private static String ask(String address, String server) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, 80), CLIENT_MILLIS);
      socket.setSoTimeout(CLIENT_MILLIS);
      String request =
          "GET / HTTP/1.1\r\nHost: pxapp\r\nCookie: %s=%s\r\nConnection: close\r\n\r\n"
              .formatted(COOKIE, server);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /// HAProxy gives another cookie to whom it could not lead where theirs says.
  private void note(String whose, String answer) {
    if (!answer.startsWith("HTTP/1.1 200 ") || !answer.contains("\r\n\r\nversion ")) {
      lost.add("%s: '%s'".formatted(whose, answer));
    } else if (answer.toLowerCase(Locale.ROOT).contains("set-cookie: ")) {
      elsewhere.incrementAndGet();
    } else {
      led.incrementAndGet();
    }
  }

  /// Waits for some answers of slots that cookies lead to, to requests that are sent from now on.
  void awaitMore() {
    long then = led.get();
    await().atMost(ClientPatience.ANSWER).until(() -> led.get() > then + 300 || !lost.isEmpty());
  }

  /// While a slot was out, its clients were answered by another.
  void assertNothingLostAndSomeLedElsewhere() {
    assertThat(lost).as(toString()).isEmpty();
    assertThat(led.get()).as(toString()).isGreaterThan(500);
    assertThat(elsewhere.get()).as(toString()).isPositive();
  }

  @Override
  public String toString() {
    return "%,d answered where their cookie leads, %,d elsewhere, %d lost"
        .formatted(led.get(), elsewhere.get(), lost.size());
  }

  @Override
  public void close() {
    stopped.set(true);
    crew.close();
  }
}
