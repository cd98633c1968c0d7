package ballast.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds hosts of different names that are one machine: two rollouts on one machine would both
/// believe that they are alone.
///
/// Different ssh arguments may lead through different bastions to different machines of one
/// address, so they tell apart. What `ssh_config` makes of a name cannot be seen from here.
final class SameMachine {
  private static final int SSH_PORT = 22;

  private record Place(Connection.Kind kind, String address, int port, List<String> arguments) {}

  private SameMachine() {}

  static List<InventoryWarning> warnings(Inventory inventory) {
    var targets = new ArrayList<Target>();
    for (InventoryHost host : inventory.hosts()) {
      Connections.tried(host).ifPresent(connection -> targets.add(new Target(host, connection)));
    }
    return problems(targets).stream()
        .map(problem -> new InventoryWarning(problem.at(), problem.what()))
        .toList();
  }

  static List<InventoryProblem> problems(List<Target> targets) {
    Map<Place, List<Target>> byPlace = new LinkedHashMap<>();
    for (Target target : targets) {
      switch (target.connection().kind()) {
        case SSH, TCP, CONTEXT ->
            byPlace.computeIfAbsent(place(target.connection()), _ -> new ArrayList<>()).add(target);
        case LOCAL -> {}
      }
    }
    var problems = new ArrayList<InventoryProblem>();
    byPlace.forEach((place, there) -> {
      if (there.size() > 1) {
        problems.add(problem(place, there));
      }
    });
    return problems;
  }

  private static InventoryProblem problem(Place place, List<Target> there) {
    List<String> names = there.stream().map(target -> target.host().name()).toList();
    return new InventoryProblem(
        there.get(1).host().origin(),
        "%s are the same machine %s:%d".formatted(listed(names), place.address(), place.port()),
        "",
        "choose one of them");
  }

  private static String listed(List<String> names) {
    String last = names.size() > 3 ? (names.size() - 3) + " more" : names.getLast();
    List<String> first = names.subList(0, Math.min(3, names.size() - (names.size() > 3 ? 0 : 1)));
    return String.join(", ", first) + " and " + last;
  }

  private static Place place(Connection connection) {
    return new Place(
        connection.kind(),
        connection.address().toLowerCase(Locale.ROOT),
        connection.port().orElse(SSH_PORT),
        connection.commonArgs());
  }
}
