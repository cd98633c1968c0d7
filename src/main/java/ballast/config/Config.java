package ballast.config;

import ballast.model.Hook;
import ballast.model.HookPoint;
import ballast.model.NotifyTo;
import ballast.model.Policy;
import ballast.model.RegistryChoice;
import ballast.model.SecretSpec;
import ballast.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that ballast.yml says.
///
/// @param pattern the Ansible pattern that chooses among the hosts; none means all
/// @param notifyTo who is told of a rollout
/// @param secrets where they are, not what they are
/// @param edge the load balancer in front of the hosts, where there is one
/// @param lockHost the host that keeps the service's lock; none means the first
public record Config(
    Service service,
    Policy policy,
    Hosts hosts,
    Optional<String> pattern,
    Optional<String> lockHost,
    SshSettings ssh,
    DockerSettings docker,
    Map<HookPoint, Hook> hooks,
    List<NotifyTo> notifyTo,
    List<SecretSpec> secrets,
    RegistryChoice registry,
    Optional<EdgeSettings> edge) {
  public Config {
    hooks = Map.copyOf(hooks);
    notifyTo = List.copyOf(notifyTo);
    secrets = List.copyOf(secrets);
  }
}
