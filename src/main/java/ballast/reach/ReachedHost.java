package ballast.reach;

import ballast.config.Config;
import ballast.docker.AnchorVolume;
import ballast.docker.DockerClient;
import ballast.docker.DockerEngine;
import ballast.docker.ExecRelay;
import ballast.docker.Limits;
import ballast.docker.LockContainer;
import ballast.docker.ManagedBalancer;
import ballast.haproxy.BackendName;
import ballast.haproxy.RuntimeBalancer;
import ballast.haproxy.RuntimeCertificates;
import ballast.haproxy.RuntimeEnvironment;
import ballast.haproxy.StartConfig;
import ballast.model.BalancerChoice;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.port.AnchorMark;
import ballast.port.CallFailed;
import ballast.port.Fence;
import ballast.port.Keyring;
import ballast.port.Time;
import ballast.ssh.LocalLink;
import ballast.ssh.SlotProbe;
import ballast.ssh.SshLink;
import java.util.Optional;

/// One host with its engine, its balancer and its slots at hand.
final class ReachedHost implements AutoCloseable {
  private final Host host;
  private final Way road;
  private final DockerClient docker;
  private final Keyring keyring;
  private final DockerEngine engine;
  private final BalancerWay way;
  private final RuntimeBalancer balancer;
  private final SlotProbe probe;

  private ReachedHost(
      Host host,
      Way road,
      DockerClient docker,
      Keyring keyring,
      DockerEngine engine,
      BalancerWay way,
      RuntimeBalancer balancer,
      SlotProbe probe) {
    this.host = host;
    this.road = road;
    this.docker = docker;
    this.keyring = keyring;
    this.engine = engine;
    this.way = way;
    this.balancer = balancer;
    this.probe = probe;
  }

  /// Makes sure that the host's engine answers, and puts together what leads to it.
  static ReachedHost open(Config config, Host host, Way road, Keyring keyring, Time time)
      throws CallFailed, InterruptedException {
    Service service = config.service();
    var docker = new DockerClient(host.name(), road.engine(), Limits.defaults());
    try {
      docker.ping();
      BalancerWay way = BalancerWay.of(service, host, road, docker);
      return new ReachedHost(
          host,
          road,
          docker,
          keyring,
          new DockerEngine(service, host, docker, keyring),
          way,
          new RuntimeBalancer(
              host.name(),
              new BackendName(service.balancer().backend()),
              way.worker(),
              way.master(),
              time::now,
              way.poll(),
              startConfig(service, docker)),
          new SlotProbe(service.health(), slot -> way(service, Ways.places(config), road, slot)));
    } catch (CallFailed | InterruptedException failed) {
      docker.close();
      throw failed;
    }
  }

  /// @param places how many slots and spares links were made for: one beyond them, which an earlier
  ///   strategy left, is proven by HAProxy alone
  private static SlotProbe.Way way(Service service, int places, Way road, Slot slot) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed ->
          switch (road) {
            case Way.EngineAlone _ -> new SlotProbe.Way.None();
            case Way.Linked(LocalLink _) ->
                new SlotProbe.Way.Tcp(managed.addressOf(slot.number()), service.port());
            case Way.Linked(SshLink ssh) ->
                switch (ssh.reach()) {
                  case EVERYTHING ->
                      slot.number() > places
                          ? new SlotProbe.Way.None()
                          : new SlotProbe.Way.Through(ssh.door(Ways.slotForward(slot.number())));
                  case DOCKER_ALONE -> new SlotProbe.Way.None();
                };
          };
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> new SlotProbe.Way.None();
    };
  }

  private static StartConfig startConfig(Service service, DockerClient docker) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed ->
          new OwnStartConfig(new ManagedBalancer(service.name(), managed, docker)::rewrite);
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> StartConfig.OTHERS;
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

  RuntimeCertificates certificates() {
    return new RuntimeCertificates(host.name(), way.worker());
  }

  RuntimeEnvironment environment() {
    return new RuntimeEnvironment(host.name(), way.worker());
  }

  /// Two HAProxies of a set-up that is not over; nothing where there is one.
  Optional<Problem> unfinished(Service service) throws CallFailed, InterruptedException {
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed -> managed(service, managed).unfinished();
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> Optional.empty();
    };
  }

  SlotProbe probe() {
    return probe;
  }

  /// The group of its Docker socket; root's where that could not be told, so that only root is let
  /// in.
  int dockerGroup() {
    return switch (road) {
      case Way.Linked(var link) -> link.facts().dockerGid().map(Math::toIntExact).orElse(0);
      case Way.EngineAlone _ -> 0;
    };
  }

  /// @param owner the service, or what several of them share
  LockContainer lock(String owner) {
    return new LockContainer(owner, docker);
  }

  AnchorMark anchorMark(Service service) {
    return new AnchorVolume(service.name(), docker);
  }

  ManagedBalancer managed(Service service, BalancerChoice.Managed choice) {
    return new ManagedBalancer(service.name(), choice, docker, keyring);
  }

  /// The same, to be changed only as the fence allows.
  ManagedBalancer managed(Service service, BalancerChoice.Managed choice, Fence fence) {
    return new ManagedBalancer(service.name(), choice, docker.fenced(fence), keyring);
  }

  @Override
  public void close() {
    way.relays().forEach(ExecRelay::close);
    docker.close();
    probe.close();
  }
}
