package ballast.reach;

import ballast.config.Config;
import ballast.config.SshSettings;
import ballast.model.BalancerChoice;
import ballast.model.Problem;
import ballast.model.Service;
import ballast.ssh.Forward;
import ballast.ssh.Link;
import ballast.ssh.LocalLink;
import ballast.ssh.SshLimits;
import ballast.ssh.SshLinks;
import ballast.ssh.SshTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The links to all hosts of a service, and what each of them has to bring here.
final class Ways implements AutoCloseable {
  static final String ADMIN = "a";
  static final String MASTER = "m";

  private final LocalLink local;
  private final SshLinks remote;

  private Ways(LocalLink local, SshLinks remote) {
    this.local = local;
    this.remote = remote;
  }

  sealed interface Opened {
    record All(Ways ways) implements Opened {}

    record Failed(List<Problem> problems) implements Opened {}
  }

  /// Opens every link, as many at a time as the config allows, or tells what is wrong with each
  /// host that fails.
  static Opened open(Config config, List<Place> places) throws InterruptedException {
    Service service = config.service();
    var wishes = new ArrayList<SshLinks.Wish>();
    for (Place place : places) {
      switch (place) {
        case Place.Local _ -> {}
        case Place.BySsh ssh -> {
          var forwards = new ArrayList<>(sockets(service));
          forwards.addAll(slots(service));
          wishes.add(new SshLinks.Wish(target(ssh, config.ssh()), forwards));
        }
      }
    }
    try {
      return switch (SshLinks.open(wishes, limits(config.ssh()))) {
        case SshLinks.Opened.All(var links) ->
            new Opened.All(new Ways(new LocalLink(sockets(service)), links));
        case SshLinks.Opened.Unreachable(var problems) ->
            new Opened.Failed(List.copyOf(problems.values()));
      };
    } catch (IOException noFolder) {
      return new Opened.Failed(
          List.of(
              new Problem(
                  "there is no place for the sockets of the hosts",
                  String.valueOf(noFolder.getMessage()),
                  "see that /tmp can be written to")));
    }
  }

  private static SshLimits limits(SshSettings settings) {
    SshLimits usual = SshLimits.defaults();
    Duration connect = settings.connectTimeout();
    return new SshLimits(
        connect,
        connect.plus(usual.ready()),
        usual.aliveInterval(),
        usual.aliveMisses(),
        settings.parallel());
  }

  private static SshTarget target(Place.BySsh place, SshSettings settings) {
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

  private static List<Forward> sockets(Service service) {
    var forwards = new ArrayList<>(List.of(Forward.docker()));
    switch (service.balancer()) {
      case BalancerChoice.Managed _ -> {
        String folder = "/run/ballast/" + service.name();
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

  private static List<Forward> slots(Service service) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed ->
          java.util.stream.IntStream.rangeClosed(1, service.slots())
              .mapToObj(slot ->
                  new Forward(slotForward(slot), managed.addressOf(slot) + ":" + service.port()))
              .toList();
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> List.of();
    };
  }

  static String slotForward(int slot) {
    return "s" + slot;
  }

  Link to(Place place) {
    return switch (place) {
      case Place.Local _ -> local;
      case Place.BySsh ssh -> remote.to(ssh.host().name());
    };
  }

  @Override
  public void close() {
    remote.close();
  }
}
