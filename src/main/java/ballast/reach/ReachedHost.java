package ballast.reach;

import ballast.config.Config;
import ballast.config.SshSettings;
import ballast.docker.DockerClient;
import ballast.docker.DockerEngine;
import ballast.docker.Exec;
import ballast.docker.Limits;
import ballast.docker.ManagedBalancer;
import ballast.haproxy.BackendName;
import ballast.haproxy.RuntimeBalancer;
import ballast.haproxy.RuntimeTransport;
import ballast.haproxy.SocatCommand;
import ballast.haproxy.UnixTransport;
import ballast.model.BalancerChoice;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.Service;
import ballast.port.CallFailed;
import ballast.port.Time;
import ballast.ssh.SlotProbe;
import ballast.ssh.SshLink;
import ballast.ssh.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// One host with its engine, its balancer and its slots at hand.
final class ReachedHost implements AutoCloseable {
  /// HAProxy answers through a socket in less than a millisecond; through `docker exec` it takes a
  /// tenth of a second.
  private static final Duration POLL_SOCKET = Duration.ofMillis(25);

  private static final Duration POLL_EXEC = Duration.ofMillis(100);

  private final Host host;
  private final Optional<SshLink> link;
  private final DockerClient docker;
  private final DockerEngine engine;
  private final RuntimeBalancer balancer;
  private final SlotProbe probe;
  private final int dockerGroup;

  private ReachedHost(
      Host host,
      Optional<SshLink> link,
      DockerClient docker,
      DockerEngine engine,
      RuntimeBalancer balancer,
      SlotProbe probe,
      int dockerGroup) {
    this.host = host;
    this.link = link;
    this.docker = docker;
    this.engine = engine;
    this.balancer = balancer;
    this.probe = probe;
    this.dockerGroup = dockerGroup;
  }

  /// Opens the way to a host and makes sure that its engine answers.
  ///
  /// @param folder for the sockets that ssh brings here
  /// @param number tells this host's sockets from others' there
  /// @param starting how many links may be starting at once: sshd refuses crowds
  static ReachedHost open(
      Config config, Place place, Path folder, int number, Semaphore starting, Time time)
      throws CallFailed, InterruptedException {
    Service service = config.service();
    return switch (place) {
      case Place.Local(var host) ->
          assemble(service, host, Optional.empty(), Sockets.here(service), localGroup(), time);
      case Place.BySsh ssh -> {
        Sockets sockets = Sockets.brought(service, folder, Integer.toString(number));
        starting.acquire();
        SshLink link;
        try {
          link = SshLink.open(target(ssh, config.ssh()), sockets.forwards());
        } finally {
          starting.release();
        }
        try {
          yield assemble(service, ssh.host(), Optional.of(link), sockets, link.dockerGroup(), time);
        } catch (CallFailed failed) {
          link.close();
          throw failed;
        }
      }
    };
  }

  private static SshTarget target(Place.BySsh place, SshSettings settings) {
    var args = new java.util.ArrayList<>(settings.args());
    args.addAll(place.args());
    return new SshTarget(
        place.host().name(),
        place.address(),
        place.port().isPresent() ? place.port() : settings.port(),
        place.user().or(settings::user),
        place.key().or(settings::key),
        args,
        settings.connectTimeout());
  }

  private static ReachedHost assemble(
      Service service,
      Host host,
      Optional<SshLink> link,
      Sockets sockets,
      int dockerGroup,
      Time time)
      throws CallFailed, InterruptedException {
    var docker = new DockerClient(host.name(), sockets.docker(), Limits.defaults());
    try {
      docker.ping();
    } catch (CallFailed failed) {
      docker.close();
      throw withWords(failed, link);
    }
    boolean bySocket = sockets.admin().isPresent();
    var balancer =
        new RuntimeBalancer(
            host.name(),
            new BackendName(service.balancer().backend()),
            transport(service, docker, sockets),
            sockets.master().map(UnixTransport::new),
            time::now,
            bySocket ? POLL_SOCKET : POLL_EXEC);
    return new ReachedHost(
        host,
        link,
        docker,
        new DockerEngine(service, host, docker),
        balancer,
        new SlotProbe(service.health(), sockets.slots()),
        dockerGroup);
  }

  /// What ssh said belongs to it: a refused forward is silent but there.
  private static CallFailed withWords(CallFailed failed, Optional<SshLink> link) {
    String words = link.map(SshLink::lastWords).orElse("");
    Problem problem = failed.problem();
    return words.isBlank()
        ? failed
        : new CallFailed(
            new Problem(problem.what(), problem.why() + "; ssh said: " + words, problem.next()),
            failed.effect(),
            failed);
  }

  private static RuntimeTransport transport(Service service, DockerClient docker, Sockets sockets) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed _, BalancerChoice.AtSocket _ ->
          new UnixTransport(sockets.admin().orElseThrow());
      case BalancerChoice.InContainer(_, _, var container, var socket) ->
          socat(new Exec(docker, container), socket);
    };
  }

  /// The seed's way: socat in HAProxy's own container.
  private static RuntimeTransport socat(Exec exec, Path socket) {
    return (line, patience) -> {
      try {
        Exec.Ran ran = exec.run(SocatCommand.argv(socket, line, patience), patience);
        if (ran.exitCode() != 0) {
          throw new IOException(
              "socat ended with %d: %s".formatted(ran.exitCode(), ran.err().strip()));
        }
        return ran.out();
      } catch (CallFailed failed) {
        throw new IOException(failed.problem().brief(), failed);
      }
    };
  }

  private static int localGroup() {
    try {
      return (Integer) Files.getAttribute(Path.of("/var/run/docker.sock"), "unix:gid");
    } catch (IOException | UnsupportedOperationException unknown) {
      return -1;
    }
  }

  Host host() {
    return host;
  }

  DockerClient docker() {
    return docker;
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

  /// The group of its Docker socket; 0 where that could not be told, so that only root is let in.
  int dockerGroup() {
    return Math.max(0, dockerGroup);
  }

  ManagedBalancer managed(Service service, BalancerChoice.Managed choice) {
    return new ManagedBalancer(host.name(), service, choice, docker);
  }

  @Override
  public void close() {
    docker.close();
    try {
      probe.close();
    } catch (IOException lost) {
      // Nothing was written through it.
      assert lost != null;
    }
    link.ifPresent(SshLink::close);
  }
}
