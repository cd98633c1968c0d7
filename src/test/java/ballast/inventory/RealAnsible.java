package ballast.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/// The Ansible installed here: the judge of how an inventory reads.
final class RealAnsible {
  private static final int DEADLINE_SECONDS = 120;
  private static final Pattern PLAY_HOST = Pattern.compile("^ {6}(\\S+)$");

  private final Path work;

  /// @param work an empty folder, so that no `group_vars` of a working directory gets in
  RealAnsible(Path work) throws IOException {
    this.work = work;
    Files.writeString(work.resolve("ansible.cfg"), "");
  }

  /// What an inventory says: groups to the names of all of their hosts, and hosts to their
  /// variables.
  record Listed(Map<String, Set<String>> groups, Map<String, Object> vars) {}

  String list(String source) throws IOException, InterruptedException {
    return run("ansible-inventory", "-i", source, "--list");
  }

  Listed listed(String json) {
    JsonObject root = JsonParser.parseString(json).getAsJsonObject();
    Map<String, Set<String>> groups = new TreeMap<>();
    for (String group : root.keySet()) {
      if (!group.equals("_meta")) {
        groups.put(group, members(root, group));
      }
    }
    Map<String, Object> vars = new TreeMap<>();
    groups.values().forEach(names -> names.forEach(name -> vars.put(name, Map.of())));
    root.getAsJsonObject("_meta")
        .getAsJsonObject("hostvars")
        .asMap()
        .forEach((host, values) -> vars.put(host, plain(values)));
    return new Listed(groups, vars);
  }

  private static Set<String> members(JsonObject root, String group) {
    var members = new TreeSet<String>();
    JsonObject found = root.getAsJsonObject(group);
    if (found != null) {
      strings(found, "hosts").forEach(members::add);
      strings(found, "children").forEach(child -> members.addAll(members(root, child)));
    }
    return members;
  }

  private static List<String> strings(JsonObject group, String key) {
    JsonArray array = group.has(key) ? group.getAsJsonArray(key) : new JsonArray();
    return array.asList().stream().map(JsonElement::getAsString).toList();
  }

  private static Object plain(JsonElement json) {
    if (json.isJsonObject()) {
      if (json.getAsJsonObject().has("__ansible_unsafe")) {
        return json.getAsJsonObject().get("__ansible_unsafe").getAsString();
      }
      Map<String, Object> entries = new TreeMap<>();
      json.getAsJsonObject().asMap().forEach((key, value) -> entries.put(key, plain(value)));
      return entries;
    }
    if (json.isJsonArray()) {
      return json.getAsJsonArray().asList().stream().map(RealAnsible::plain).toList();
    }
    if (json.isJsonNull()) {
      return "<nothing>";
    }
    if (json.getAsJsonPrimitive().isBoolean()) {
      return json.getAsBoolean();
    }
    return json.getAsJsonPrimitive().isNumber() ? number(json.getAsString()) : json.getAsString();
  }

  private static Object number(String written) {
    return written.matches("-?[0-9]+") ? new BigDecimal(written) : (Object) Double.valueOf(written);
  }

  /// The same, of an inventory that we read.
  static Listed listed(Inventory inventory) {
    Map<String, Set<String>> groups = new TreeMap<>();
    inventory.groups().forEach((group, names) -> groups.put(group, new TreeSet<>(names)));
    Map<String, Object> vars = new TreeMap<>();
    inventory.hosts().forEach(host -> vars.put(host.name(), plain(host.vars())));
    return new Listed(groups, vars);
  }

  private static Map<String, Object> plain(Map<String, Value> vars) {
    Map<String, Object> plain = new TreeMap<>();
    vars.forEach((name, value) -> plain.put(name, plain(value)));
    return plain;
  }

  private static Object plain(Value value) {
    return switch (value) {
      case Value.Text(var text, _) -> text;
      case Value.Whole(var number, _) -> new BigDecimal(number);
      case Value.Real(var number, _) -> number;
      case Value.Truth(var truth, _) -> truth;
      case Value.Nothing _ -> "<nothing>";
      case Value.Vaulted _ -> "<vaulted>";
      case Value.ListOf(var items, _) -> items.stream().map(RealAnsible::plain).toList();
      case Value.MapOf(var entries, _) -> plain(entries);
    };
  }

  /// The hosts of one pattern, in Ansible's order.
  List<String> inOrder(String source, String pattern) throws IOException, InterruptedException {
    String output = run("ansible", "-i", source, pattern, "--list-hosts");
    return output.lines().skip(1).map(String::strip).toList();
  }

  /// The hosts of many patterns, by one run: a playbook with one play for each. Ansible loses their
  /// order there.
  Map<String, List<String>> hosts(String source, List<String> patterns)
      throws IOException, InterruptedException {
    var book = new StringBuilder();
    patterns.forEach(p -> book.append("- hosts: '").append(p).append("'\n  gather_facts: no\n"));
    Path file = Files.writeString(work.resolve("book.yml"), book);
    String output = run("ansible-playbook", "-i", source, "--list-hosts", file.toString());
    var hosts = new LinkedHashMap<String, List<String>>();
    int play = -1;
    for (String line : output.lines().toList()) {
      Matcher host = PLAY_HOST.matcher(line);
      if (line.startsWith("  play #")) {
        play++;
        hosts.put(patterns.get(play), new ArrayList<>());
      } else if (host.matches()) {
        hosts.computeIfAbsent(patterns.get(play), _ -> new ArrayList<>()).add(host.group(1));
      }
    }
    assertThat(new LinkedHashSet<>(hosts.keySet())).containsExactlyElementsOf(patterns);
    return hosts;
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path output = work.resolve("output");
    Path errors = work.resolve("errors");
    var builder = new ProcessBuilder(command).directory(work.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ANSIBLE_"));
    builder.environment().put("ANSIBLE_CONFIG", work.resolve("ansible.cfg").toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return Assertions.fail(
          command[0]
              + " is not on the PATH, and this test compares with it: install ansible-core"
              + " (Debian: apt-get install ansible-core; elsewhere: pipx install ansible-core)",
          e);
    }
    try {
      assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readString(output);
  }
}
