package ballast.haproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends requests and never sends one twice: the JDK's clients would hide a loss by trying again.
final class Client implements AutoCloseable {
  private static final long PAUSE_MILLIS = 10;

  private final int port;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger sent = new AtomicInteger();
  private final List<String> lost = new CopyOnWriteArrayList<>();

  Client(int port) {
    this.port = port;
  }

  /// The status line of the answer, or what went wrong.
  Future<String> send(String path) {
    Callable<String> request = () -> statusOf("GET", path);
    return threads.submit(request);
  }

  /// Like [#send], of a kind that HAProxy must not send twice either.
  Future<String> post(String path) {
    Callable<String> request = () -> statusOf("POST", path);
    return threads.submit(request);
  }

  /// Sends one request after the other until closed.
  Future<?> keepSending() {
    Callable<Integer> loop =
        () -> {
          while (!stopped.get()) {
            String status = statusOf("GET", "/");
            if (!status.contains(" 200 ")) {
              lost.add(status);
            }
            sent.incrementAndGet();
            Thread.sleep(PAUSE_MILLIS);
          }
          return sent.get();
        };
    return threads.submit(loop);
  }

  int sent() {
    return sent.get();
  }

  List<String> lost() {
    return List.copyOf(lost);
  }

  private String statusOf(String method, String path) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: app\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      byte[] answer = socket.getInputStream().readAllBytes();
      return new String(answer, StandardCharsets.UTF_8).lines().findFirst().orElse("no answer");
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    stopped.set(true);
    threads.close();
  }
}
