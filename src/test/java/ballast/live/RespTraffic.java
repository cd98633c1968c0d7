package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.traffic.ClientPatience;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Clients of a Redis that never retry: each opens a connection, writes what it then reads again, a
/// few times over, says that it goes and goes, and comes again. What is not answered as it should
/// be is lost.
final class RespTraffic implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int TURNS = 15;
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();
  private final ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor();

  private RespTraffic() {}

  /// @param addresses of the hosts
  static RespTraffic start(List<String> addresses, int port) {
    var traffic = new RespTraffic();
    for (String address : addresses) {
      for (int client = 0; client < CLIENTS; client++) {
        traffic.crew.execute(() -> traffic.come(address, port));
      }
    }
    return traffic;
  }

  private void come(String address, int port) {
    while (!stopped.get()) {
      var done = new ArrayList<String>();
      try (var connection = new RespConnection(address, port)) {
        for (int turn = 0; turn < TURNS; turn++) {
          String value = "v" + connections.get() + "." + turn;
          String key = Thread.currentThread().threadId() + "";
          ask(connection, done, "+OK", "SET", key, value);
          ask(connection, done, "$%d".formatted(value.length()), "GET", key);
          assertThat(connection.line()).isEqualTo(value);
          Thread.sleep(BETWEEN);
        }
        ask(connection, done, "+OK", "QUIT");
        connections.incrementAndGet();
      } catch (IOException | AssertionError broken) {
        lost.add("%s after %s: %s".formatted(address, done, broken));
      } catch (InterruptedException ended) {
        return;
      }
    }
  }

  private void ask(RespConnection connection, List<String> done, String answer, String... words)
      throws IOException {
    done.add(words[0]);
    connection.send(words);
    assertThat(connection.line()).isEqualTo(answer);
    answered.incrementAndGet();
  }

  /// Waits for some answers to commands that are sent from now on.
  void awaitMore() {
    long then = answered.get();
    await()
        .atMost(ClientPatience.ANSWER)
        .until(() -> answered.get() > then + 300 || !lost.isEmpty());
  }

  /// Ends it in order, and tells what came of it.
  void assertNothingLost() {
    close();
    assertThat(lost).as(toString()).isEmpty();
    assertThat(answered.get()).isGreaterThan(500);
  }

  @Override
  public String toString() {
    return "%,d commands over %,d connections answered, %d lost"
        .formatted(answered.get(), connections.get(), lost.size());
  }

  @Override
  public void close() {
    stopped.set(true);
    crew.close();
  }
}
