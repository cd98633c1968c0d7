package ballast.reach;

import ballast.docker.DockerClient;
import ballast.docker.ExecRelay;
import ballast.docker.ManagedBalancer;
import ballast.docker.SocketHome;
import ballast.haproxy.RuntimeTransport;
import ballast.haproxy.UnixTransport;
import ballast.model.BalancerChoice;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.Service;
import ballast.port.CallFailed;
import ballast.ssh.Door;
import ballast.ssh.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How a host's HAProxy is asked.
///
/// @param relays what is to be closed in the end
/// @param poll how often it is worth asking
record BalancerWay(
    RuntimeTransport worker,
    Optional<RuntimeTransport> master,
    List<ExecRelay> relays,
    Duration poll) {
  /// HAProxy answers through a socket in less than a millisecond; through a shell in its container
  /// it takes a few.
  private static final Duration POLL_SOCKET = Duration.ofMillis(25);

  private static final Duration POLL_SHELL = Duration.ofMillis(50);

  /// @throws CallFailed when no way leads there, with what to do about it
  static BalancerWay of(Service service, Host host, Way road, DockerClient docker)
      throws CallFailed, InterruptedException {
    return switch (service.balancer()) {
      case BalancerChoice.InContainer(_, _, var container, var socket, var master) ->
          inContainer(docker, container, socket.toString(), master.map(Path::toString));
      case BalancerChoice.Managed managed ->
          switch (road) {
            case Way.Linked(var link) when link.reach() == Link.Reach.EVERYTHING ->
                sockets(link, Optional.of(link.door(Ways.MASTER)));
            case Way.Linked _ ->
                managedInside(
                    service, managed, docker, "sshd there forbids AllowStreamLocalForwarding");
            case Way.EngineAlone _ ->
                managedInside(service, managed, docker, "tcp:// leads to the Docker Engine alone");
          };
      case BalancerChoice.AtSocket at ->
          switch (road) {
            case Way.Linked(var link) -> {
              refuseUnreachable(at, host, link, docker);
              yield sockets(link, at.master().map(_ -> link.door(Ways.MASTER)));
            }
            case Way.EngineAlone _ ->
                throw refused(
                    host,
                    "it is a socket on that host, and tcp:// leads to the Docker Engine alone",
                    at,
                    docker,
                    "reach that host by ssh");
          };
    };
  }

  private static BalancerWay managedInside(
      Service service, BalancerChoice.Managed managed, DockerClient docker, String since) {
    String container = ManagedBalancer.containerOf(managed.owner(service.name()));
    return inContainer(
            docker, container, "/run/ballast/admin.sock", Optional.of("/run/ballast/master.sock"))
        .because("asked by socat in container %s, since %s".formatted(container, since));
  }

  private static BalancerWay sockets(Link link, Optional<Door> master) {
    return new BalancerWay(
        through(link.door(Ways.ADMIN)), master.map(BalancerWay::through), List.of(), POLL_SOCKET);
  }

  private static RuntimeTransport through(Door door) {
    return (line, patience) -> new UnixTransport(door.path()).ask(line, patience);
  }

  /// The seed's way, socat in HAProxy's own container, where no socket leads there.
  private static BalancerWay inContainer(
      DockerClient docker, String container, String admin, Optional<String> master) {
    var worker = new ExecRelay(docker, container, admin);
    Optional<ExecRelay> second = master.map(socket -> new ExecRelay(docker, container, socket));
    return new BalancerWay(
        worker::ask,
        second.map(relay -> relay::ask),
        Stream.concat(Stream.of(worker), second.stream()).toList(),
        POLL_SHELL);
  }

  private BalancerWay because(String why) {
    return new BalancerWay(told(worker, why), master.map(one -> told(one, why)), relays, poll);
  }

  private static RuntimeTransport told(RuntimeTransport transport, String why) {
    return (line, patience) -> {
      try {
        return transport.ask(line, patience);
      } catch (IOException failed) {
        throw new IOException("%s (%s)".formatted(failed.getMessage(), why), failed);
      }
    };
  }

  private static void refuseUnreachable(
      BalancerChoice.AtSocket at, Host host, Link link, DockerClient docker)
      throws CallFailed, InterruptedException {
    Optional<Refusal> refusal =
        switch (link.reach()) {
          case DOCKER_ALONE ->
              Optional.of(
                  new Refusal(
                      "sshd there forbids to forward unix sockets",
                      "set AllowStreamLocalForwarding yes in its sshd_config"));
          case EVERYTHING ->
              forbidden(
                      link,
                      Ways.ADMIN,
                      at.socket(),
                      "`stats socket %s level admin mode 660 group GROUP` in haproxy.cfg"
                          .formatted(at.socket()))
                  .or(() ->
                      at.master()
                          .flatMap(master ->
                              forbidden(
                                  link,
                                  Ways.MASTER,
                                  master,
                                  "`-S %s,mode,660,gid,GID` where HAProxy is started (Debian: EXTRAOPTS in /etc/default/haproxy)"
                                      .formatted(master))));
        };
    if (refusal.isPresent()) {
      throw refused(host, refusal.get().why(), at, docker, refusal.get().mend());
    }
  }

  private record Refusal(String why, String mend) {}

  /// HAProxy may be down, and its socket missing: it says so itself when it is asked.
  private static Optional<Refusal> forbidden(Link link, String way, Path socket, String mend) {
    return switch (link.facts().access(way)) {
      case FORBIDDEN ->
          Optional.of(
              new Refusal(
                  "user %d has no permission on %s".formatted(link.facts().uid(), socket),
                  "give the socket to a group of that user, and its folder too: " + mend));
      case MISSING, ALLOWED -> Optional.empty();
    };
  }

  private static CallFailed refused(
      Host host, String why, BalancerChoice.AtSocket at, DockerClient docker, String mend)
      throws CallFailed, InterruptedException {
    return new CallFailed(
        new Problem(
            "%s: HAProxy's socket cannot be used".formatted(host),
            why,
            next(at, SocketHome.of(docker, at.socket()), mend)),
        CallFailed.Effect.NONE);
  }

  private static String next(BalancerChoice.AtSocket at, Optional<SocketHome> home, String mend) {
    return home.map(found ->
            "that folder belongs to container %s; if HAProxy runs in it, write in ballast.yml: balancer: {container: %s, admin_socket: %s, backend: %s, server: \"%s\"}; or %s"
                .formatted(
                    found.container(),
                    found.container(),
                    found.socket(),
                    at.backend(),
                    at.server(),
                    mend))
        .orElse(mend);
  }
}
