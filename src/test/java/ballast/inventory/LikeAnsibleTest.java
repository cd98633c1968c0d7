package ballast.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Ansible reads, we read: host for host, group for group, variable for variable.
class LikeAnsibleTest {
  /// Read where they are in the sources, because copying would lose the right to run the scripts.
  static final Path RESOURCES = Path.of("src/test/resources/inventory").toAbsolutePath();

  private final InventoryReader reader = new InventoryReader(Path.of("/home/someone"));

  @TempDir Path work = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ranges.ini",
        "groups.ini",
        "typing.ini",
        "groups.yml",
        "typing.yml",
        "beside/hosts",
        "folder",
        "script.sh",
        "script-old.sh"
      })
  void readsTheSameHostsGroupsAndVariables(String entry) throws IOException, InterruptedException {
    sameAsAnsible(RESOURCES.resolve("corpus").resolve(entry).toString());
  }

  @Test
  void readsAListOfHostsTheSame() throws IOException, InterruptedException {
    sameAsAnsible("a,b:2222,[::1]:23, c ,,x[1:2],a,");
  }

  private void sameAsAnsible(String source) throws IOException, InterruptedException {
    var ansible = new RealAnsible(work);
    String json = ansible.list(source);
    RealAnsible.Listed expected = ansible.listed(json);
    same(RealAnsible.listed(read(reader.read(List.of(source)))), expected);
    same(RealAnsible.listed(read(reader.readText("listed.json", json))), expected);
  }

  /// Ansible leaves groups without hosts out of its list.
  private static void same(RealAnsible.Listed ours, RealAnsible.Listed theirs) {
    var groups = new TreeMap<>(ours.groups());
    groups.values().removeIf(names -> names.isEmpty());
    var expected = new TreeMap<>(theirs.groups());
    expected.values().removeIf(names -> names.isEmpty());
    assertThat(groups).isEqualTo(expected);
    assertThat(ours.vars().keySet()).isEqualTo(theirs.vars().keySet());
    theirs
        .vars()
        .forEach((host, vars) -> assertThat(ours.vars().get(host)).as(host).isEqualTo(vars));
  }

  @Test
  void choosesTheSameHosts() throws IOException, InterruptedException {
    List<String> patterns =
        List.of(
            "all",
            "*",
            "web",
            "web,db",
            "db:web",
            "web:!web3",
            "!db",
            "&db",
            "site:&db",
            "web*",
            "*.example.com",
            "~web\\d",
            "~.*[13]$",
            "web[0]",
            "web[-1]",
            "web[0:1]",
            "web[1:]",
            "web[1:99]",
            "web?",
            "[wd]*?",
            "[!w]*",
            "!web1,web,&site",
            "web3,web1",
            "ungrouped",
            "web-10.example.com",
            "dotted.group",
            "site[2:4]",
            "w*[0:1]",
            "lonely:db");
    String source = RESOURCES.resolve("patterns/hosts.ini").toString();
    Inventory inventory = read(reader.read(List.of(source)));
    Map<String, List<String>> expected = new RealAnsible(work).hosts(source, patterns);
    for (String pattern : patterns) {
      assertThat(names(reader.choose(inventory, pattern, Optional.empty())))
          .as(pattern)
          .containsExactlyInAnyOrderElementsOf(expected.getOrDefault(pattern, List.of()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "db:web", "*[1:4],web1", "web*"})
  void choosesThemInTheSameOrder(String pattern) throws IOException, InterruptedException {
    String source = RESOURCES.resolve("patterns/hosts.ini").toString();
    Inventory inventory = read(reader.read(List.of(source)));
    assertThat(names(reader.choose(inventory, pattern, Optional.empty())))
        .isEqualTo(new RealAnsible(work).inOrder(source, pattern));
  }

  static Inventory read(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).inventory();
  }

  static List<String> names(Choice choice) {
    assertThat(choice).isInstanceOf(Choice.Chosen.class);
    return ((Choice.Chosen) choice).targets().stream().map(target -> target.host().name()).toList();
  }
}
