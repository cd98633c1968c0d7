package ballast.reach;

import ballast.docker.ManagedBalancer;
import ballast.haproxy.BackendName;
import ballast.haproxy.ManagedConfig;
import ballast.haproxy.ServerName;
import ballast.model.Admission;
import ballast.model.BalancerChoice;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.port.CallFailed;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Keeps a set-up from undoing what persons or rollouts have set in a running HAProxy.
record SetupGuard(
    Service service,
    ReachedHost host,
    BalancerSetup.Prepared.Ready prepared,
    BalancerSetup.Replacing replacing)
    implements ManagedBalancer.Guard {
  @Override
  public void beforeReload() throws CallFailed, InterruptedException {
    keepWhatIsSetByHand("the new config needs a reload, and that would forget");
  }

  @Override
  public void beforeTakeOver(String why) throws CallFailed, InterruptedException {
    keepWhatIsSetByHand("HAProxy would be replaced, and that would forget");
  }

  @Override
  public void beforeReplace(String why) throws CallFailed, InterruptedException {
    switch (replacing) {
      case ALLOWED -> keepWhatIsSetByHand("HAProxy would be replaced, and that would forget");
      case REFUSED ->
          throw refused(
              "%s: HAProxy would have to be replaced".formatted(host.host()),
              why
                  + "; for a moment nothing would listen there, and requests in flight would be cut",
              "take the host out of your load balancer, then ballast setup --limit %s --yes"
                  .formatted(host.host()));
    }
  }

  private void keepWhatIsSetByHand(String what) throws CallFailed, InterruptedException {
    String backend = service.balancer().backend();
    for (ServerView server : own()) {
      // Of a slot that the service has no more and nothing is in there is nothing to forget.
      boolean stays = ManagedConfig.names(prepared.wholeAfter(), new ServerName(server.name()));
      if (stays && isSetByHand(server, prepared.closed())) {
        throw forgetting(
            what,
            server,
            prepared.closed().contains(server.name())
                ? "nothing is in it: close it again (`set server %s/%s state maint`), then ballast setup"
                    .formatted(backend, server.name())
                : "bring it back, then ballast setup: ballast ready, or ballast repair, where its container is to be proven first; or by hand (`set server %1$s/%2$s state ready`, `set server %1$s/%2$s weight 100%%`)"
                    .formatted(backend, server.name()));
      }
    }
    for (Sharer sharer : prepared.sharers()) {
      BackendName other = sharer.member().backend();
      for (ServerView server : host.balancer().servers(other)) {
        if (isSetByHand(server, sharer.closed())) {
          throw forgetting(
              what,
              server,
              "it is a server of %1$s: wait for its rollout, or bring it back (its ballast ready or ballast repair, or `set server %2$s/%3$s state ready` and `set server %2$s/%3$s weight 100%%`), then ballast setup"
                  .formatted(sharer.member().service(), other, server.name()));
        }
      }
    }
  }

  /// A shared HAProxy runs before it has this service; one of the service alone that does not know
  /// its backend is one whose servers cannot be told.
  private List<ServerView> own() throws CallFailed, InterruptedException {
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed when managed.sharing().isPresent() ->
          host.balancer().servers(new BackendName(managed.backend()));
      case BalancerChoice.Managed _, BalancerChoice.AtSocket _, BalancerChoice.InContainer _ ->
          host.balancer().read().servers();
    };
  }

  /// No start leaves a server in drain, and no rollout an empty one.
  static boolean isSetByHand(ServerView server, Set<String> closed) {
    return closed.contains(server.name())
        ? server.admission() == Admission.DRAIN
        : server.admission() != Admission.READY || server.weight() != server.initialWeight();
  }

  private CallFailed forgetting(String what, ServerView server, String next) {
    return refused(
        "%s: %s what was set by hand".formatted(host.host(), what),
        "%s is in state %s with weight %d"
            .formatted(
                server.name(), server.admission().name().toLowerCase(Locale.ROOT), server.weight()),
        next);
  }

  private static CallFailed refused(String what, String why, String next) {
    return new CallFailed(new Problem(what, why, next), CallFailed.Effect.NONE);
  }
}
