package ballast.reach;

import ballast.docker.DockerClient;
import ballast.docker.DockerEngine;
import ballast.docker.ExecRelay;
import ballast.docker.Limits;
import ballast.docker.ManagedBalancer;
import ballast.haproxy.BackendName;
import ballast.haproxy.RuntimeBalancer;
import ballast.haproxy.RuntimeTransport;
import ballast.haproxy.UnixTransport;
import ballast.model.BalancerChoice;
import ballast.model.Host;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.port.CallFailed;
import ballast.port.Time;
import ballast.ssh.Link;
import ballast.ssh.LocalLink;
import ballast.ssh.SlotProbe;
import ballast.ssh.SshLink;
import java.time.Duration;
import java.util.Optional;

/// One host with its engine, its balancer and its slots at hand.
final class ReachedHost implements AutoCloseable {
  /// HAProxy answers through a socket in less than a millisecond; through a shell in its container
  /// it takes a few.
  private static final Duration POLL_SOCKET = Duration.ofMillis(25);

  private static final Duration POLL_SHELL = Duration.ofMillis(50);

  private final Host host;
  private final Link link;
  private final DockerClient docker;
  private final DockerEngine engine;
  private final Optional<ExecRelay> relay;
  private final RuntimeBalancer balancer;
  private final SlotProbe probe;

  private ReachedHost(
      Host host,
      Link link,
      DockerClient docker,
      DockerEngine engine,
      Optional<ExecRelay> relay,
      RuntimeBalancer balancer,
      SlotProbe probe) {
    this.host = host;
    this.link = link;
    this.docker = docker;
    this.engine = engine;
    this.relay = relay;
    this.balancer = balancer;
    this.probe = probe;
  }

  /// Makes sure that the host's engine answers, and puts together what leads to it.
  static ReachedHost open(Service service, Host host, Link link, Time time)
      throws CallFailed, InterruptedException {
    var docker =
        new DockerClient(host.name(), link.path(ballast.ssh.Forward.DOCKER), Limits.defaults());
    try {
      docker.ping();
    } catch (CallFailed failed) {
      docker.close();
      throw failed;
    }
    Optional<ExecRelay> relay = relay(service, docker);
    RuntimeTransport worker =
        relay
            .<RuntimeTransport>map(shell -> shell::ask)
            .orElseGet(() -> new UnixTransport(link.path(Ways.ADMIN)));
    var balancer =
        new RuntimeBalancer(
            host.name(),
            new BackendName(service.balancer().backend()),
            worker,
            master(service, link),
            time::now,
            relay.isPresent() ? POLL_SHELL : POLL_SOCKET);
    return new ReachedHost(
        host,
        link,
        docker,
        new DockerEngine(service, host, docker),
        relay,
        balancer,
        new SlotProbe(service.health(), slot -> way(service, link, slot)));
  }

  /// The seed's way, socat in HAProxy's own container, where no socket leads there.
  private static Optional<ExecRelay> relay(Service service, DockerClient docker) {
    return switch (service.balancer()) {
      case BalancerChoice.InContainer(_, _, var container, var socket) ->
          Optional.of(new ExecRelay(docker, container, socket.toString()));
      case BalancerChoice.Managed _, BalancerChoice.AtSocket _ -> Optional.empty();
    };
  }

  private static Optional<RuntimeTransport> master(Service service, Link link) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed _ -> Optional.of(new UnixTransport(link.path(Ways.MASTER)));
      case BalancerChoice.AtSocket(_, _, _, var master) ->
          master.map(_ -> new UnixTransport(link.path(Ways.MASTER)));
      case BalancerChoice.InContainer _ -> Optional.empty();
    };
  }

  private static SlotProbe.Way way(Service service, Link link, Slot slot) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed ->
          switch (link) {
            case LocalLink _ ->
                new SlotProbe.Way.Tcp(managed.addressOf(slot.number()), service.port());
            case SshLink ssh ->
                new SlotProbe.Way.Through(ssh.path(Ways.slotForward(slot.number())));
          };
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> new SlotProbe.Way.None();
    };
  }

  Host host() {
    return host;
  }

  DockerEngine engine() {
    return engine;
  }

  RuntimeBalancer balancer() {
    return balancer;
  }

  SlotProbe probe() {
    return probe;
  }

  /// The group of its Docker socket; root's where that could not be told, so that only root is let
  /// in.
  int dockerGroup() {
    return link.facts().dockerGid().map(Math::toIntExact).orElse(0);
  }

  ManagedBalancer managed(Service service, BalancerChoice.Managed choice) {
    return new ManagedBalancer(service.name(), choice, docker);
  }

  @Override
  public void close() {
    relay.ifPresent(ExecRelay::close);
    docker.close();
    probe.close();
  }
}
