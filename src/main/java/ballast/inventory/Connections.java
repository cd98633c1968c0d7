package ballast.inventory;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the connection variables of one host; collects what is wrong with them.
final class Connections {
  private static final Set<String> SSH =
      Set.of(
          "ssh",
          "smart",
          "paramiko",
          "paramiko_ssh",
          "ansible.builtin.ssh",
          "ansible.builtin.paramiko_ssh");
  private static final Set<String> LOCAL = Set.of("local", "ansible.builtin.local");
  private static final List<String> PASSWORDS =
      List.of("ansible_password", "ansible_ssh_pass", "ansible_ssh_password");
  private static final int MAX_PORT = 65_535;
  private static final int ENGINE_PORT = 2376;
  private static final Pattern ENGINE =
      Pattern.compile(
          "tcp://(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9_.-]{1,253}))(?::([0-9]{1,9}))?/?");

  private final InventoryHost host;
  private final Path home;
  private final List<InventoryProblem> problems = new ArrayList<>();
  private final List<InventoryWarning> warnings = new ArrayList<>();

  private Connections(InventoryHost host, Path home) {
    this.host = host;
    this.home = home;
  }

  sealed interface Outcome {
    record Reachable(Connection connection, List<InventoryWarning> warnings) implements Outcome {}

    record Unusable(List<InventoryProblem> problems) implements Outcome {}
  }

  /// @param home what a leading `~` stands for
  static Outcome of(InventoryHost host, Path home) {
    var reader = new Connections(host, home);
    Connection connection = reader.connection();
    return reader.problems.isEmpty()
        ? new Outcome.Reachable(connection, reader.warnings)
        : new Outcome.Unusable(List.copyOf(reader.problems));
  }

  private Connection connection() {
    Optional<Setting> context = set("ballast_docker_context");
    Optional<Setting> docker = set("ballast_docker");
    if (docker.isPresent()) {
      context.ifPresent(both ->
          problem(both, "%s of %s: ballast_docker is set as well", "", "leave one of them"));
      return tcp(docker.get());
    }
    if (context.isPresent()) {
      return plain(Connection.Kind.CONTEXT, text(context.get()).orElse(""), OptionalInt.empty());
    }
    refusePasswords();
    if (set("ansible_ssh_args").isPresent()) {
      warnings.add(
          new InventoryWarning(
              set("ansible_ssh_args").get().value().origin(),
              "ansible_ssh_args of %s is not used; what ssh must know, such as ProxyJump, belongs in ansible_ssh_common_args"
                  .formatted(host.name())));
    }
    return new Connection(
        kind(),
        address(),
        port(),
        user(),
        text("ansible_ssh_private_key_file", "ansible_private_key_file").map(this::expanded),
        arguments(),
        Optional.empty());
  }

  private Connection tcp(Setting setting) {
    Optional<String> known = text(setting);
    if (known.isEmpty()) {
      return plain(Connection.Kind.TCP, host.name(), OptionalInt.empty());
    }
    String written = known.get();
    Matcher parts = ENGINE.matcher(written);
    if (!parts.matches()) {
      problem(
          setting,
          "%s of %s is not where a Docker Engine listens",
          written,
          "write tcp://fe-1.example:2376 or tcp://[2001:db8::1]:2376");
      return plain(Connection.Kind.TCP, host.name(), OptionalInt.empty());
    }
    String address = parts.group(1) == null ? parts.group(2) : parts.group(1);
    checkWord(setting, address);
    return plain(
        Connection.Kind.TCP,
        address,
        parts.group(3) == null ? OptionalInt.of(ENGINE_PORT) : port(setting, parts.group(3)));
  }

  private Connection plain(Connection.Kind kind, String address, OptionalInt port) {
    return new Connection(
        kind,
        address,
        port,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        text("ballast_docker_cert_path").map(this::expanded));
  }

  /// A variable that is set, under the name that it has here.
  private record Setting(String name, Value value) {}

  /// The first of these names that is set wins; Ansible prefers the names with `ssh`, so they come
  /// first.
  private Optional<Setting> set(String... names) {
    for (String name : names) {
      Value value = host.vars().get(name);
      if (value != null && !(value instanceof Value.Nothing)) {
        return Optional.of(new Setting(name, value));
      }
    }
    return Optional.empty();
  }

  private void refusePasswords() {
    for (String name : PASSWORDS) {
      // The password itself must not get into the message.
      set(name)
          .ifPresent(setting ->
              problem(
                  setting,
                  "%s of %s: logging in with a password is not supported",
                  "",
                  "use a key: `ssh-copy-id`, then ansible_ssh_private_key_file or an agent"));
    }
  }

  private Connection.Kind kind() {
    Optional<Setting> setting = set("ansible_connection");
    Optional<String> written = setting.flatMap(this::text);
    if (setting.isEmpty() || written.isEmpty() || SSH.contains(written.get())) {
      return Connection.Kind.SSH;
    }
    if (!LOCAL.contains(written.get())) {
      problem(
          setting.get(),
          "%s of %s: only ssh and local are supported",
          written.get(),
          "choose hosts with another --limit, or reach this one by ssh");
    }
    return Connection.Kind.LOCAL;
  }

  private String address() {
    Optional<Setting> setting = set("ansible_ssh_host", "ansible_host");
    boolean number =
        setting
            .map(Setting::value)
            .filter(v -> v instanceof Value.Whole || v instanceof Value.Real)
            .isPresent();
    if (number) {
      problem(
          setting.orElseThrow(),
          "%s of %s is a number, not an address",
          "",
          "put it in quotes, twice in an INI file");
    }
    String address = setting.flatMap(this::text).orElse(host.name());
    Setting named =
        setting.orElse(new Setting("the name", new Value.Text(host.name(), host.origin())));
    checkWord(named, address);
    return address;
  }

  private Optional<String> user() {
    Optional<Setting> setting = set("ansible_ssh_user", "ansible_user");
    Optional<String> user = setting.flatMap(this::text).filter(text -> !text.isEmpty());
    user.ifPresent(text -> checkWord(setting.orElseThrow(), text));
    return user;
  }

  /// ssh takes a word that begins with a dash for an option, which could run commands here.
  private void checkWord(Setting setting, String word) {
    if (word.isEmpty()
        || word.startsWith("-")
        || word.chars().anyMatch(c -> c <= ' ' || c == 127)) {
      problem(setting, "%s of %s must be one word that does not begin with a dash", word, "");
    }
  }

  private OptionalInt port() {
    Optional<Setting> setting = set("ansible_ssh_port", "ansible_port");
    Optional<String> written = setting.flatMap(this::text).map(String::strip);
    if (setting.isEmpty() || written.isEmpty()) {
      return OptionalInt.empty();
    }
    return port(setting.get(), written.get());
  }

  private OptionalInt port(Setting setting, String digits) {
    if (digits.matches("[0-9]{1,5}")
        && Integer.parseInt(digits) >= 1
        && Integer.parseInt(digits) <= MAX_PORT) {
      return OptionalInt.of(Integer.parseInt(digits));
    }
    problem(setting, "%s of %s must have a number from 1 to " + MAX_PORT, digits, "");
    return OptionalInt.empty();
  }

  private List<String> arguments() {
    var arguments = new ArrayList<String>();
    for (String name : List.of("ansible_ssh_common_args", "ansible_ssh_extra_args")) {
      Optional<Setting> setting = set(name);
      switch (Words.of(setting.flatMap(this::text).orElse(""))) {
        case Words.Split.Into(var words) -> words.forEach(word -> arguments.add(word.text()));
        case Words.Split.Unclosed(var what, _) ->
            setting.ifPresent(known ->
                problem(
                    known,
                    "%s of %s cannot be split into words: " + what,
                    text(name).orElse(""),
                    ""));
      }
    }
    return arguments;
  }

  private Path expanded(String written) {
    if (written.equals("~")) {
      return home;
    }
    return written.startsWith("~/") ? home.resolve(written.substring(2)) : Path.of(written);
  }

  private Optional<String> text(String... names) {
    return set(names).flatMap(this::text).filter(text -> !text.isEmpty());
  }

  private Optional<String> text(Setting setting) {
    return switch (setting.value()) {
      case Value.Text(var text, _) -> known(setting, text);
      case Value.Whole(BigInteger number, _) -> Optional.of(number.toString());
      case Value.Real(var number, _) -> Optional.of(Double.toString(number));
      case Value.Vaulted _ -> unknown(setting, "%s of %s is encrypted with ansible-vault", "", "");
      case Value.Truth _, Value.ListOf _, Value.MapOf _, Value.Nothing _ ->
          unknown(setting, "%s of %s must be a text, not " + setting.value().kind(), "", "");
    };
  }

  private Optional<String> known(Setting setting, String text) {
    if (text.contains("{{") || text.contains("{%") || text.contains("{#")) {
      return unknown(
          setting,
          "%s of %s is a Jinja template, which only Ansible can fill in",
          text,
          "write the value itself");
    }
    if (text.indexOf('\0') >= 0) {
      return unknown(setting, "%s of %s contains a NUL character", "", "");
    }
    return Optional.of(text);
  }

  private Optional<String> unknown(Setting setting, String what, String offending, String hint) {
    problem(setting, what, offending, hint);
    return Optional.empty();
  }

  /// The same setting may be asked for twice; it is told once.
  private void problem(Setting setting, String what, String offending, String hint) {
    var problem =
        new InventoryProblem(
            setting.value().origin(), what.formatted(setting.name(), host.name()), offending, hint);
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /// What a host would be reached by, for comparing hosts; empty when its variables do not say.
  static Optional<Connection> tried(InventoryHost host) {
    return switch (of(host, Path.of(""))) {
      case Outcome.Reachable(var connection, _) -> Optional.of(connection);
      case Outcome.Unusable _ -> Optional.empty();
    };
  }
}
