package ballast.config;

import ballast.model.BalancerChoice;
import ballast.model.Health;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads `health:`: a request with its status, or for other protocols a few words, or the port
/// alone.
///
/// ```
/// path, method, host, status   whatever the balancer's mode
/// send, expect                 not with mode: http of a managed one
/// port_only: true              nor this
/// ```
final class HealthReader {
  private static final List<Key> OF_HTTP =
      List.of(Key.HEALTH_PATH, Key.HEALTH_METHOD, Key.HEALTH_HOST, Key.HEALTH_STATUS);
  private static final List<Key> OF_OTHERS =
      List.of(Key.HEALTH_EXPECT, Key.HEALTH_SEND, Key.PORT_ONLY);
  private static final String EXAMPLE =
      "as in health: {send: %s, expect: %s}"
          .formatted(Key.HEALTH_SEND.text(), Key.HEALTH_EXPECT.text());

  private final Section section;
  private final Duration healthyFor;
  private final Duration deadline;

  private HealthReader(Section section) {
    this.section = section;
    this.healthyFor = section.value(Key.HEALTHY_FOR, Forms::duration);
    this.deadline = section.value(Key.HEALTH_DEADLINE, Forms::deadline);
  }

  /// @param balancers the section that says the mode
  static Health read(Section section, BalancerChoice balancer, Section balancers) {
    return new HealthReader(section).read(balancer, balancers);
  }

  private Health read(BalancerChoice balancer, Section balancers) {
    // All of them are read, so that every mistake is told, also in a key that should not be there.
    Health http = http();
    Optional<String> send = section.maybe(Key.HEALTH_SEND, Forms.TALK);
    Optional<String> expect = section.maybe(Key.HEALTH_EXPECT, Forms.TALK);
    boolean portOnly = section.maybe(Key.PORT_ONLY, Forms.SWITCH).orElse(false);
    checkOneKind();
    checkAgainst(balancer, balancers);
    if (portOnly) {
      refuseBeside(Key.PORT_ONLY, List.of(Key.HEALTH_EXPECT, Key.HEALTH_SEND));
      return new Health.OpenPort(healthyFor, deadline);
    }
    if (section.has(Key.HEALTH_SEND) && !section.has(Key.HEALTH_EXPECT)) {
      mistake(Key.HEALTH_SEND, "send: without expect nobody listens for an answer", EXAMPLE);
    }
    return expect
        .<Health>map(text -> new Health.Talk(send, text, healthyFor, deadline))
        .orElse(http);
  }

  private Health http() {
    var status = section.value(Key.HEALTH_STATUS, Forms::statuses);
    return new Health.Http(
        section.value(Key.HEALTH_METHOD, Forms.METHOD),
        section.value(Key.HEALTH_PATH, Forms.URL_PATH),
        section.maybe(Key.HEALTH_HOST, Forms.HOST_HEADER),
        status.lowest(),
        status.highest(),
        healthyFor,
        deadline);
  }

  private void checkOneKind() {
    OF_OTHERS.stream()
        .filter(section::has)
        .findFirst()
        .ifPresent(other -> refuseBeside(other, OF_HTTP));
  }

  private void refuseBeside(Key key, List<Key> others) {
    others.stream()
        .filter(section::has)
        .findFirst()
        .ifPresent(other ->
            mistake(
                key,
                "%s and %s exclude each other".formatted(key.word(), other.word()),
                "a health check is one or the other"));
  }

  private void checkAgainst(BalancerChoice balancer, Section balancers) {
    if (!(balancer instanceof BalancerChoice.Managed managed)) {
      return;
    }
    boolean http = OF_HTTP.stream().anyMatch(section::has);
    Optional<Key> other = OF_OTHERS.stream().filter(section::has).findFirst();
    switch (managed.entrance()) {
      case BalancerChoice.Entrance.Http _ ->
          other.ifPresent(key ->
              mistake(
                  key,
                  "%s goes with balancer: {mode: tcp}".formatted(key.word()),
                  "over HTTP the check is a path and a status"));
      case BalancerChoice.Entrance.Tcp _ -> {
        if (!http && other.isEmpty()) {
          balancers
              .keyNode(Key.MODE)
              .ifPresent(node ->
                  section
                      .notes()
                      .mistake(
                          node,
                          "balancer.mode: tcp needs to know what a healthy container answers",
                          EXAMPLE + "; or health: {port_only: true}, see docs/tcp.md"));
        }
      }
    }
  }

  private void mistake(Key key, String what, String hint) {
    section.keyNode(key).ifPresent(node -> section.notes().mistake(node, "health: " + what, hint));
  }
}
