package ballast.edge;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v5.Apache5HttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.compute.Compute;
import com.google.api.services.compute.ComputeScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/// Google's own client, so set up that nothing is sent twice behind our back: the HTTP client of
/// the JDK repeats a POST whose connection breaks, the Apache one does not when told not to.
final class GoogleClient {
  /// Bytes of one answer: a page of a list is a tenth of that.
  static final int LONGEST_ANSWER = 8 << 20;

  private GoogleClient() {}

  /// With the credentials that Google's library finds: `GOOGLE_APPLICATION_CREDENTIALS`, those of
  /// gcloud, or the machine's own on Google Cloud.
  static Compute of(Optional<URI> endpoint, GoogleLimits limits) {
    HttpTransport transport = transport();
    return of(endpoint, limits, transport, new Found(transport));
  }

  /// With credentials that are at hand.
  static Compute of(Optional<URI> endpoint, GoogleLimits limits, GoogleCredentials credentials) {
    return of(endpoint, limits, transport(), new HttpCredentialsAdapter(credentials));
  }

  private static Compute of(
      Optional<URI> endpoint,
      GoogleLimits limits,
      HttpTransport transport,
      HttpRequestInitializer credentials) {
    int call = Math.toIntExact(limits.call().toMillis());
    var builder =
        new Compute.Builder(
                transport,
                GsonFactory.getDefaultInstance(),
                request -> {
                  credentials.initialize(request);
                  request.setConnectTimeout(call).setReadTimeout(call).setNumberOfRetries(1);
                })
            .setApplicationName("ballast");
    endpoint.ifPresent(root -> builder.setRootUrl(root.toString().replaceAll("/*$", "/")));
    return builder.build();
  }

  private static HttpTransport transport() {
    return new Apache5HttpTransport(
        HttpClients.custom()
            .useSystemProperties()
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .addExecInterceptorFirst(
                "longest-answer",
                (request, scope, chain) ->
                    bounded(chain.proceed(request, scope), scope.execRuntime::discardEndpoint))
            .build());
  }

  private static ClassicHttpResponse bounded(ClassicHttpResponse response, Runnable hangUp) {
    Optional.ofNullable(response.getEntity())
        .ifPresent(entity -> response.setEntity(new Bounded(entity, hangUp)));
    return response;
  }

  /// Hangs up past the bound: to close an answer is to read it to its end.
  private static final class Bounded extends HttpEntityWrapper {
    private final Runnable hangUp;

    Bounded(HttpEntity entity, Runnable hangUp) {
      super(entity);
      this.hangUp = hangUp;
    }

    @Override
    public InputStream getContent() throws IOException {
      return new FilterInputStream(super.getContent()) {
        private long left = LONGEST_ANSWER;

        @Override
        public int read() throws IOException {
          int one = super.read();
          count(one < 0 ? 0 : 1);
          return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          int some = super.read(into, from, length);
          count(Math.max(some, 0));
          return some;
        }

        private void count(int bytes) throws IOException {
          left -= bytes;
          if (left < 0) {
            hangUp.run();
            throw new IOException("its answer is longer than %d bytes".formatted(LONGEST_ANSWER));
          }
        }
      };
    }
  }

  /// Credentials that are looked for when the first request needs them.
  private static final class Found implements HttpRequestInitializer {
    private final HttpTransport transport;
    private Optional<HttpCredentialsAdapter> found = Optional.empty();

    Found(HttpTransport transport) {
      this.transport = transport;
    }

    @Override
    public void initialize(HttpRequest request) throws IOException {
      adapter().initialize(request);
    }

    private synchronized HttpCredentialsAdapter adapter() throws IOException {
      if (found.isEmpty()) {
        found = Optional.of(new HttpCredentialsAdapter(credentials()));
      }
      return found.get();
    }

    private GoogleCredentials credentials() throws IOException {
      try {
        return GoogleCredentials.getApplicationDefault(() -> transport)
            .createScoped(List.of(ComputeScopes.COMPUTE));
      } catch (IOException none) {
        throw new GoogleFault.NoCredentials(none);
      }
    }
  }
}
