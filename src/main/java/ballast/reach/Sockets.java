package ballast.reach;

import ballast.docker.ManagedBalancer;
import ballast.model.BalancerChoice;
import ballast.model.Service;
import ballast.ssh.SshTarget.Forward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the sockets of one host are seen from here.
///
/// @param docker its engine
/// @param admin its HAProxy, where a socket leads there
/// @param master its HAProxy's master
/// @param slots the address of each slot, where it is fixed
/// @param forwards what ssh has to bring here for all of that; none for this machine
record Sockets(
    Path docker,
    Optional<Path> admin,
    Optional<Path> master,
    Map<Integer, Path> slots,
    List<Forward> forwards) {
  private static final String DOCKER = "/var/run/docker.sock";

  /// This machine's own.
  static Sockets here(Service service) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed _ ->
          new Sockets(
              Path.of(DOCKER),
              Optional.of(Path.of(ManagedBalancer.socketsOf(service.name()), "admin.sock")),
              Optional.of(Path.of(ManagedBalancer.socketsOf(service.name()), "master.sock")),
              Map.of(),
              List.of());
      case BalancerChoice.AtSocket(_, _, var socket, var master) ->
          new Sockets(Path.of(DOCKER), Optional.of(socket), master, Map.of(), List.of());
      case BalancerChoice.InContainer _ ->
          new Sockets(Path.of(DOCKER), Optional.empty(), Optional.empty(), Map.of(), List.of());
    };
  }

  /// Those of another machine, brought into a folder here.
  ///
  /// @param prefix begins each socket's name; short, since a socket's path has 108 bytes at most
  static Sockets brought(Service service, Path folder, String prefix) {
    var forwards = new ArrayList<Forward>();
    Path docker = bring(forwards, folder.resolve(prefix + "d"), DOCKER);
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed -> {
        String there = ManagedBalancer.socketsOf(service.name());
        Path admin = bring(forwards, folder.resolve(prefix + "a"), there + "/admin.sock");
        Path master = bring(forwards, folder.resolve(prefix + "m"), there + "/master.sock");
        var slots = new HashMap<Integer, Path>();
        for (int slot = 1; slot <= service.slots(); slot++) {
          slots.put(
              slot,
              bring(
                  forwards,
                  folder.resolve(prefix + "s" + slot),
                  managed.addressOf(slot) + ":" + service.port()));
        }
        yield new Sockets(docker, Optional.of(admin), Optional.of(master), slots, forwards);
      }
      case BalancerChoice.AtSocket(_, _, var socket, var master) -> {
        Path admin = bring(forwards, folder.resolve(prefix + "a"), socket.toString());
        Optional<Path> brought =
            master.map(path -> bring(forwards, folder.resolve(prefix + "m"), path.toString()));
        yield new Sockets(docker, Optional.of(admin), brought, Map.of(), forwards);
      }
      case BalancerChoice.InContainer _ ->
          new Sockets(docker, Optional.empty(), Optional.empty(), Map.of(), forwards);
    };
  }

  private static Path bring(List<Forward> forwards, Path local, String remote) {
    forwards.add(new Forward(local, remote));
    return local;
  }

  /// A folder that only this user may look into, with a short path.
  static Path folder() throws IOException {
    return Files.createTempDirectory(
        Path.of("/tmp"),
        "bl",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path socket : all.toList()) {
        Files.deleteIfExists(socket);
      }
    }
    Files.deleteIfExists(folder);
  }
}
