package ballast.haproxy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// What HAProxy asks a container, again and again, to see whether it is healthy.
public sealed interface HealthCheck {
  /// The lines of the backend, without a newline at their end.
  String lines();

  /// The path that it asks for, without what is asked there; `/` where it asks for none.
  String pathAsked();

  /// Requests that change nothing.
  enum Method {
    HEAD,
    GET
  }

  /// The request that a container must answer, and how.
  ///
  /// @param host empty = no Host of its own, so HTTP/1.0 without one
  /// @param statusFrom lowest status that passes
  /// @param statusTo highest status that passes
  record Http(Method method, String path, Optional<String> host, int statusFrom, int statusTo)
      implements HealthCheck {
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/._~%?&=:@+,-]{0,1000}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,255}");

    public Http {
      if (!PATH.matcher(path).matches()) {
        throw new IllegalArgumentException("not a path for a health check: '" + path + "'");
      }
      if (host.isPresent() && !HOST.matcher(host.get()).matches()) {
        throw new IllegalArgumentException("not a host for a health check: '" + host.get() + "'");
      }
      if (statusFrom < 100 || statusTo > 599 || statusFrom > statusTo) {
        throw new IllegalArgumentException(
            "not a range of statuses: " + statusFrom + "-" + statusTo);
      }
    }

    @Override
    public String pathAsked() {
      int query = path.indexOf('?');
      return query < 0 ? path : path.substring(0, query);
    }

    @Override
    public String lines() {
      String send = "    http-check send meth " + method + " uri " + path;
      String headers = " hdr User-Agent ballast-check";
      String status = statusFrom == statusTo ? "" + statusFrom : statusFrom + "-" + statusTo;
      return "    option httpchk\n"
          + send
          + host.map(name -> " ver HTTP/1.1 hdr Host " + name + headers).orElse(headers)
          + "\n    http-check expect status "
          + status;
    }
  }

  /// What is said, and what must be in the answer.
  ///
  /// @param send empty where the container speaks first
  record Talk(Optional<String> send, String expect) implements HealthCheck {
    /// Between single quotes HAProxy takes each of these as it is.
    private static final Pattern PLAIN = Pattern.compile("[\\x20-\\x7e&&[^']]+");

    public Talk {
      if (expect.isEmpty() || send.filter(String::isEmpty).isPresent()) {
        throw new IllegalArgumentException("nothing to say or to expect");
      }
    }

    @Override
    public String pathAsked() {
      return "/";
    }

    @Override
    public String lines() {
      return "    option tcp-check\n    tcp-check connect"
          + send.map(text -> "\n    tcp-check send-binary " + hex(text) + comment(text)).orElse("")
          + "\n    tcp-check expect "
          + (PLAIN.matcher(expect).matches() ? "string '" + expect + "'" : "binary " + hex(expect));
    }

    private static String hex(String text) {
      return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /// For whoever reads the config.
    private static String comment(String text) {
      String words = text.strip();
      return PLAIN.matcher(words).matches() ? " comment '" + words + "'" : "";
    }
  }

  /// A connection is accepted; nothing is said over it.
  record OpenPort() implements HealthCheck {
    @Override
    public String pathAsked() {
      return "/";
    }

    @Override
    public String lines() {
      return "    option tcp-check\n    tcp-check connect";
    }
  }
}
