package ballast.command;

import ballast.cli.Exit;
import ballast.config.DockerSettings;
import ballast.config.HostLine;
import ballast.context.DockerHome;
import ballast.context.EngineAt;
import ballast.inventory.Connection;
import ballast.inventory.Target;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.TcpAddress;
import ballast.reach.Place;
import ballast.tls.ClientKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The way to each host, from what ballast.yml or an inventory says and from what docker knows.
///
/// @param sshPort that of ballast.yml, for hosts without one of their own
record Places(DockerSettings settings, OptionalInt sshPort, DockerHome docker) {
  private static final int SSH_PORT = 22;

  /// @throws Failure with every host to which there is no way that may be taken, and with those
  ///   that are one machine
  List<Place> listed(List<HostLine> lines) throws Failure {
    return all(lines, this::place);
  }

  /// @throws Failure with every host to which there is no way that may be taken, and with those
  ///   that are one machine
  List<Place> inventoried(List<Target> targets) throws Failure {
    return all(targets, this::place);
  }

  private sealed interface Found {
    record At(Place place) implements Found {}

    record Refused(Problem problem) implements Found {}
  }

  private <T> List<Place> all(List<T> written, Function<T, Found> place) throws Failure {
    var places = new ArrayList<Place>();
    var problems = new ArrayList<Problem>();
    for (T one : written) {
      switch (place.apply(one)) {
        case Found.At(var found) -> places.add(found);
        case Found.Refused(var problem) -> problems.add(problem);
      }
    }
    if (!problems.isEmpty()) {
      throw new Failure(
          Exit.USAGE, problems.stream().map(Problem::toString).collect(Collectors.joining("\n\n")));
    }
    refuseTwins(places);
    return places;
  }

  /// A machine, as far as it can be told from here: different ssh arguments may lead to different
  /// machines of one address.
  private record Machine(String told, List<String> sshArgs) {}

  private Machine machine(Place place) {
    return switch (place) {
      case Place.Local local -> new Machine("this one, its engine at " + local.engine(), List.of());
      case Place.ByTcp(_, var at, _) ->
          new Machine(at.toString().toLowerCase(Locale.ROOT), List.of());
      case Place.BySsh ssh ->
          new Machine(
              "%s, port %d"
                  .formatted(
                      ssh.address().toLowerCase(Locale.ROOT),
                      ssh.port().orElse(sshPort.orElse(SSH_PORT))),
              ssh.args());
    };
  }

  /// Two lanes on one slot would both believe that they are alone there.
  private void refuseTwins(List<Place> places) throws Failure {
    var first = new HashMap<Machine, Host>();
    for (Place place : places) {
      Machine machine = machine(place);
      Optional<Host> twin = Optional.ofNullable(first.putIfAbsent(machine, place.host()));
      if (twin.isPresent()) {
        throw new Failure(
            Exit.USAGE,
            "hosts: %s and %s are the same machine: %s%n  next: leave one of them out"
                .formatted(twin.get(), place.host(), machine.told()));
      }
    }
  }

  private Found place(HostLine line) {
    var host = new Host(line.name());
    return switch (line) {
      case HostLine.Local _ -> new Found.At(new Place.Local(host, docker.here()));
      case HostLine.AsDocker _ -> found(host, "what docker itself would ask", docker.standard());
      case HostLine.ByContext(_, var context) -> context(host, context);
      case HostLine.ByTcp(_, var at, var certPath) -> tcp(host, at, certPath);
      case HostLine.Remote remote ->
          new Found.At(
              new Place.BySsh(
                  host,
                  remote.address().orElse(remote.name()),
                  remote.port(),
                  remote.user(),
                  remote.key(),
                  List.of()));
    };
  }

  private Found place(Target target) {
    var host = new Host(target.host().name());
    Connection connection = target.connection();
    return switch (connection.kind()) {
      case LOCAL -> new Found.At(new Place.Local(host, docker.here()));
      case TCP ->
          tcp(
              host,
              new TcpAddress(connection.address(), connection.port().orElse(TcpAddress.TLS_PORT)),
              connection.certPath());
      case CONTEXT -> context(host, connection.address());
      case SSH ->
          new Found.At(
              new Place.BySsh(
                  host,
                  connection.address(),
                  connection.port(),
                  connection.user(),
                  connection.privateKeyFile(),
                  connection.commonArgs()));
    };
  }

  private Found tcp(Host host, TcpAddress at, Optional<Path> certPath) {
    return switch (settings.tls()) {
      case VERIFIED ->
          tls(
              host,
              at,
              certPath.or(settings::certPath).orElseGet(docker::keys),
              ClientKeys.Needs.ALL);
      case NONE -> plain(host, at, "ballast.yml says docker: {tls: false}");
    };
  }

  private Found context(Host host, String context) {
    return found(host, "docker's context '%s'".formatted(context), docker.context(context));
  }

  private Found found(Host host, String what, EngineAt at) {
    return switch (at) {
      case EngineAt.Here(var socket) -> new Found.At(new Place.Local(host, socket));
      case EngineAt.BySsh(var user, var address, var port) ->
          new Found.At(new Place.BySsh(host, address, port, user, Optional.empty(), List.of()));
      case EngineAt.ByTcp(var address, EngineAt.Security.Keys(var folder)) ->
          tls(host, address, folder, ClientKeys.Needs.ALL);
      case EngineAt.ByTcp(var address, EngineAt.Security.ContextKeys(var folder)) ->
          tls(host, address, folder, ClientKeys.Needs.THOSE_THERE);
      case EngineAt.ByTcp(var address, EngineAt.Security.None _) ->
          plain(
              host,
              address,
              "neither DOCKER_TLS_VERIFY nor a certificate of the context asks for TLS");
      case EngineAt.Nowhere(var why, var next) ->
          new Found.Refused(new Problem("%s: %s leads nowhere".formatted(host, what), why, next));
    };
  }

  private static Found tls(Host host, TcpAddress at, Path folder, ClientKeys.Needs needs) {
    return new Found.At(
        new Place.ByTcp(host, at, new Place.Security.Tls(new ClientKeys(folder, needs))));
  }

  /// Whoever reaches an engine without TLS has root on its host; and who listens on the way reads
  /// and changes what it is told.
  private static Found plain(Host host, TcpAddress at, String because) {
    return at.loopback()
        ? new Found.At(new Place.ByTcp(host, at, new Place.Security.OnLoopback()))
        : new Found.Refused(
            new Problem(
                "%s: %s would be asked without TLS".formatted(host, at),
                "whoever reaches such an engine has root on its host, and whoever is on the way could change what it is told; only loopback may be plain ("
                    + because
                    + ")",
                "give it certificates: docs/reaching-hosts.md"));
  }
}
