package ballast.config;

import ballast.model.Policy;
import ballast.model.Service;
import java.util.Optional;

/// All that ballast.yml says.
///
/// @param pattern the Ansible pattern that chooses among the hosts; none means all
public record Config(
    Service service, Policy policy, Hosts hosts, Optional<String> pattern, SshSettings ssh) {}
