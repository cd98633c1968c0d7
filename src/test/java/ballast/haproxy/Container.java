package ballast.haproxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// A container as HAProxy sees it: an application at a fixed address. `/slow` is answered when the
/// test says so; everything answers 503 until the application is ready.
final class Container implements AutoCloseable {
  private final HttpServer server;
  private final CountDownLatch slowEnds = new CountDownLatch(1);
  private final AtomicInteger slow = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile int status;

  private Container(HttpServer server, int status) {
    this.server = server;
    this.status = status;
  }

  static Container ready(int port) throws IOException {
    return start(port, 200);
  }

  static Container booting(int port) throws IOException {
    return start(port, 503);
  }

  private static Container start(int port, int status) throws IOException {
    var container = new Container(bound(port), status);
    container.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    container.server.createContext("/", container::answer);
    container.server.start();
    return container;
  }

  /// The one before gives its port back from a thread of its own, a moment after it was closed.
  private static HttpServer bound(int port) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return Awaitility.await()
        .atMost(LiveHaproxy.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreException(BindException.class)
        .until(() -> HttpServer.create(address, 0), Objects::nonNull);
  }

  void becomeReady() {
    status = 200;
  }

  boolean holdsSlowRequest() {
    return slow.get() > 0;
  }

  int slowRequests() {
    return slow.get();
  }

  /// From now on `/slow` is answered like anything else.
  void answerSlowRequests() {
    slowEnds.countDown();
  }

  int answered() {
    return answered.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestURI().getPath().equals("/slow")) {
        slow.incrementAndGet();
        slowEnds.await();
        slow.decrementAndGet();
      }
      byte[] body = "answer".getBytes(StandardCharsets.UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : body.length);
      if (!head) {
        answered.incrementAndGet();
        exchange.getResponseBody().write(body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    answerSlowRequests();
    server.stop(0);
  }
}
