package ballast.command;

import ballast.cli.Exit;
import ballast.model.Host;
import ballast.model.Slot;
import ballast.plan.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Hosts and slots as a person names them: `fe-2` for all of a host's slots, `fe-2/1` for one.
record Targets(List<Host> hosts, Scope scope, int slotsPerHost) {
  /// @throws Failure when one of them is not there, or is left out by `--limit`
  Set<Slot> slots(List<String> names) throws Failure {
    var slots = new TreeSet<Slot>();
    for (String name : names) {
      slots.addAll(slots(name));
    }
    return slots;
  }

  private List<Slot> slots(String name) throws Failure {
    int slash = name.lastIndexOf('/');
    Optional<Host> host = host(slash < 0 ? name : name.substring(0, slash));
    if (host.isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "no host of the service is called '%s'%n  next: one of %s, or one of its slots: %s/1"
              .formatted(
                  slash < 0 ? name : name.substring(0, slash),
                  hosts.stream().map(Host::name).collect(Collectors.joining(", ")),
                  hosts.getFirst()));
    }
    if (!scope.includes(host.get())) {
      throw new Failure(
          Exit.USAGE,
          "%s is left out by --limit%n  next: name it in one of the two".formatted(name));
    }
    List<Slot> all =
        IntStream.rangeClosed(1, slotsPerHost)
            .mapToObj(number -> new Slot(host.get(), number))
            .toList();
    if (slash < 0) {
      return all;
    }
    List<Slot> one = all.stream().filter(slot -> slot.toString().equals(name)).toList();
    if (one.isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "there is no slot %s%n  next: %s has %s to %s"
              .formatted(name, host.get(), all.getFirst(), all.getLast()));
    }
    return one;
  }

  private Optional<Host> host(String name) {
    return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
  }
}
