package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ballast.tls.TestCa;
import ballast.traffic.ClientPatience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A client of each host that asks over HTTP/2, one request after the other, and trusts one
/// authority alone. Its POSTs are never sent twice: the JDK's client repeats no such request.
final class HttpsTraffic implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private final ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();

  private HttpsTraffic() {}

  static HttpsTraffic start(TestCa ca, List<String> addresses)
      throws IOException, GeneralSecurityException {
    SSLContext trust = trusting(ca);
    var traffic = new HttpsTraffic();
    for (String address : addresses) {
      traffic.crew.execute(() -> traffic.run(trust, URI.create("https://" + address + "/")));
    }
    return traffic;
  }

  private static SSLContext trusting(TestCa ca) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(ca.certificate())) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private void run(SSLContext trust, URI address) {
    while (!stopped.get()) {
      // A new client now and then: a connection that stays would never see another certificate.
      try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
        for (int i = 0; i < 20 && !stopped.get(); i++) {
          HttpRequest.Builder request =
              HttpRequest.newBuilder(address).timeout(ClientPatience.ANSWER);
          ask(
              client,
              i % 2 == 0
                  ? request.build()
                  : request.POST(HttpRequest.BodyPublishers.ofString("hello")).build());
          Thread.sleep(BETWEEN);
        }
      } catch (InterruptedException ended) {
        return;
      }
    }
  }

  private void ask(HttpClient client, HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200 && answer.version() == HttpClient.Version.HTTP_2) {
        answered.incrementAndGet();
      } else {
        lost.add(request + " " + answer.statusCode() + " " + answer.version());
      }
    } catch (IOException broken) {
      lost.add(request + " " + broken);
    }
  }

  /// Waits for some answers to requests that are sent from now on.
  void awaitMore() {
    long then = answered.get();
    await()
        .atMost(ClientPatience.ANSWER)
        .until(() -> answered.get() > then + 100 || !lost.isEmpty());
  }

  void assertAllAnswered() {
    assertThat(lost).isEmpty();
    assertThat(answered.get()).isGreaterThan(500);
  }

  /// What is asked in the open is sent to https, and the health check is answered.
  static void assertRedirects(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var get = HttpRequest.newBuilder(URI.create("http://" + address + "/a?b=c")).build();
      HttpResponse<Void> answer = client.send(get, HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(301);
      assertThat(answer.headers().firstValue("location")).hasValue("https://" + address + "/a?b=c");
      var post =
          HttpRequest.newBuilder(get.uri())
              .POST(HttpRequest.BodyPublishers.ofString("hello"))
              .build();
      assertThat(client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(308);
      var health =
          HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/my/status")).build();
      assertThat(client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    }
  }

  @Override
  public String toString() {
    return "%d answered, %d lost".formatted(answered.get(), lost.size());
  }

  @Override
  public void close() {
    stopped.set(true);
    crew.close();
  }
}
