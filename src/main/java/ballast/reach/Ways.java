package ballast.reach;

import ballast.config.Config;
import ballast.config.SshSettings;
import ballast.model.BalancerChoice;
import ballast.model.Problem;
import ballast.model.Service;
import ballast.plan.Scope;
import ballast.port.Crew;
import ballast.ssh.Forward;
import ballast.ssh.Link;
import ballast.ssh.LocalLink;
import ballast.ssh.SshLimits;
import ballast.ssh.SshLinks;
import ballast.ssh.SshTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The links to all hosts of a service, and what each of them has to bring here.
final class Ways implements AutoCloseable {
  static final String ADMIN = "a";
  static final String MASTER = "m";

  private final LocalLink local;
  private final SshLinks needed;
  private final Map<String, SshLinks> others;
  private final Map<String, Problem> dark;

  private Ways(
      LocalLink local, SshLinks needed, Map<String, SshLinks> others, Map<String, Problem> dark) {
    this.local = local;
    this.needed = needed;
    this.others = Map.copyOf(others);
    this.dark = Map.copyOf(dark);
  }

  sealed interface Opened {
    record All(Ways ways) implements Opened {}

    record Failed(List<Problem> problems) implements Opened {}
  }

  /// Opens every link, as many at a time as the config allows. Those within the scope are needed:
  /// when one fails, every error is told. One outside of it may stay dark.
  static Opened open(Config config, List<Place> places, Scope scope, Crew crew)
      throws InterruptedException {
    Service service = config.service();
    var wishes = new ArrayList<SshLinks.Wish>();
    var spare = new ArrayList<SshLinks.Wish>();
    for (Place place : places) {
      switch (place) {
        case Place.Local _ -> {}
        case Place.BySsh ssh -> {
          var forwards = new ArrayList<>(sockets(service));
          forwards.addAll(slots(service));
          var wish = new SshLinks.Wish(target(ssh, config.ssh()), forwards);
          (scope.includes(ssh.host()) ? wishes : spare).add(wish);
        }
      }
    }
    SshLimits limits = limits(config.ssh());
    return switch (attempt(wishes, limits)) {
      case Attempt.Failed(var problems) -> new Opened.Failed(problems);
      case Attempt.Stood(var needed) ->
          new Opened.All(withOthers(service, needed, spare, limits, crew));
    };
  }

  private static Ways withOthers(
      Service service, SshLinks needed, List<SshLinks.Wish> spare, SshLimits limits, Crew crew)
      throws InterruptedException {
    List<Callable<Attempt>> attempts =
        spare.stream()
            .<Callable<Attempt>>map(wish -> () -> attempt(List.of(wish), limits))
            .toList();
    List<Attempt> ended = crew.all(attempts);
    var others = new HashMap<String, SshLinks>();
    var dark = new HashMap<String, Problem>();
    for (int i = 0; i < spare.size(); i++) {
      String name = spare.get(i).target().name();
      switch (ended.get(i)) {
        case Attempt.Stood(var links) -> others.put(name, links);
        case Attempt.Failed(var problems) -> dark.put(name, problems.getFirst());
      }
    }
    return new Ways(new LocalLink(sockets(service)), needed, others, dark);
  }

  private sealed interface Attempt {
    record Stood(SshLinks links) implements Attempt {}

    record Failed(List<Problem> problems) implements Attempt {}
  }

  private static Attempt attempt(List<SshLinks.Wish> wishes, SshLimits limits)
      throws InterruptedException {
    try {
      return switch (SshLinks.open(wishes, limits)) {
        case SshLinks.Opened.All(var links) -> new Attempt.Stood(links);
        case SshLinks.Opened.Unreachable(var problems) ->
            new Attempt.Failed(List.copyOf(problems.values()));
      };
    } catch (IOException noFolder) {
      return new Attempt.Failed(
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

  /// The link to a host, unless it stayed dark.
  Optional<Link> to(Place place) {
    return switch (place) {
      case Place.Local _ -> Optional.of(local);
      case Place.BySsh ssh -> {
        String name = ssh.host().name();
        if (dark.containsKey(name)) {
          yield Optional.empty();
        }
        SshLinks links = others.get(name);
        yield Optional.of((links == null ? needed : links).to(name));
      }
    };
  }

  /// Why a host stayed dark.
  Optional<Problem> dark(Place place) {
    return Optional.ofNullable(dark.get(place.host().name()));
  }

  @Override
  public void close() {
    needed.close();
    others.values().forEach(SshLinks::close);
  }
}
