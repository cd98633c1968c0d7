package ballast.inventory;

import static ballast.inventory.LikeAnsibleTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A wrong inventory is refused with every mistake and its place; a hostile one costs neither
/// memory nor time.
@Timeout(60)
class MistakesTest {
  private final InventoryReader reader = new InventoryReader(Path.of("/home/someone"));

  @TempDir Path folder = Path.of("");

  @Test
  void everyMistakeOfAFileIsToldAtOnceWithItsPlace() {
    String text =
        """
        [web]
        fe-1 ansible_host='10.0.0.1
        fe-[1:
        fe-2 port 22
        fe-[08:9]
        fe-[c:a]
        fe-3:

        [web:varz]
        skipped because the head is wrong
        [bad name]
        [web:children]
        wbe
        [lost:vars]
        x=1
        [web:vars]
        no equals sign
        """;
    assertThat(problems(reader.readText("hosts.ini", text)))
        .extracting(Object::toString)
        .containsExactly(
            "hosts.ini:2:19: a quote is not closed: ''10.0.0.1' (close it)",
            "hosts.ini:3:1: a range is not closed by ']': 'fe-[1:'",
            "hosts.ini:4:6: a host is followed by key=value only: 'port' (no blanks around '=')",
            "hosts.ini:4:11: a host is followed by key=value only: '22' (no blanks around '=')",
            "hosts.ini:5:1: both ends of a zero-filled range must have the same length: 'fe-[08:9]'",
            "hosts.ini:6:1: a range of letters must not begin after it ends (a-z, then A-Z): 'fe-[c:a]'",
            "hosts.ini:7:1: a host must not end in ':': 'fe-3:' (write host:port, or the host alone)",
            "hosts.ini:9:1: a section is of hosts, vars or children: 'varz' (write [web:vars])",
            "hosts.ini:11:1: this is no section: '[bad name]'"
                + " (write [group], [group:vars] or [group:children])",
            "hosts.ini:17:1: a line of [web:vars] must be key=value: 'no equals sign'",
            "hosts.ini:13:1: [web:children] names a group that is not declared: 'wbe'"
                + " (did you mean web?)",
            "hosts.ini:14:1: [lost:vars] is for a group that is not declared: 'lost' (add [lost])");
  }

  @Test
  void mistakesInYamlAreToldAtOnceWithTheirPlaces() {
    String text =
        """
        web:
          hosts:
            - fe-1
          children:
            inner: wrong
        db:
          hosts:
            db1: text
            "db[1:": {}
          vars:
            ansible_group_priority: high
        """;
    assertThat(problems(reader.readText("hosts.yml", text)))
        .extracting(problem -> problem.at() + ": " + problem.what())
        .containsExactly(
            "hosts.yml:3:5: 'hosts' of group 'web' must be a mapping, not a list",
            "hosts.yml:5:12: the child 'inner' must be a mapping, not a text",
            "hosts.yml:8:10: the host 'db1' must be followed by a mapping of variables, not a text",
            "hosts.yml:9:14: a range is not closed by ']'",
            "hosts.yml:11:29: ansible_group_priority must be a whole number, not a text");
  }

  @Test
  void mistakesOfSeveralFilesAreToldTogether() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("a"), "[web\nfe-[1:\n");
    Files.writeString(folder.resolve("b.yml"), "web: {hosts: [x]}");
    Files.createDirectories(folder.resolve("group_vars"));
    Files.writeString(folder.resolve("group_vars/web.yml"), "a: [unclosed");
    assertThat(problems(reader.read(List.of(folder.toString()))))
        .extracting(problem -> Path.of(problem.at().file()).getFileName().toString())
        .containsExactly("a", "a", "b.yml", "web.yml");
  }

  @Test
  void groupsThatContainEachOtherAreRefused() {
    assertThat(
            problems(
                reader.readText(
                    "hosts.ini", "[a:children]\nb\n[b:children]\nc\n[c:children]\na\n")))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.at()).isEqualTo(new Origin("hosts.ini", 6, 1));
          assertThat(problem.what()).isEqualTo("the groups 'c' and 'a' would contain each other");
        });
    assertThat(problems(reader.readText("hosts.ini", "[a]\n[a:children]\na\n"))).hasSize(1);
  }

  @Test
  void aPluginConfigurationIsRefusedWithTheCommandThatResolvesIt() {
    assertThat(problems(reader.readText("aws.yml", "plugin: amazon.aws.aws_ec2\nregions: [x]\n")))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.at()).isEqualTo(new Origin("aws.yml", 1, 9));
          assertThat(problem.hint()).contains("ansible-inventory -i aws.yml --list > inv.json");
        });
  }

  @Test
  void aMissingFileIsAMistakeAndNotAnEmptyInventory() throws InterruptedException {
    assertThat(problems(reader.read(List.of(folder.resolve("nothing").toString()))))
        .extracting(InventoryProblem::what)
        .containsExactly("there is no such file");
  }

  @Test
  void aBinaryFileIsNamedAsSuch() throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("hosts"), new byte[] {'f', 'e', 0, 1, 2, (byte) 0xff});
    assertThat(problems(reader.read(List.of(file.toString()))))
        .extracting(InventoryProblem::what)
        .containsExactly("this file is binary");
  }

  @Test
  void oddBytesAreAllowedInCommentsOnly() throws IOException, InterruptedException {
    byte[] latin1 = "# caf\u00e9\nfe-1\n".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("hosts"), latin1);
    assertThat(read(reader.read(List.of(file.toString()))).hosts()).hasSize(1);
    Files.write(file, "fe-1\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problems(reader.read(List.of(file.toString()))))
        .extracting(InventoryProblem::at)
        .containsExactly(new Origin(file.toString(), 2, 1));
  }

  @Test
  void aFileBeyondTheLimitIsRefusedByName() throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("hosts"), new byte[Limits.MAX_FILE_BYTES + 1]);
    assertThat(problems(reader.read(List.of(file.toString()))))
        .extracting(InventoryProblem::what)
        .containsExactly("this file is larger than 16777216 bytes");
  }

  @Test
  void rangesBeyondTheLimitAreRefusedBeforeTheyAreExpanded() {
    for (String range :
        List.of(
            "h[1:100001]",
            "h[1:1000]-[1:1000]",
            "h[0:99999999999999999999999]",
            "h[a:Z][a:Z][a:Z][a:Z]")) {
      assertThat(problems(reader.readText("hosts.ini", range)))
          .extracting(InventoryProblem::what)
          .containsExactly("a range stands for more than 100000 hosts");
    }
    assertThat(read(reader.readText("hosts.ini", "h[1:100000]")).hosts()).hasSize(100_000);
  }

  @Test
  void deepNestingIsRefusedInEveryForm() {
    String yaml = "[".repeat(100_000);
    String flow = "a: " + "{b: ".repeat(1_000);
    String json = "{\"a\":".repeat(100_000);
    for (String text : List.of(yaml, flow, json)) {
      assertThat(problems(reader.readText("hosts.yml", text))).hasSize(1);
    }
    String literal = "h x=" + "[".repeat(100_000);
    assertThat(read(reader.readText("hosts.ini", literal)).hosts()).hasSize(1);
    var chain = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      chain.append("[g%d:children]\ng%d\n".formatted(i, i + 1));
    }
    assertThat(problems(reader.readText("hosts.ini", chain + "[g150]\n")))
        .extracting(InventoryProblem::what)
        .contains("groups are nested deeper than 100 levels");
  }

  @Test
  void aliasesOfAliasesCostNothing() {
    var bomb = new StringBuilder("a0: &a0 [x, x]\n");
    var groups = new StringBuilder("g0: &g0 {hosts: {h: }}\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1));
      groups.append(
          "g%1$d: &g%1$d {children: {x%1$d: *g%2$d, y%1$d: *g%2$d}}\n".formatted(i, i - 1));
    }
    assertThat(reader.readText("hosts.yml", bomb.toString())).isInstanceOf(Reading.Read.class);
    assertThat(problems(reader.readText("hosts.yml", groups.toString()))).isNotEmpty();
    assertThat(problems(reader.readText("hosts.yml", "a: &a {children: *a}\n"))).hasSize(1);
  }

  @Test
  void aScriptThatHangsFailsOrTalksNonsenseIsToldAsSuch() throws IOException, InterruptedException {
    assertThat(ofScript("sleep 30")).containsExactly("this script did not end within 1 s");
    assertThat(ofScript("echo broken >&2; exit 3"))
        .containsExactly("this script failed with exit code 3");
    assertThat(ofScript("echo no json")).containsExactly("this is not valid JSON");
    assertThat(ofScript("echo '[1]'")).containsExactly("this script must print a JSON object");
    assertThat(ofScript("yes")).containsExactly("this script says more than 16777216 bytes");
  }

  private List<String> ofScript(String body) throws IOException, InterruptedException {
    Path script = folder.resolve("script.sh");
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    var impatient = new InventoryReader(folder, Duration.ofSeconds(1));
    return problems(impatient.read(List.of(script.toString()))).stream()
        .map(InventoryProblem::what)
        .toList();
  }

  @Test
  void whatReadsAsInAnsibleButWasHardlyMeantIsAWarning() {
    String text =
        """
        fe-1 app_version=1.20
        fe-[5:1]
        fe-2 ansible_host=10.0.0.1
        fe-3 ansible_host=10.0.0.1 ansible_port=22
        [fe-2]
        fe-1:2222
        """;
    assertThat(((Reading.Read) reader.readText("hosts.ini", text)).warnings())
        .extracting(Object::toString)
        .containsExactly(
            "hosts.ini:1:6: app_version: '1.20' becomes the number 1.2, as in Ansible; to keep it as"
                + " text, write \"'1.20'\"",
            "hosts.ini:2:1: 'fe-[5:1]' stands for no host: its range begins after it ends",
            "hosts.ini:6:1: the port 2222 of 'fe-1' is not used, because hosts.ini:1:1 named the host"
                + " without a port",
            "hosts.ini:5:1: 'fe-2' is the name of a group and of a host; variables of the host go to"
                + " the group",
            "hosts.ini:4:1: fe-2 and fe-3 are the same machine 10.0.0.1:22");
  }

  static List<InventoryProblem> problems(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Refused.class);
    return ((Reading.Refused) reading).problems();
  }
}
