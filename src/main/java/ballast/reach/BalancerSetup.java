package ballast.reach;

import ballast.config.Config;
import ballast.docker.ManagedBalancer;
import ballast.haproxy.BackendName;
import ballast.haproxy.ManagedConfig;
import ballast.haproxy.ServerName;
import ballast.model.Admission;
import ballast.model.BalancerChoice;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.port.CallFailed;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/// Makes one host's managed balancer ready.
public final class BalancerSetup {
  /// Whom HAProxy goes on as when it has opened its sockets: the user of the official image.
  private static final int HAPROXY_USER = 99;

  private static final int MAXCONN = 4_000;

  /// As HAProxy sees it in its container.
  private static final Path ADMIN_SOCKET = Path.of("/run/ballast/admin.sock");

  private BalancerSetup() {}

  /// What came of it on one host.
  public sealed interface Result {
    /// @param what what was done, in words
    record Ready(Host host, String what) implements Result {}

    record Failed(Host host, Problem problem) implements Result {}
  }

  static Result of(Config config, ReachedHost host, Replacing replacing)
      throws InterruptedException {
    Service service = config.service();
    try {
      return switch (service.balancer()) {
        case BalancerChoice.Managed managed -> {
          ManagedBalancer.Done done =
              host.managed(service, managed)
                  .setUp(
                      text(service, managed, host.dockerGroup()),
                      host.dockerGroup(),
                      guard(service, host, replacing),
                      _ -> {});
          yield new Result.Ready(host.host(), words(done));
        }
        case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ ->
            new Result.Ready(host.host(), "adopted as it is");
      };
    } catch (CallFailed failed) {
      return new Result.Failed(host.host(), failed.problem());
    }
  }

  /// Whether a running HAProxy may be replaced, which for a moment nobody stands in for.
  public enum Replacing {
    REFUSED,
    ALLOWED
  }

  private static ManagedBalancer.Guard guard(
      Service service, ReachedHost host, Replacing replacing) {
    return new ManagedBalancer.Guard() {
      @Override
      public void beforeReload() throws CallFailed, InterruptedException {
        for (ServerView server : host.balancer().read().servers()) {
          boolean setByHand =
              server.admission() != Admission.READY || server.weight() != server.initialWeight();
          if (setByHand) {
            throw refused(
                "%s: the new config needs a reload, and that would forget what was set by hand"
                    .formatted(host.host()),
                "%s is in state %s with weight %d"
                    .formatted(
                        server.name(),
                        server.admission().name().toLowerCase(java.util.Locale.ROOT),
                        server.weight()),
                "bring it back (`set server %s/%s state ready`), then ballast setup"
                    .formatted(service.balancer().backend(), server.name()));
          }
        }
      }

      @Override
      public void beforeReplace(String why) throws CallFailed {
        switch (replacing) {
          case ALLOWED -> {}
          case REFUSED ->
              throw refused(
                  "%s: HAProxy would have to be replaced".formatted(host.host()),
                  why
                      + "; for a moment nothing would listen there, and requests in flight would be cut",
                  "take the host out of your load balancer, then ballast setup --limit %s --yes"
                      .formatted(host.host()));
        }
      }
    };
  }

  private static CallFailed refused(String what, String why, String next) {
    return new CallFailed(new Problem(what, why, next), CallFailed.Effect.NONE);
  }

  private static String words(ManagedBalancer.Done done) {
    return switch (done) {
      case ManagedBalancer.Done.Created _ -> "network, config and HAProxy created";
      case ManagedBalancer.Done.Replaced(var why) -> "HAProxy replaced: " + why;
      case ManagedBalancer.Done.Reloaded _ -> "config changed, checked and reloaded";
      case ManagedBalancer.Done.Unchanged _ -> "unchanged";
    };
  }

  static String text(Service service, BalancerChoice.Managed managed, int group) {
    Health health = service.health();
    return new ManagedConfig(
            new BackendName(managed.backend()),
            IntStream.rangeClosed(1, service.slots())
                .mapToObj(slot ->
                    new ManagedConfig.Slot(
                        new ServerName(managed.server().of(slot)),
                        managed.addressOf(slot),
                        service.port(),
                        ManagedConfig.Use.SERVING))
                .toList(),
            new ManagedConfig.HealthCheck(
                ManagedConfig.Method.valueOf(health.method()),
                health.path(),
                health.host(),
                health.lowest(),
                health.highest()),
            managed.http(),
            new ManagedConfig.AdminSocket(ADMIN_SOCKET, Optional.of(group), "660"),
            new ManagedConfig.Privileges.DropTo(HAPROXY_USER, HAPROXY_USER),
            MAXCONN,
            ManagedConfig.Timeouts.DEFAULT)
        .render();
  }
}
