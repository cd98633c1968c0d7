package ballast.haproxy;

import ballast.haproxy.ManagedConfig.Timeouts;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Where clients come in at a managed balancer, and what HAProxy takes what they send for; its part
/// of [ManagedConfig].
public sealed interface Front {
  /// On every address.
  int port();

  /// What `global` has for it.
  String globalLines();

  /// The section `defaults`.
  String defaults(Timeouts timeouts);

  /// The section `frontend`, where `${backend}` is for the backend's name.
  String frontend(HealthCheck health);

  /// How the backend shares out what comes.
  String balance();

  /// What every server has for it beyond checks and weight.
  String serverWords();

  /// Requests: each goes to a slot of its own, whatever connection it came by.
  ///
  /// @param tls empty = plain HTTP only
  record Http(int port, Optional<ManagedTls> tls) implements Front {
    private static final String DEFAULTS =
        """
        defaults
            mode http
            log global
            option httplog
            option dontlognull
            timeout http-request 10s
            timeout http-keep-alive 15s
            timeout client ${client}
            timeout client-fin 5s
            timeout connect ${connect}
            timeout server ${server}
            timeout queue ${queue}
            timeout tunnel ${tunnel}
            timeout check 2s
            retries 3
            # Every retry goes to another server, and the queue of a drained one moves on.
            option redispatch 1
            retry-on conn-failure empty-response
            option idle-close-on-response
            http-reuse safe
        """;

    private static final String BALANCE = "roundrobin";
    private static final String SERVER_WORDS = " pool-purge-delay 5s";

    private static final String FRONTEND =
        """
        frontend http
            bind :${port}
        ${tlsBind}    option forwardfor
        ${tlsRequest}        # Only what may be sent twice is sent twice; others get the retries before anything was sent.
            http-request disable-l7-retry unless METH_GET
            default_backend ${backend}
        """;

    public Http {
      ManagedConfig.checkPort("http", port);
    }

    @Override
    public String globalLines() {
      return tls.map(_ -> ManagedTls.globalLines()).orElse("");
    }

    @Override
    public String defaults(Timeouts timeouts) {
      return timed(DEFAULTS, timeouts);
    }

    @Override
    public String frontend(HealthCheck health) {
      return FRONTEND
          .replace("${port}", Integer.toString(port))
          .replace("${tlsBind}", tls.map(ManagedTls::bindLine).orElse(""))
          .replace(
              "${tlsRequest}", tls.map(one -> one.requestLines(health.pathAsked())).orElse(""));
    }

    @Override
    public String balance() {
      return BALANCE;
    }

    @Override
    public String serverWords() {
      return SERVER_WORDS;
    }
  }

  /// Connections: each belongs to one slot for as long as it lasts, and is what a request is
  /// elsewhere.
  record Tcp(int port) implements Front {
    private static final String DEFAULTS =
        """
        defaults
            mode tcp
            log global
            option tcplog
            option dontlognull
            timeout client ${client}
            timeout client-fin 5s
            timeout connect ${connect}
            timeout server ${server}
            timeout queue ${queue}
            # How long an open connection may be silent: with it the two above count no more.
            timeout tunnel ${tunnel}
            timeout check 2s
            retries 3
            # Every retry goes to another server, and the queue of a drained one moves on.
            option redispatch 1
        """;

    private static final String FRONTEND =
        """
        frontend tcp
            bind :${port}
            default_backend ${backend}
        """;

    public Tcp {
      ManagedConfig.checkPort("tcp", port);
    }

    @Override
    public String globalLines() {
      return "";
    }

    @Override
    public String defaults(Timeouts timeouts) {
      return timed(DEFAULTS, timeouts);
    }

    @Override
    public String frontend(HealthCheck health) {
      return FRONTEND.replace("${port}", Integer.toString(port));
    }

    /// A slot that comes back has none of the connections that last: it gets its part again.
    @Override
    public String balance() {
      return "leastconn";
    }

    @Override
    public String serverWords() {
      return "";
    }
  }

  /// Requests for several services, each of which has a backend.
  ///
  /// @param members never empty
  record Shared(List<Member> members) implements Front {
    public Shared {
      members = members.stream().sorted(Comparator.comparing(Member::service)).toList();
      if (members.isEmpty()) {
        throw new IllegalArgumentException("a balancer that nobody shares");
      }
    }

    @Override
    public int port() {
      return members.getFirst().port();
    }

    @Override
    public String globalLines() {
      return members.stream().anyMatch(member -> member.tls().isPresent())
          ? ManagedTls.globalLines()
          : "";
    }

    @Override
    public String defaults(Timeouts timeouts) {
      return timed(Http.DEFAULTS, timeouts);
    }

    /// Knows the backends of all, and the health check of each.
    @Override
    public String frontend(HealthCheck health) {
      return Routing.frontend(members);
    }

    @Override
    public String balance() {
      return Http.BALANCE;
    }

    @Override
    public String serverWords() {
      return Http.SERVER_WORDS;
    }
  }

  private static String timed(String text, Timeouts timeouts) {
    return text.replace("${client}", millis(timeouts.client()))
        .replace("${connect}", millis(timeouts.connect()))
        .replace("${server}", millis(timeouts.server()))
        .replace("${queue}", millis(timeouts.queue()))
        .replace("${tunnel}", millis(timeouts.tunnel()));
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
