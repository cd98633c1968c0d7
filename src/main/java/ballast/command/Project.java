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
import ballast.context.DockerHome;
import ballast.hook.HookProcesses;
import ballast.inventory.Choice;
import ballast.inventory.Inventory;
import ballast.inventory.InventoryProblem;
import ballast.inventory.InventoryReader;
import ballast.inventory.Naming;
import ballast.inventory.Target;
import ballast.inventory.Value;
import ballast.model.Hook;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.model.Policy;
import ballast.model.Slot;
import ballast.model.Strategy;
import ballast.plan.Scope;
import ballast.port.Hooks;
import ballast.reach.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What ballast.yml and the inventory say, for one command.
///
/// @param places every host of the service, in the order of the inventory or the list, and the way
///   to each
/// @param variables what the inventory says of each host that is no secret, for templates
/// @param scope those of them that `--limit` lets the command touch
/// @param limit how that was typed
/// @param facts what is known of each host, for whatever knows it by another name
/// @param anchor what was typed to confirm which host keeps the lock
/// @param warnings what is allowed and yet hardly meant
record Project(
    Config config,
    List<Place> places,
    Map<Host, HostFacts> facts,
    Map<Host, Map<String, Object>> variables,
    Scope scope,
    Optional<String> limit,
    Optional<String> anchor,
    List<String> warnings) {
  private static final int MOST_NAMED = 5;

  static Project load(Common common, Terminal terminal) throws Failure, InterruptedException {
    return switch (ConfigReader.read(common.config())) {
      case Reading.Refused(var mistakes) ->
          throw new Failure(Exit.USAGE, Diagnostic.render(mistakes));
      case Reading.Read(var config, var warnings) -> {
        var told = new ArrayList<>(warnings.stream().map(Diagnostic::headline).toList());
        Project project = hosts(config, common, terminal, told);
        project.checkAnchor();
        yield project;
      }
    };
  }

  /// What ballast.yml says, for a command that asks no host.
  static Config config(Common common) throws Failure {
    return switch (ConfigReader.read(common.config())) {
      case Reading.Refused(var mistakes) ->
          throw new Failure(Exit.USAGE, Diagnostic.render(mistakes));
      case Reading.Read(var config, _) -> config;
    };
  }

  private void checkAnchor() throws Failure {
    Optional<String> named = config.lockHost();
    if (named.isPresent()
        && places.stream().noneMatch(place -> place.host().name().equals(named.get()))) {
      throw new Failure(
          Exit.USAGE,
          "lock.host: the service has no host '%s'%n  next: name one of its hosts, such as %s"
              .formatted(
                  named.get(),
                  places.stream()
                      .map(place -> place.host().name())
                      .limit(MOST_NAMED)
                      .collect(Collectors.joining(", "))));
    }
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
            flags.drainThen(),
            flags.onFailure(),
            flags.tolerate(),
            flags.strategy(),
            flags.surge());
    return switch (overrides.applyTo(config.policy(), config.service().slots())) {
      case Overrides.Result.Applied(var policy)
          when policy.strategy().edge() == Strategy.AtEdge.LEAVES && config.edge().isEmpty() ->
          throw new Failure(
              Exit.USAGE,
              "strategy %s\n  next: %s".formatted(ConfigReader.NO_EDGE, ConfigReader.WRITE_EDGE));
      case Overrides.Result.Applied(var policy) -> policy;
      case Overrides.Result.Refused(var mistakes) ->
          throw new Failure(Exit.USAGE, Diagnostic.render(mistakes));
    };
  }

  /// What a slot in hand may wait for at most beside its own steps: the edge, and every hook.
  Duration around() {
    Duration edge =
        config
            .edge()
            .map(one -> one.leaveDeadline().plus(one.joinDeadline()))
            .orElse(Duration.ZERO);
    return config.hooks().values().stream().map(Hook::deadline).reduce(edge, Duration::plus);
  }

  /// What is run around a rollout.
  Hooks hooks() {
    return new HookProcesses(config.hooks());
  }

  /// The same for fewer hosts.
  Project only(Scope fewer) {
    return new Project(config, places, facts, variables, fewer, limit, anchor, warnings);
  }

  /// How many places for a container each host has, by ballast.yml.
  int slotsAndSpares() {
    int slots = config.service().slots();
    return slots + config.policy().strategy().sparesFor(slots);
  }

  /// The slots that a person has named.
  Set<Slot> slots(List<String> targets) throws Failure {
    List<Host> hosts = places.stream().map(Place::host).toList();
    return new Targets(hosts, scope, slotsAndSpares()).slots(targets);
  }

  private static Project hosts(
      Config config, Common common, Terminal terminal, List<String> warnings)
      throws Failure, InterruptedException {
    var reader = new InventoryReader(Path.of(System.getProperty("user.home", "/")));
    String pattern = config.pattern().orElse("all");
    if (common.inventory().isEmpty() && config.hosts() instanceof Hosts.Listed(var lines)) {
      Inventory names =
          Inventory.of(common.config().toString(), lines.stream().map(HostLine::name).toList());
      List<Place> places =
          places(config)
              .listed(listed(lines, named(reader.names(names, pattern, Optional.empty()))));
      Scope scope =
          common.limit().isEmpty()
              ? new Scope.All()
              : only(named(reader.names(names, pattern, common.limit())).stream());
      return new Project(
          config,
          places,
          facts(places, Map.of()),
          Map.of(),
          scope,
          common.limit(),
          common.anchor(),
          warnings);
    }
    Inventory inventory = inventory(reader, config, common, terminal, warnings);
    List<Target> all = chosen(reader.choose(inventory, pattern, Optional.empty()), warnings);
    Scope scope =
        common.limit().isEmpty()
            ? new Scope.All()
            : only(
                chosen(reader.choose(inventory, pattern, common.limit()), new ArrayList<>())
                    .stream()
                    .map(target -> target.host().name()));
    List<Place> places = places(config).inventoried(all);
    var variables =
        all.stream()
            .collect(
                Collectors.toMap(
                    target -> new Host(target.host().name()),
                    target -> texts(target.host().vars()),
                    (first, _) -> first));
    return new Project(
        config,
        places,
        facts(places, variables),
        plain(all),
        scope,
        common.limit(),
        common.anchor(),
        warnings);
  }

  private static Places places(Config config) {
    return new Places(config.docker(), config.ssh().port(), DockerHome.own());
  }

  private static Map<Host, HostFacts> facts(
      List<Place> places, Map<Host, Map<String, String>> variables) {
    return places.stream()
        .map(place ->
            new HostFacts(
                place.host(),
                switch (place) {
                  case Place.Local local -> local.host().name();
                  case Place.BySsh ssh -> ssh.address();
                  case Place.ByTcp tcp -> tcp.at().host();
                },
                variables.getOrDefault(place.host(), Map.of())))
        .collect(Collectors.toMap(HostFacts::host, facts -> facts, (first, _) -> first));
  }

  private static Map<Host, Map<String, Object>> plain(List<Target> all) {
    var plain = new HashMap<Host, Map<String, Object>>();
    all.forEach(
        target -> plain.put(new Host(target.host().name()), PlainValues.of(target.host().vars())));
    return plain;
  }

  /// Those that are a text or a whole number: what a name could be made of.
  private static Map<String, String> texts(Map<String, Value> vars) {
    var texts = new HashMap<String, String>();
    vars.forEach((name, value) -> {
      switch (value) {
        case Value.Text(var text, _) -> texts.put(name, text);
        case Value.Whole(var number, _) -> texts.put(name, number.toString());
        case Value.Real _,
            Value.Truth _,
            Value.ListOf _,
            Value.MapOf _,
            Value.Nothing _,
            Value.Vaulted _ -> {}
      }
    });
    return texts;
  }

  private static List<Target> chosen(Choice choice, List<String> warnings) throws Failure {
    return switch (choice) {
      case Choice.Refused(var problems) -> throw refused(problems);
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
      case ballast.inventory.Reading.Refused(var problems) -> throw refused(problems);
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

  private static List<String> named(Naming naming) throws Failure {
    return switch (naming) {
      case Naming.Named(var hosts) -> hosts;
      case Naming.Refused(var problems) -> throw refused(problems);
    };
  }

  private static List<HostLine> listed(List<HostLine> lines, List<String> named) {
    var byName = new HashMap<String, HostLine>();
    lines.forEach(line -> byName.put(line.name(), line));
    return named.stream().map(name -> Optional.ofNullable(byName.get(name)).orElseThrow()).toList();
  }

  private static Scope only(Stream<String> names) {
    return new Scope.Only(names.map(Host::new).collect(Collectors.toSet()));
  }

  private static Failure refused(List<InventoryProblem> problems) {
    return new Failure(
        Exit.USAGE, problems.stream().map(Object::toString).collect(Collectors.joining("\n")));
  }
}
