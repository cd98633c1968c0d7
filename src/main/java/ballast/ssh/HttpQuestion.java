package ballast.ssh;

import ballast.model.Health;
import ballast.port.Probe.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/// A health check over HTTP, each time on a new connection, never twice.
final class HttpQuestion implements Question {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String TOO_LATE = "no answer within 2 s";
  private static final int MOST_CONNECTIONS = 256;
  private static final int ANY_PORT = -1;
  private static final int LONGEST_LINE = 200;

  /// A byte too many for a line of four-byte characters.
  private static final int MOST_BYTES = 4 * LONGEST_LINE;

  private final Health.Http health;
  private final CloseableHttpClient client;

  HttpQuestion(Health.Http health) {
    this.health = health;
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                new UnixConnections()
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_CONNECTIONS)
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
  public Answer ask(SlotProbe.Way.Open way) throws InterruptedException {
    var context = HttpClientContext.create();
    return switch (way) {
      case SlotProbe.Way.Tcp(String host, int port) -> ask(host, port, context);
      case SlotProbe.Way.Through(var door) -> {
        try {
          UnixConnections.lead(context, door.path());
        } catch (Door.LinkDown down) {
          yield new Answer.NoAnswer(words(down));
        }
        yield ask("localhost", ANY_PORT, context);
      }
    };
  }

  private Answer ask(String host, int port, HttpClientContext context) throws InterruptedException {
    HttpHost target;
    HttpUriRequestBase request;
    try {
      target = new HttpHost("http", host, port);
      request = request(target);
    } catch (IllegalArgumentException malformed) {
      return new Answer.NoAnswer(plain(words(malformed)));
    }
    // A body may trickle for ever: the whole answer has one deadline.
    try (var alarm = new Alarm(PATIENCE.plusMillis(100), request::cancel)) {
      try {
        return client.execute(target, request, context, this::read);
      } catch (IOException | RuntimeException broken) {
        // RuntimeException: the library's, e.g. once its pool is closed.
        if (Thread.interrupted() || broken.getCause() instanceof InterruptedException) {
          throw new InterruptedException("while asking " + target);
        }
        return new Answer.NoAnswer(alarm.rang() ? TOO_LATE : words(broken));
      }
    }
  }

  private HttpUriRequestBase request(HttpHost target) {
    var request =
        new HttpUriRequestBase(health.method(), URI.create(target.toURI() + health.path()));
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(PATIENCE))
            .setResponseTimeout(Timeout.of(PATIENCE))
            .setProtocolUpgradeEnabled(false)
            .build());
    health.host().ifPresent(host -> request.setHeader("Host", host));
    return request;
  }

  private static String words(Exception broken) {
    return switch (broken) {
      case SocketTimeoutException _ -> TOO_LATE;
      case ConnectException refused when String.valueOf(refused.getMessage()).contains("refused") ->
          "connection refused";
      default -> broken.getMessage() == null ? "the connection broke off" : broken.getMessage();
    };
  }

  private Answer read(ClassicHttpResponse response) throws IOException {
    if (health.accepts(response.getCode())) {
      return new Answer.Healthy(
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

  static String plain(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "");
    return line.substring(0, Math.min(line.length(), LONGEST_LINE));
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
