package ballast.docker;

import ballast.model.TcpAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/// What keeps client and engine from each other on TCP, in words that say whose fault it is. In
/// none of these cases has the engine seen a request: it looks at the client's certificate first.
final class Handshake {
  private static final List<String> OLDER = List.of("TLSv1.2");

  private static final String CLIENT =
      "see that cert.pem is of the authority that the engine's --tlscacert names, and is still good: openssl x509 -noout -issuer -enddate -in cert.pem";

  private static final String BREAKS_OFF =
      "it breaks off the handshake, as an engine does that does not accept the client certificate: ";

  /// How it looks when the other side closes first.
  private static final Pattern BROKEN =
      Pattern.compile("(?i)broken pipe|.*connection reset.*|.*broke off|.*failed to respond");

  private Handshake() {}

  /// @param why in the peer's or the JDK's own words
  record Trouble(String why, String next) {}

  /// Nothing where it is none that this place knows of.
  static Optional<Trouble> trouble(Endpoint endpoint, Exception broken) {
    return switch (endpoint) {
      case Endpoint.AtSocket _ -> Optional.empty();
      case Endpoint.Plain(var at) -> connecting(at, broken);
      case Endpoint.Tls(var at, _) ->
          connecting(at, broken).or(() -> theirs(at, broken)).or(() -> ours(broken));
    };
  }

  private static Optional<Trouble> connecting(TcpAddress at, Exception broken) {
    return switch (broken) {
      case UnknownHostException _ ->
          told(
              "there is no host of that name",
              "see whether the name is right: getent hosts " + at.host());
      case ConnectTimeoutException late when text(late).contains("Read timed out") ->
          told(
              "it accepted the connection and said nothing",
              "see what listens there, and whether it hangs: docker info on that host");
      case ConnectTimeoutException _ ->
          told(
              "it does not accept the connection",
              "see what is between: nc -vz %s %d".formatted(at.host(), at.port()));
      case NoRouteToHostException _ ->
          told(text(broken), "see what is between: nc -vz %s %d".formatted(at.host(), at.port()));
      case ConnectException _ ->
          told(
              text(broken),
              "see that the engine listens there: ss -ltn on that host, and docs/reaching-hosts.md");
      default -> Optional.empty();
    };
  }

  /// What is wrong with the engine's certificate.
  private static Optional<Trouble> theirs(TcpAddress at, Exception broken) {
    for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException over -> {
          return told(
              "its certificate, or one that it was made with, is over: " + text(over),
              "have a new one made for it, and restart its engine");
        }
        case CertificateNotYetValidException early -> {
          return told(
              "its certificate is not good yet: " + text(early),
              "see whether the clock of this machine is right");
        }
        case CertPathBuilderException stranger when stranger.getCause() == null -> {
          return told(
              "its certificate was not made by whom ca.pem believes: " + text(stranger),
              "see who made it: openssl s_client -connect %s -showcerts".formatted(at.bare()));
        }
        case CertPathValidatorException invalid when invalid.getCause() == null -> {
          return told(
              "its certificate was not made by whom ca.pem believes: " + text(invalid),
              "see who made it: openssl s_client -connect %s -showcerts".formatted(at.bare()));
        }
        case CertificateException another when another.getCause() == null -> {
          return told(
              "its certificate is not for %s: %s".formatted(at.host(), text(another)),
              "reach it by a name that its certificate has, or have one made with this name as subjectAltName");
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  /// What the engine says of the client's certificate, or of TLS altogether.
  private static Optional<Trouble> ours(Exception broken) {
    for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
      String text = text(cause).toLowerCase(Locale.ROOT);
      if (cause instanceof SSLException && text.contains("unrecognized ssl message")) {
        return told(
            "what answers there speaks no TLS",
            "start its engine with --tlsverify, or see the port");
      }
      boolean alert = cause instanceof SSLException && text.contains("fatal alert");
      if (alert && (text.contains("certificate") || text.contains("unknown_ca"))) {
        return told("it does not accept the client certificate: " + text(cause), CLIENT);
      }
      if (cause instanceof SSLException && brokenOff(cause)) {
        return told(BREAKS_OFF + text(cause), CLIENT);
      }
      if (cause instanceof SSLHandshakeException) {
        return told(text(cause), "see the engine's own log: journalctl -u docker");
      }
    }
    return Optional.empty();
  }

  /// Why an engine breaks off as soon as it is asked. In TLS 1.3 it refuses a client's certificate
  /// when the client has done its part and asked already, and what it says of it may get lost with
  /// the connection; in TLS 1.2 it says so within the handshake.
  ///
  /// @param words what became of the connection
  static Optional<Trouble> verdict(Endpoint endpoint, Duration patience, String words) {
    return switch (endpoint) {
      case Endpoint.AtSocket _, Endpoint.Plain _ -> Optional.empty();
      case Endpoint.Tls _ when !BROKEN.matcher(words).matches() -> Optional.empty();
      case Endpoint.Tls(var at, var context) -> {
        try {
          Wire.secured(at, context, patience, OLDER).close();
          yield Optional.empty();
        } catch (IOException broken) {
          yield ours(broken).or(() -> told(BREAKS_OFF + words, CLIENT));
        }
      }
    };
  }

  /// What an engine said before it broke off may get lost with the connection.
  private static boolean brokenOff(Throwable broken) {
    return broken.getCause() instanceof SocketException
        || broken.getCause() instanceof EOFException;
  }

  private static Optional<Trouble> told(String why, String next) {
    return Optional.of(new Trouble(Words.plain(why), next));
  }

  private static String text(Throwable broken) {
    return String.valueOf(broken.getMessage());
  }
}
