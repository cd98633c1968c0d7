import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// A shop on the JDK's own HTTP server.
public final class Shop {
  private static final String RELEASE = System.getenv().getOrDefault("RELEASE", "?");
  private static final String SLOT = System.getenv().getOrDefault("HOSTNAME", "?");

  /// Requests in flight have so long after SIGTERM; less than stop_grace.
  private static final int GRACE_SECONDS = 25;

  private Shop() {}

  public static void main(String[] arguments) throws IOException {
    // Longer than HAProxy keeps an idle connection, and as many of them as it may keep; the
    // server's own limits are 30 s and 200.
    System.setProperty("sun.net.httpserver.idleInterval", "75");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/health", exchange -> answer(exchange, 0));
    server.createContext("/slow", exchange -> answer(exchange, millis(exchange)));
    server.createContext("/", exchange -> answer(exchange, 0));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(GRACE_SECONDS)));
    server.start();
  }

  private static void answer(HttpExchange exchange, long millis) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Thread.sleep(millis);
      exchange.getResponseHeaders().set("X-Version", RELEASE);
      exchange.getResponseHeaders().set("X-Slot", SLOT);
      byte[] body = ("shop " + RELEASE + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static long millis(HttpExchange exchange) {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    return query.startsWith("ms=") ? Long.parseLong(query.substring("ms=".length())) : 0;
  }
}
