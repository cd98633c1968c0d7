package ballast.ssh;

import ballast.model.Health;
import ballast.model.Slot;
import ballast.port.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/// Asks slots the service's own health check over HTTP, each time on a new connection, never twice.
public final class SlotProbe implements Probe, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LONGEST_LINE = 200;

  /// A byte too many for a line of four-byte characters.
  private static final int MOST_BYTES = 4 * LONGEST_LINE;

  private final Health health;
  private final Function<Slot, Way> ways;
  private final CloseableHttpClient client;

  /// How a slot's container is reached from here.
  public sealed interface Way {
    /// @param host an address, e.g. `172.30.77.11`
    record Tcp(String host, int port) implements Way {}

    /// @param socket a unix socket here that leads to it
    record Through(Path socket) implements Way {}

    record None() implements Way {}
  }

  /// @param ways the way to each slot's container, asked anew each time
  public SlotProbe(Health health, Function<Slot, Way> ways) {
    this.health = health;
    this.ways = ways;
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(256)
                    .setMaxConnPerRoute(8)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom().setConnectTimeout(Timeout.of(PATIENCE)).build())
                    .build())
            .setConnectionReuseStrategy((_, _, _) -> false)
            .setUserAgent("ballast")
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();
  }

  @Override
  public Answer ask(Slot slot) throws InterruptedException {
    return switch (ways.apply(slot)) {
      case Way.Tcp(String host, int port) ->
          ask(new HttpHost("http", host, port), settings().build());
      case Way.Through(var socket) ->
          ask(new HttpHost("http", "localhost"), settings().setUnixDomainSocket(socket).build());
      case Way.None() -> new Answer.OutOfReach();
    };
  }

  private static RequestConfig.Builder settings() {
    return RequestConfig.custom()
        .setConnectionRequestTimeout(Timeout.of(PATIENCE))
        .setResponseTimeout(Timeout.of(PATIENCE))
        .setProtocolUpgradeEnabled(false);
  }

  private Answer ask(HttpHost target, RequestConfig settings) throws InterruptedException {
    var request =
        new HttpUriRequestBase(health.method(), URI.create(target.toURI() + health.path()));
    request.setConfig(settings);
    health.host().ifPresent(host -> request.setHeader("Host", host));
    Thread bell = Thread.ofVirtual().start(() -> cancelLater(request));
    try {
      return client.execute(target, request, this::read);
    } catch (IOException | IllegalStateException broken) {
      // IllegalStateException: the selector of a socket that was closed under it.
      if (Thread.interrupted() || broken.getCause() instanceof InterruptedException) {
        throw new InterruptedException("while asking " + target);
      }
      return new Answer.NoAnswer(request.isCancelled() ? "no answer within 2 s" : words(broken));
    } finally {
      bell.interrupt();
    }
  }

  /// A body may trickle for ever: the whole answer has one deadline.
  private static void cancelLater(HttpUriRequestBase request) {
    try {
      TimeUnit.NANOSECONDS.sleep(PATIENCE.plusMillis(100).toNanos());
      request.cancel();
    } catch (InterruptedException answered) {
      // in time
    }
  }

  private static String words(Exception broken) {
    return switch (broken) {
      case SocketTimeoutException _ -> "no answer within 2 s";
      case ConnectException refused when String.valueOf(refused.getMessage()).contains("refused") ->
          "connection refused";
      default -> broken.getMessage() == null ? "the connection broke off" : broken.getMessage();
    };
  }

  private Answer read(ClassicHttpResponse response) throws IOException {
    if (health.accepts(response.getCode())) {
      return new Answer.Healthy(
          response.getCode(),
          header(response, "X-Version").or(() -> header(response, "Server-Version")));
    }
    return new Answer.Unhealthy(response.getCode(), firstLine(response));
  }

  private static Optional<String> header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? Optional.empty() : Optional.of(plain(header.getValue()));
  }

  private static String firstLine(ClassicHttpResponse response) throws IOException {
    if (response.getEntity() == null) {
      return "";
    }
    try (InputStream body = response.getEntity().getContent()) {
      String text = new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      return plain(text.strip().lines().findFirst().orElse(""));
    }
  }

  private static String plain(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "");
    return line.substring(0, Math.min(line.length(), LONGEST_LINE));
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
