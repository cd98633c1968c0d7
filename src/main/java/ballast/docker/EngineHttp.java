package ballast.docker;

import ballast.ssh.Door;
import ballast.ssh.UnixConnections;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// HTTP as it leads to an engine, wherever that answers.
///
/// @param target what requests are addressed to
record EngineHttp(Endpoint endpoint, HttpHost target) {
  private static final int MOST_CONNECTIONS = 32;
  private static final String SENT = "ballast.sent";

  /// Whether a connection is used again.
  enum Connections {
    KEPT,
    ONE_EACH
  }

  static EngineHttp to(Endpoint endpoint) {
    return new EngineHttp(
        endpoint,
        switch (endpoint) {
          case Endpoint.AtSocket _ -> new HttpHost("http", "localhost");
          case Endpoint.Plain(var at) -> new HttpHost("http", at.host(), at.port());
          case Endpoint.Tls(var at, _) -> new HttpHost("https", at.host(), at.port());
        });
  }

  /// @throws Door.LinkDown when the way there is closed: nothing was sent
  HttpClientContext context() throws Door.LinkDown, InterruptedException {
    var context = HttpClientContext.create();
    switch (endpoint) {
      case Endpoint.AtSocket(var door) -> UnixConnections.lead(context, door.path());
      case Endpoint.Plain _, Endpoint.Tls _ -> {}
    }
    return context;
  }

  /// Whether a byte of a request with this context may have left.
  static boolean sent(HttpContext context) {
    return context.getAttribute(SENT) != null;
  }

  private HttpClientConnectionManager connections(Limits limits) {
    PoolingHttpClientConnectionManagerBuilder builder =
        new UnixConnections()
            .setMaxConnTotal(MOST_CONNECTIONS)
            .setMaxConnPerRoute(MOST_CONNECTIONS)
            .setDefaultTlsConfig(
                TlsConfig.custom().setHandshakeTimeout(Timeout.of(limits.connect())).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(limits.connect()))
                    .setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
                    .build());
    return switch (endpoint) {
      case Endpoint.AtSocket _, Endpoint.Plain _ -> builder.build();
      case Endpoint.Tls(_, var context) ->
          builder
              .setTlsSocketStrategy(
                  new DefaultClientTlsStrategy(
                      context,
                      HostnameVerificationPolicy.BUILTIN,
                      HttpsSupport.getDefaultHostnameVerifier()))
              .build();
    };
  }

  CloseableHttpClient client(Limits limits, Connections connections) {
    var builder =
        HttpClients.custom()
            .setConnectionManager(connections(limits))
            .setUserAgent("ballast")
            .disableAutomaticRetries()
            // else a connection that has shown a certificate is never used again
            .disableConnectionState()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .addExecInterceptorBefore(
                ChainElement.MAIN_TRANSPORT.name(),
                SENT,
                (request, scope, chain) -> {
                  scope.clientContext.setAttribute(SENT, true);
                  return chain.proceed(request, scope);
                });
    return switch (connections) {
      case KEPT -> builder.build();
      case ONE_EACH -> builder.setConnectionReuseStrategy((_, _, _) -> false).build();
    };
  }
}
