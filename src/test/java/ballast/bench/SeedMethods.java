package ballast.bench;

import ballast.live.ServerLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The two methods that the blog post tells of before its winner, by raw calls to the engines, the
/// HAProxies and the edge: as fast as their order of steps allows, whatever tool carries them out.
record SeedMethods(List<RawHost> hosts, int slots) {
  /// Out of the edge, every container one after another, back into the edge.
  ///
  /// @param batch hosts at once
  void hostByHost(Edges edge, int batch, String tag) throws IOException, InterruptedException {
    var steps = new ArrayList<Lockstep.Step>();
    steps.add(host -> edge.let(host.name(), "leave", "left"));
    for (int slot = 1; slot <= slots; slot++) {
      int number = slot;
      steps.add(host -> {
        host.pull(tag);
        host.remove(number);
        host.run(number, tag);
      });
    }
    steps.add(host -> edge.let(host.name(), "join", "serving"));
    new Lockstep(hosts, batch).run(steps);
  }

  /// For each slot: the new container beside the old one, the switch, and the old one away.
  ///
  /// @param balancers the admin socket of each host's HAProxy
  void blueGreen(Map<String, Path> balancers, int batch, String tag)
      throws IOException, InterruptedException {
    var sides = new HashMap<String, Sides>();
    for (RawHost host : hosts) {
      sides.put(host.name(), Sides.of(balancers.get(host.name())));
    }
    var steps = new ArrayList<Lockstep.Step>();
    for (int slot = 0; slot < slots; slot++) {
      int number = slot;
      steps.add(host -> {
        host.pull(tag);
        host.run(of(sides, host).spare().get(number), tag);
      });
      steps.add(host -> {
        Path balancer = balancers.get(host.name());
        must(balancer, "disable server pxapp/pxapp-" + of(sides, host).serving().get(number));
        must(balancer, "enable server pxapp/pxapp-" + of(sides, host).spare().get(number));
      });
      steps.add(host -> host.remove(of(sides, host).serving().get(number)));
    }
    new Lockstep(hosts, batch).run(steps);
  }

  private static Sides of(Map<String, Sides> sides, RawHost host) throws IOException {
    return Optional.ofNullable(sides.get(host.name()))
        .orElseThrow(() -> new IOException("no HAProxy was seen on " + host.name()));
  }

  /// The numbers of a host's servers that serve, and of those that do not.
  private record Sides(List<Integer> serving, List<Integer> spare) {
    static Sides of(Path balancer) throws IOException {
      Map<Boolean, List<Integer>> sides =
          ServerLine.all(balancer, "pxapp").stream()
              .collect(
                  Collectors.partitioningBy(
                      ServerLine::serves,
                      Collectors.mapping(
                          line -> Integer.parseInt(line.name().replaceAll(".*-", "")),
                          Collectors.toList())));
      return new Sides(sides.getOrDefault(true, List.of()), sides.getOrDefault(false, List.of()));
    }
  }

  private static void must(Path balancer, String command) throws IOException {
    String said = ServerLine.ask(balancer, command + "\n").strip();
    if (!said.isEmpty()) {
      throw new IOException(command + ": " + said);
    }
  }
}
