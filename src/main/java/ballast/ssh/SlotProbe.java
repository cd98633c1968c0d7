package ballast.ssh;

import ballast.model.Health;
import ballast.model.Slot;
import ballast.port.Probe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;

/// Asks a slot's container the service's health check at its fixed address, through a socket that
/// leads there.
public final class SlotProbe implements Probe, AutoCloseable {
  private static final Timeout PATIENCE = Timeout.of(Duration.ofSeconds(2));
  private static final int MOST_BODY = 200;

  private final Health health;
  private final Map<Integer, Path> sockets;
  private final CloseableHttpClient client;

  /// @param sockets a Unix socket for each slot number
  public SlotProbe(Health health, Map<Integer, Path> sockets) {
    this.health = health;
    this.sockets = Map.copyOf(sockets);
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(PATIENCE)
                            .setSocketTimeout(PATIENCE)
                            .build())
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .setConnectionReuseStrategy((_, _, _) -> false)
            .build();
  }

  @Override
  public Answer ask(Slot slot) {
    Path socket = sockets.get(slot.number());
    if (socket == null) {
      return new Answer.OutOfReach();
    }
    var request = new HttpUriRequestBase(health.method(), java.net.URI.create(health.path()));
    health.host().ifPresent(host -> request.setHeader("Host", host));
    request.setHeader("User-Agent", "ballast");
    request.setConfig(
        RequestConfig.custom().setUnixDomainSocket(socket).setResponseTimeout(PATIENCE).build());
    try {
      return client.execute(new HttpHost("http", "slot"), request, this::read);
    } catch (ConnectException refused) {
      return new Answer.NoAnswer("connection refused");
    } catch (InterruptedIOException late) {
      return new Answer.NoAnswer("no answer within " + PATIENCE);
    } catch (IOException broken) {
      return new Answer.NoAnswer(String.valueOf(broken.getMessage()));
    }
  }

  private Answer read(ClassicHttpResponse response) throws IOException {
    int status = response.getCode();
    Optional<String> version =
        Optional.ofNullable(response.getFirstHeader("X-Version")).map(Header::getValue);
    return health.accepts(status)
        ? new Answer.Healthy(status, version)
        : new Answer.Unhealthy(status, firstLine(response.getEntity()));
  }

  private static String firstLine(HttpEntity entity) throws IOException {
    if (entity == null) {
      return "";
    }
    byte[] body = entity.getContent().readNBytes(MOST_BODY);
    return new String(body, StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .map(line -> line.replaceAll("\\p{Cntrl}", " "))
        .orElse("");
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
