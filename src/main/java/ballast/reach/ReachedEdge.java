package ballast.reach;

import ballast.config.Config;
import ballast.config.EdgeSettings;
import ballast.config.HostLine;
import ballast.config.SshSettings;
import ballast.edge.CommandEdge;
import ballast.edge.GoogleEdge;
import ballast.haproxy.BackendName;
import ballast.haproxy.RuntimeBalancer;
import ballast.haproxy.RuntimeEdge;
import ballast.haproxy.RuntimeTransport;
import ballast.haproxy.TcpTransport;
import ballast.haproxy.UnixTransport;
import ballast.model.EdgeChoice;
import ballast.model.EdgeChoice.Haproxy.Admin;
import ballast.model.EdgeChoice.Haproxy.Tier;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.Edge;
import ballast.port.Time;
import ballast.ssh.Door;
import ballast.ssh.Forward;
import ballast.ssh.Link;
import ballast.ssh.SshLink;
import ballast.ssh.SshLinks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The load balancer in front of the hosts, at hand until it is closed.
final class ReachedEdge implements AutoCloseable {
  /// How often it is worth asking: a socket answers in a millisecond; a command starts a process; a
  /// project at Google has a quota of requests a minute.
  private static final Duration POLL_HAPROXY = Duration.ofMillis(100);

  /// The forward of an admin socket.
  static final String ADMIN = "e";

  private static final Duration POLL_COMMAND = Duration.ofSeconds(1);
  private static final Duration POLL_GOOGLE = Duration.ofSeconds(3);

  private final Edge edge;
  private final List<SshLinks> links;

  private ReachedEdge(Edge edge, List<SshLinks> links) {
    this.edge = edge;
    this.links = List.copyOf(links);
  }

  /// Opens the way to the edge that the config has; asks it nothing yet.
  ///
  /// @param facts what the inventory says of each host
  /// @param news told, in a sentence, when a link to it died and stands again; must not block
  /// @throws CallFailed when there is no way to it
  static ReachedEdge open(
      Config config,
      EdgeSettings settings,
      List<Place> places,
      Map<Host, HostFacts> facts,
      Time time,
      Consumer<String> news)
      throws CallFailed, InterruptedException {
    Function<Host, HostFacts> known =
        host -> facts.getOrDefault(host, new HostFacts(host, host.name(), Map.of()));
    return switch (settings.choice()) {
      case EdgeChoice.Haproxy haproxy ->
          new Opening(config.ssh(), places, time, news).open(haproxy, known);
      case EdgeChoice.Google google -> new ReachedEdge(GoogleEdge.of(google, known), List.of());
      case EdgeChoice.Commands commands ->
          new ReachedEdge(new CommandEdge(config.service().name(), commands, known), List.of());
    };
  }

  Edge edge() {
    return edge;
  }

  /// How often it is worth asking.
  static Duration poll(EdgeChoice choice) {
    return switch (choice) {
      case EdgeChoice.Haproxy _ -> POLL_HAPROXY;
      case EdgeChoice.Google _ -> POLL_GOOGLE;
      case EdgeChoice.Commands _ -> POLL_COMMAND;
    };
  }

  @Override
  public void close() {
    links.forEach(SshLinks::close);
  }

  /// sshd would take the connection and close it again without a word.
  static void refuseForbidden(Admin.Socket socket, Host on, Link link) throws CallFailed {
    String why =
        switch (link.reach()) {
          case DOCKER_ALONE -> "sshd there forbids to forward unix sockets";
          case EVERYTHING ->
              switch (link.facts().access(ADMIN)) {
                case FORBIDDEN ->
                    "user %d has no permission on %s".formatted(link.facts().uid(), socket.path());
                // HAProxy may be down: it says so itself when it is asked.
                case MISSING, ALLOWED -> "";
              };
        };
    if (!why.isEmpty()) {
      throw new CallFailed(
          new Problem(
              "the edge on %s: HAProxy's socket cannot be used".formatted(on),
              why,
              "set AllowStreamLocalForwarding yes in its sshd_config, or give the socket to a group of that user: `stats socket %s level admin mode 660 group GROUP` in haproxy.cfg"
                  .formatted(socket.path())),
          CallFailed.Effect.NONE);
    }
  }

  /// Opens the ways to the HAProxies of a tier, and closes them again should one fail.
  private static final class Opening {
    private static final String MASTER = "em";

    private final SshSettings ssh;
    private final List<Place> places;
    private final Time time;
    private final Consumer<String> news;
    private final List<SshLinks> links = new ArrayList<>();

    Opening(SshSettings ssh, List<Place> places, Time time, Consumer<String> news) {
      this.ssh = ssh;
      this.places = places;
      this.time = time;
      this.news = news;
    }

    private record Sockets(
        String name, RuntimeTransport worker, Optional<RuntimeTransport> master) {}

    ReachedEdge open(EdgeChoice.Haproxy haproxy, Function<Host, HostFacts> facts)
        throws CallFailed, InterruptedException {
      var tiers = new ArrayList<RuntimeEdge.Tier>();
      boolean opened = false;
      try {
        for (Tier tier : haproxy.tiers()) {
          tiers.add(tier(tier));
        }
        opened = true;
      } finally {
        if (!opened) {
          links.forEach(SshLinks::close);
        }
      }
      return new ReachedEdge(new RuntimeEdge(tiers, facts), links);
    }

    private RuntimeEdge.Tier tier(Tier tier) throws CallFailed, InterruptedException {
      Sockets sockets = sockets(tier.admin());
      return new RuntimeEdge.Tier(
          sockets.name(),
          new RuntimeBalancer(
              sockets.name(),
              new BackendName(tier.backend()),
              sockets.worker(),
              sockets.master(),
              time::now,
              POLL_HAPROXY),
          tier.server());
    }

    private Sockets sockets(Admin admin) throws CallFailed, InterruptedException {
      return switch (admin) {
        case Admin.Tcp(var host, int port) ->
            new Sockets(
                "the edge at %s:%d".formatted(host, port),
                new TcpTransport(host, port),
                Optional.empty());
        case Admin.Socket(var path, var master, var on) when on.isEmpty() ->
            new Sockets(
                "the edge at " + path, new UnixTransport(path), master.map(UnixTransport::new));
        case Admin.Socket socket -> bySsh(socket, place(socket.on().orElseThrow()));
      };
    }

    /// One of the service's hosts as it is reached anyway, or another machine.
    private Place.BySsh place(String written) {
      return places.stream()
          .filter(place -> place.host().name().equals(written))
          .filter(Place.BySsh.class::isInstance)
          .map(Place.BySsh.class::cast)
          .findFirst()
          .orElseGet(() ->
              switch (HostLine.of(written)) {
                case HostLine.Local _,
                    HostLine.AsDocker _,
                    HostLine.ByTcp _,
                    HostLine.ByContext _ ->
                    throw new IllegalArgumentException("no ssh leads to " + written);
                case HostLine.Remote remote ->
                    new Place.BySsh(
                        new Host(remote.name()),
                        remote.address().orElse(remote.name()),
                        remote.port(),
                        remote.user(),
                        remote.key(),
                        List.of());
              });
    }

    private Sockets bySsh(Admin.Socket socket, Place.BySsh place)
        throws CallFailed, InterruptedException {
      var forwards = new ArrayList<>(List.of(new Forward(ADMIN, socket.path().toString())));
      socket.master().ifPresent(path -> forwards.add(new Forward(MASTER, path.toString())));
      try {
        SshLinks opened =
            SshLinks.begin(
                List.of(new SshLinks.Wish(Ways.target(place, ssh), forwards)),
                Ways.limits(ssh),
                news);
        links.add(opened);
        Link link = opened.to(place.host().name());
        refuseForbidden(socket, place.host(), link);
        return new Sockets(
            "the edge on " + place.host(),
            through(link.door(ADMIN)),
            socket.master().map(_ -> through(link.door(MASTER))));
      } catch (SshLink.Failed failed) {
        throw new CallFailed(failed.problem(), CallFailed.Effect.NONE, failed);
      } catch (IOException noPlace) {
        throw new CallFailed(
            new Problem(
                "there is no place for the sockets of the edge",
                String.valueOf(noPlace.getMessage()),
                "see that /tmp can be written to"),
            CallFailed.Effect.NONE,
            noPlace);
      }
    }

    private static RuntimeTransport through(Door door) {
      return (line, patience) -> new UnixTransport(door.path()).ask(line, patience);
    }
  }
}
