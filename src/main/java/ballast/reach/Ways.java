package ballast.reach;

import ballast.config.Config;
import ballast.config.SshSettings;
import ballast.model.BalancerChoice;
import ballast.model.Service;
import ballast.port.CallFailed;
import ballast.ssh.Forward;
import ballast.ssh.LocalLink;
import ballast.ssh.SshLimits;
import ballast.ssh.SshLink;
import ballast.ssh.SshLinks;
import ballast.ssh.SshTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The links to all hosts of a service, and what each of them has to bring here.
final class Ways implements AutoCloseable {
  static final String ADMIN = "a";
  static final String MASTER = "m";

  private final Service service;
  private final SshLinks links;
  private final TcpWays tcp;

  private Ways(Service service, SshLinks links, TcpWays tcp) {
    this.service = service;
    this.links = links;
    this.tcp = tcp;
  }

  /// Begins to open every link, as many at a time as the config allows, and waits for none.
  ///
  /// @param now as the clock on the wall shows it
  /// @param news told, in a sentence, when a link died and stands again
  /// @throws IOException when there is no place for the sockets
  static Ways begin(Config config, List<Place> places, Instant now, Consumer<String> news)
      throws IOException {
    Service service = config.service();
    var forwards = new ArrayList<>(sockets(service, Forward.docker()));
    forwards.addAll(slots(service, places(config)));
    var wishes = new ArrayList<SshLinks.Wish>();
    for (Place place : places) {
      switch (place) {
        case Place.Local _, Place.ByTcp _ -> {}
        case Place.BySsh ssh -> wishes.add(new SshLinks.Wish(target(ssh, config.ssh()), forwards));
      }
    }
    return new Ways(
        service,
        SshLinks.begin(wishes, limits(config.ssh()), news),
        new TcpWays(places, Path.of(System.getProperty("user.home", "/")), now));
  }

  static SshLimits limits(SshSettings settings) {
    SshLimits usual = SshLimits.defaults();
    Duration connect = settings.connectTimeout();
    return new SshLimits(
        connect,
        connect.plus(usual.ready()),
        usual.aliveInterval(),
        usual.aliveMisses(),
        settings.parallel(),
        usual.reopening());
  }

  static SshTarget target(Place.BySsh place, SshSettings settings) {
    var args = new ArrayList<>(settings.args());
    args.addAll(place.args());
    return new SshTarget(
        place.host().name(),
        place.address(),
        place.port().isPresent() ? place.port() : settings.port(),
        place.user().or(settings::user),
        place.key().or(settings::key),
        args);
  }

  private static List<Forward> sockets(Service service, Forward docker) {
    var forwards = new ArrayList<>(List.of(docker));
    switch (service.balancer()) {
      case BalancerChoice.Managed managed -> {
        String folder = "/run/ballast/" + managed.owner(service.name());
        forwards.add(new Forward(ADMIN, folder + "/admin.sock"));
        forwards.add(new Forward(MASTER, folder + "/master.sock"));
      }
      case BalancerChoice.AtSocket(_, _, var socket, var master) -> {
        forwards.add(new Forward(ADMIN, socket.toString()));
        master.ifPresent(path -> forwards.add(new Forward(MASTER, path.toString())));
      }
      case BalancerChoice.InContainer _ -> {}
    }
    return forwards;
  }

  /// The slots and spares that may have a container.
  static int places(Config config) {
    int slots = config.service().slots();
    return slots + config.policy().strategy().sparesFor(slots);
  }

  private static List<Forward> slots(Service service, int places) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed ->
          java.util.stream.IntStream.rangeClosed(1, places)
              .mapToObj(slot ->
                  new Forward(slotForward(slot), managed.addressOf(slot) + ":" + service.port()))
              .toList();
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> List.of();
    };
  }

  static String slotForward(int slot) {
    return "s" + slot;
  }

  /// The way to a host, as soon as it is open.
  ///
  /// @throws SshLink.Failed when a link could not be opened
  /// @throws CallFailed when what an engine on TCP wants to see cannot be shown
  Way to(Place place) throws SshLink.Failed, CallFailed, InterruptedException {
    return switch (place) {
      case Place.Local(_, var engine) ->
          new Way.Linked(
              new LocalLink(sockets(service, new Forward(Forward.DOCKER, engine.toString()))));
      case Place.BySsh ssh -> new Way.Linked(links.to(ssh.host().name()));
      case Place.ByTcp byTcp -> tcp.to(byTcp);
    };
  }

  /// What will keep hosts from being reached soon, a sentence each.
  List<String> warnings() {
    return tcp.warnings();
  }

  @Override
  public void close() {
    links.close();
  }
}
