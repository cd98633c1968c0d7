package ballast.command;

import ballast.cli.Command.Common;
import ballast.cli.Command.RolloutFlags;
import ballast.cli.Exit;
import ballast.config.Config;
import ballast.config.ConfigReader;
import ballast.config.Diagnostic;
import ballast.config.HostLine;
import ballast.config.Hosts;
import ballast.config.Overrides;
import ballast.config.Reading;
import ballast.inventory.Choice;
import ballast.inventory.Connection;
import ballast.inventory.Inventory;
import ballast.inventory.InventoryReader;
import ballast.inventory.Target;
import ballast.model.Host;
import ballast.model.Policy;
import ballast.plan.Scope;
import ballast.reach.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What ballast.yml and the inventory say, for one command.
///
/// @param places every host of the service, in inventory order, and the way to each
/// @param scope those of them that `--limit` lets the command touch
/// @param warnings what is allowed and yet hardly meant
record Project(Config config, List<Place> places, Scope scope, List<String> warnings) {
  static Project load(Common common, Terminal terminal) throws Failure, InterruptedException {
    return switch (ConfigReader.read(common.config())) {
      case Reading.Refused(var mistakes) ->
          throw new Failure(Exit.USAGE, Diagnostic.render(mistakes));
      case Reading.Read(var config, var warnings) -> {
        var told = new ArrayList<>(warnings.stream().map(Diagnostic::headline).toList());
        yield hosts(config, common, terminal, told);
      }
    };
  }

  /// The policy with the flags of the command line in it.
  Policy policy(RolloutFlags flags) throws Failure {
    var overrides =
        new Overrides(
            flags.batch(),
            flags.batches(),
            flags.maxOut(),
            flags.perHost(),
            flags.soak(),
            flags.drainDeadline(),
            flags.drainThen());
    return switch (overrides.applyTo(config.policy(), config.service().slots())) {
      case Overrides.Result.Applied(var policy) -> policy;
      case Overrides.Result.Refused(var mistakes) ->
          throw new Failure(Exit.USAGE, Diagnostic.render(mistakes));
    };
  }

  private static Project hosts(
      Config config, Common common, Terminal terminal, List<String> warnings)
      throws Failure, InterruptedException {
    if (common.inventory().isEmpty() && config.hosts() instanceof Hosts.Listed(var lines)) {
      List<Place> places = lines.stream().map(Project::place).toList();
      return new Project(config, places, listed(lines, common.limit()), warnings);
    }
    var reader = new InventoryReader(Path.of(System.getProperty("user.home", "/")));
    Inventory inventory = inventory(reader, config, common, terminal, warnings);
    String pattern = config.pattern().orElse("all");
    List<Target> all = chosen(reader.choose(inventory, pattern, Optional.empty()), warnings);
    Scope scope =
        common.limit().isEmpty()
            ? new Scope.All()
            : new Scope.Only(
                chosen(reader.choose(inventory, pattern, common.limit()), new ArrayList<>())
                    .stream()
                    .map(target -> new Host(target.host().name()))
                    .collect(Collectors.toSet()));
    return new Project(config, all.stream().map(Project::place).toList(), scope, warnings);
  }

  private static List<Target> chosen(Choice choice, List<String> warnings) throws Failure {
    return switch (choice) {
      case Choice.Refused(var problems) ->
          throw new Failure(
              Exit.USAGE,
              problems.stream().map(Object::toString).collect(Collectors.joining("\n")));
      case Choice.Chosen(var targets, var odd) -> {
        odd.forEach(warning -> warnings.add(warning.toString()));
        yield targets;
      }
    };
  }

  private static Inventory inventory(
      InventoryReader reader,
      Config config,
      Common common,
      Terminal terminal,
      List<String> warnings)
      throws Failure, InterruptedException {
    ballast.inventory.Reading reading;
    if (common.inventory().filter("-"::equals).isPresent()) {
      reading = reader.readText("standard input", text(terminal));
    } else {
      String source =
          common
              .inventory()
              .orElseGet(() ->
                  switch (config.hosts()) {
                    case Hosts.Inventory(var path) -> path.toString();
                    case Hosts.Listed _ -> "";
                  });
      reading = reader.read(List.of(source));
    }
    return switch (reading) {
      case ballast.inventory.Reading.Read(var inventory, var odd) -> {
        odd.forEach(warning -> warnings.add(warning.toString()));
        yield inventory;
      }
      case ballast.inventory.Reading.Refused(var problems) ->
          throw new Failure(
              Exit.USAGE,
              problems.stream().map(Object::toString).collect(Collectors.joining("\n")));
    };
  }

  private static String text(Terminal terminal) throws Failure {
    try {
      return new String(
          terminal.in().readNBytes(ballast.inventory.Limits.MAX_FILE_BYTES),
          StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new Failure(Exit.USAGE, "standard input could not be read: " + unreadable.getMessage());
    }
  }

  private static Place place(Target target) {
    var host = new Host(target.host().name());
    Connection connection = target.connection();
    return switch (connection.kind()) {
      case LOCAL -> new Place.Local(host);
      case SSH ->
          new Place.BySsh(
              host,
              connection.address(),
              connection.port(),
              connection.user(),
              connection.privateKeyFile(),
              connection.commonArgs());
    };
  }

  private static Scope listed(List<HostLine> lines, Optional<String> limit) throws Failure {
    if (limit.isEmpty()) {
      return new Scope.All();
    }
    var chosen = new HashSet<Host>();
    for (String name : limit.get().split(",", -1)) {
      if (lines.stream().map(HostLine::name).noneMatch(name.strip()::equals)) {
        throw new Failure(
            Exit.USAGE,
            "--limit: no host is called '%s'; there are %s"
                .formatted(
                    name, lines.stream().map(HostLine::name).collect(Collectors.joining(", "))));
      }
      chosen.add(new Host(name.strip()));
    }
    return new Scope.Only(chosen);
  }

  private static Place place(HostLine line) {
    return switch (line) {
      case HostLine.Local local -> new Place.Local(new Host(local.name()));
      case HostLine.Remote remote ->
          new Place.BySsh(
              new Host(remote.name()),
              remote.address().orElse(remote.name()),
              remote.port(),
              remote.user(),
              remote.key(),
              List.of());
    };
  }
}
