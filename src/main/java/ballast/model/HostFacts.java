package ballast.model;

import java.util.Map;

/// What the inventory says of a host.
///
/// @param address where it is reached; its name where nothing else is known
/// @param variables its inventory variables that are a text or a number
public record HostFacts(Host host, String address, Map<String, String> variables) {
  public HostFacts {
    variables = Map.copyOf(variables);
  }

  /// Names no variable's value: one may be a secret.
  @Override
  public String toString() {
    return "%s at %s, with %s".formatted(host, address, variables.keySet());
  }
}
