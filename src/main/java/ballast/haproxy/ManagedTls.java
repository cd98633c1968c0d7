package ballast.haproxy;

import ballast.model.Https;
import java.util.List;
import java.util.stream.Collectors;

/// TLS that ends at the HAProxy that Ballast runs itself: its lines of [ManagedConfig].
///
/// @param certificates files with chain and key, never empty; who names no host gets the first
public record ManagedTls(int port, List<CertificatePath> certificates, Https.Plain plain) {
  /// Mozilla's intermediate ones (wiki.mozilla.org/Security/Server_Side_TLS), without those of
  /// plain Diffie-Hellman: all its clients speak elliptic curves.
  private static final String CIPHERS =
      "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
          + ":ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
          + ":ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

  private static final String SUITES =
      "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

  public ManagedTls {
    certificates = List.copyOf(certificates);
    ManagedConfig.checkPort("https", port);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("TLS without a certificate");
    }
  }

  static String globalLines() {
    return """
        ssl-default-bind-options prefer-client-ciphers ssl-min-ver TLSv1.2 no-tls-tickets
        ssl-default-bind-ciphers %s
        ssl-default-bind-ciphersuites %s
    """
        .formatted(CIPHERS, SUITES);
  }

  String bindLine() {
    return "    bind :%d ssl%s alpn h2,http/1.1\n"
        .formatted(
            port, certificates.stream().map(path -> " crt " + path).collect(Collectors.joining()));
  }

  /// An application tells by this header whether it is asked in the open; whoever sends one himself
  /// is not believed.
  static final String TOLD_LINES =
      """
          http-request set-header X-Forwarded-Proto https if { ssl_fc }
          http-request set-header X-Forwarded-Proto http if !{ ssl_fc }
      """;

  String requestLines(String healthPath) {
    return switch (plain) {
      case SERVED -> TOLD_LINES;
      case REDIRECTED -> TOLD_LINES + redirectLines(healthPath, "");
    };
  }

  /// 308 keeps a method that 301 may turn into GET. What checks hosts from outside asks over plain
  /// HTTP, so the path that it asks is left open; but not `/`, which is what persons type.
  ///
  /// @param further conditions, each after a space
  String redirectLines(String healthPath, String further) {
    String to =
        port == DEFAULT_PORT
            ? "https://%[req.hdr(host),host_only]%[pathq]"
            : "https://%[req.hdr(host),host_only]:" + port + "%[pathq]";
    String plain =
        healthPath.equals("/") ? "!{ ssl_fc }" : "!{ ssl_fc } !{ path %s }".formatted(healthPath);
    return """
        http-request deny deny_status 400 if %1$s !{ req.hdr(host) -m found }%3$s
        http-request redirect location %2$s code 301 if %1$s METH_GET%3$s
        http-request redirect location %2$s code 308 if %1$s%3$s
    """
        .formatted(plain, to, further);
  }

  private static final int DEFAULT_PORT = 443;
}
