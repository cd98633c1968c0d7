package ballast.inventory;

import static ballast.inventory.LikeAnsibleTest.names;
import static ballast.inventory.LikeAnsibleTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Choosing hosts means exactly the hosts that were written, each reached as its variables say, or
/// nothing.
class ChoosingHostsTest {
  private static final String FLEET =
      """
      [frontends]
      fe-[1:5]
      [databases]
      db-1
      [nobody]
      """;

  private final InventoryReader reader = new InventoryReader(Path.of("/home/someone"));

  @TempDir Path folder = Path.of("");

  @Test
  void aLimitCutsThePatternDownAndKeepsItsOrder() {
    assertThat(names(fleet("frontends", Optional.of("fe-3,fe-1")))).containsExactly("fe-1", "fe-3");
    assertThat(names(fleet("frontends", Optional.of("!fe-1:!fe-2"))))
        .containsExactly("fe-3", "fe-4", "fe-5");
    assertThat(names(fleet("all", Optional.of("~fe-[45]")))).containsExactly("fe-4", "fe-5");
  }

  @Test
  void aTermThatMatchesNothingIsRefusedWithTheNearestNames() {
    assertThat(refused(fleet("frontends", Optional.of("fe-1,f-2,databses,fe-9[0]"))))
        .containsExactly(
            "--limit:1:6: no host and no group matches: 'f-2' (did you mean fe-2?)",
            "--limit:1:10: no host and no group matches: 'databses' (did you mean databases?)",
            "--limit:1:19: no host and no group matches: 'fe-9[0]' (did you mean fe-1, fe-2, fe-3?)");
    assertThat(refused(fleet("frontends:!fe-99", Optional.empty()))).hasSize(1);
    assertThat(refused(fleet("frontends:&dbs*", Optional.empty()))).hasSize(1);
    assertThat(refused(fleet("localhost", Optional.empty()))).hasSize(1);
  }

  @Test
  void anEmptyTermIsRefusedAndNeverMeansAll() {
    for (String empty : List.of("", " ", ",", "fe-1,", "fe-1,,fe-2", ":", "fe-1::fe-2", "!", "&")) {
      assertThat(refused(fleet("frontends", Optional.of(empty)))).as(empty).isNotEmpty();
    }
    assertThat(refused(fleet("nobody", Optional.empty())))
        .containsExactly("pattern:1:1: this group has no hosts: 'nobody'");
  }

  @Test
  void aLimitOutsideOfThePatternIsRefusedEvenWhenItIsOnlyOneOfItsTerms() {
    assertThat(refused(fleet("frontends", Optional.of("fe-1,db-1"))))
        .containsExactly(
            "--limit:1:6: this matches hosts, but none of the service's: 'db-1' (the service's hosts"
                + " are fe-1, fe-2, fe-3, fe-4, fe-5)");
  }

  @Test
  void aChoiceThatTakesEverythingAwayIsRefused() {
    assertThat(refused(fleet("databases:!db-1", Optional.empty())))
        .singleElement()
        .asString()
        .contains("no host is left to choose", "the hosts are fe-1, fe-2");
  }

  @Test
  void hostsThatAreListedElsewhereAreChosenByTheSamePatterns() {
    assertThat(listed("all", Optional.empty())).containsExactly("web-b", "web-a", "db");
    assertThat(listed("web-*", Optional.of("!web-b"))).containsExactly("web-a");
    assertThat(listed("all:!db", Optional.of("~.*-[a-b]"))).containsExactly("web-b", "web-a");
    assertThat(listed("all[0:1]", Optional.empty())).containsExactly("web-b", "web-a");
    assertThat(listed("web-*", Optional.of("db")))
        .containsExactly(
            "--limit:1:1: this matches hosts, but none of the service's: 'db' (the service's hosts"
                + " are web-b, web-a)");
    assertThat(listed("nowhere-at-all", Optional.empty()))
        .containsExactly(
            "pattern:1:1: no host and no group matches: 'nowhere-at-all' (the hosts are web-b,"
                + " web-a, db)");
  }

  private List<String> listed(String pattern, Optional<String> limit) {
    Inventory inventory = Inventory.of("ballast.yml", List.of("web-b", "web-a", "db"));
    return switch (reader.names(inventory, pattern, limit)) {
      case Naming.Named(var hosts) -> hosts;
      case Naming.Refused(var problems) -> problems.stream().map(Object::toString).toList();
    };
  }

  @Test
  void subscriptsBeyondTheGroupAndTheOldDashAreRefused() {
    assertThat(refused(fleet("frontends[5]", Optional.empty()))).hasSize(1);
    assertThat(refused(fleet("frontends[-6]", Optional.empty()))).hasSize(1);
    assertThat(refused(fleet("frontends[3:2]", Optional.empty()))).hasSize(1);
    assertThat(refused(fleet("frontends[1-2]", Optional.empty())))
        .singleElement()
        .asString()
        .contains("write frontends[1:2]");
    assertThat(refused(fleet("~fe-(", Optional.empty())))
        .containsExactly("pattern:1:1: this is not a valid pattern: '~fe-('");
  }

  @Test
  void aLimitFileIsReadLineByLineAndMustNameHosts() throws IOException {
    Path file = Files.writeString(folder.resolve("failed.retry"), "fe-2\n\nfe-4\n");
    assertThat(names(fleet("frontends", Optional.of("@" + file)))).containsExactly("fe-2", "fe-4");
    Files.writeString(file, "fe-2\nfe-44\n");
    assertThat(refused(fleet("frontends", Optional.of("@" + file))))
        .singleElement()
        .asString()
        .contains("failed.retry:2:1: no host and no group matches: 'fe-44'");
    Files.writeString(file, "\n");
    assertThat(refused(fleet("frontends", Optional.of("@" + file))))
        .singleElement()
        .asString()
        .contains("this file names no host");
    assertThat(refused(fleet("frontends", Optional.of("@" + folder.resolve("none"))))).hasSize(1);
  }

  @Test
  void aHostIsReachedAsItsVariablesSay() {
    Connection full =
        connection(
            "fe-1 ansible_host=10.0.0.1 ansible_port=2222 ansible_user=deploy"
                + " ansible_ssh_private_key_file=~/.ssh/key"
                + " ansible_ssh_common_args=\"-o ProxyJump=bastion -o 'User x'\""
                + " ansible_ssh_extra_args=-4");
    assertThat(full)
        .isEqualTo(
            new Connection(
                Connection.Kind.SSH,
                "10.0.0.1",
                OptionalInt.of(2222),
                Optional.of("deploy"),
                Optional.of(Path.of("/home/someone/.ssh/key")),
                List.of("-o", "ProxyJump=bastion", "-o", "User x", "-4"),
                Optional.empty()));
    assertThat(connection("fe-1"))
        .isEqualTo(
            new Connection(
                Connection.Kind.SSH,
                "fe-1",
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty()));
    assertThat(connection("fe-1 ansible_host=a ansible_ssh_host=b ansible_ssh_user=u").address())
        .isEqualTo("b");
    assertThat(connection("localhost ansible_connection=local").kind())
        .isEqualTo(Connection.Kind.LOCAL);
  }

  @Test
  void anEngineOnTcpIsReachedAsItsVariablesSay() {
    assertThat(
            connection(
                "fe-1 ansible_host=10.0.0.9 ballast_docker=tcp://10.0.0.1"
                    + " ballast_docker_cert_path=~/.docker/fe"))
        .isEqualTo(
            new Connection(
                Connection.Kind.TCP,
                "10.0.0.1",
                OptionalInt.of(2376),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(Path.of("/home/someone/.docker/fe"))));
    Connection six = connection("fe-1 ballast_docker=tcp://[2001:db8::1]:2377");
    assertThat(six.address()).isEqualTo("2001:db8::1");
    assertThat(six.port()).hasValue(2377);
    assertThat(connection("fe-1 ballast_docker_context=prod"))
        .returns(Connection.Kind.CONTEXT, Connection::kind)
        .returns("prod", Connection::address);
  }

  @Test
  void anEngineOnTcpThatCannotBeReadIsRefusedWithItsVariable() {
    assertThat(ofHost("fe-1 ballast_docker='tcp://{{ ip }}:2376'"))
        .singleElement()
        .asString()
        .contains("ballast_docker of fe-1 is a Jinja template");
    assertThat(ofHost("fe-1 ballast_docker=10.0.0.1:2376"))
        .singleElement()
        .asString()
        .contains("ballast_docker of fe-1 is not where a Docker Engine listens");
    assertThat(ofHost("fe-1 ballast_docker=tcp://10.0.0.1:99999"))
        .singleElement()
        .asString()
        .contains("from 1 to 65535");
    assertThat(ofHost("fe-1 ballast_docker=tcp://10.0.0.1 ballast_docker_context=x"))
        .singleElement()
        .asString()
        .contains("ballast_docker is set as well");
  }

  @Test
  void whatCannotBeUsedToReachAHostIsRefusedWithVariableHostAndPlace() {
    assertThat(ofHost("fe-1 ansible_host='{{ ip }}' other='{{ x }}'"))
        .containsExactly(
            "hosts.ini:1:6: ansible_host of fe-1 is a Jinja template, which only Ansible can fill in:"
                + " '{{ ip }}' (write the value itself)");
    assertThat(ofHost("fe-1 ansible_port=99999")).hasSize(1);
    assertThat(ofHost("fe-1 ansible_port=no")).hasSize(1);
    assertThat(ofHost("fe-1 ansible_host=1.20")).hasSize(1);
    assertThat(ofHost("fe-1 ansible_connection=docker"))
        .singleElement()
        .asString()
        .contains("docker");
    assertThat(ofHost("fe-1 ansible_ssh_common_args=\"-o 'x\"")).hasSize(1);
    assertThat(ofHost("fe-1 ansible_host=-oProxyCommand=evil")).hasSize(1);
    assertThat(ofHost("fe-1 ansible_user='-l root'")).hasSize(1);
  }

  @Test
  void aPasswordIsRefusedAndNotRepeated() {
    for (String name : List.of("ansible_password", "ansible_ssh_pass", "ansible_ssh_password")) {
      assertThat(ofHost("fe-1 " + name + "=hunter2"))
          .singleElement()
          .asString()
          .contains(name)
          .contains("ssh-copy-id")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void anEncryptedVariableMattersOnlyWhereItIsUsed() {
    String yaml = "all: {hosts: {fe-1: {%s: !vault 'x'}, fe-2: }}";
    assertThat(names(choose("hosts.yml", yaml.formatted("app_secret"), "all"))).hasSize(2);
    assertThat(refused(choose("hosts.yml", yaml.formatted("ansible_user"), "all")))
        .containsExactly("hosts.yml:1:36: ansible_user of fe-1 is encrypted with ansible-vault");
    assertThat(names(choose("hosts.yml", yaml.formatted("ansible_user"), "fe-2"))).hasSize(1);
  }

  @Test
  void twoNamesOfOneMachineAreRefusedTogetherButNotApart() {
    String text =
        "fe-1 ansible_host=10.0.0.1\nfe-2 ansible_host=10.0.0.1 ansible_port=22\nfe-3:2222\n";
    assertThat(refused(choose("hosts.ini", text, "all")))
        .containsExactly(
            "hosts.ini:2:1: fe-1 and fe-2 are the same machine 10.0.0.1:22 (choose one of them)");
    assertThat(names(choose("hosts.ini", text, "all:!fe-2"))).containsExactly("fe-1", "fe-3");
    String bastions =
        "a ansible_host=10.0.0.1 ansible_ssh_common_args=-Jx\nb ansible_host=10.0.0.1 ansible_ssh_common_args=-Jy\n";
    assertThat(names(choose("hosts.ini", bastions, "all"))).containsExactly("a", "b");
  }

  @Test
  void argumentsThatAreNotUsedAreTold() {
    Choice choice = choose("hosts.ini", "fe-1 ansible_ssh_args=-C\n", "all");
    assertThat(((Choice.Chosen) choice).warnings())
        .singleElement()
        .asString()
        .contains("ansible_ssh_args of fe-1 is not used");
  }

  private Choice fleet(String pattern, Optional<String> limit) {
    return reader.choose(read(reader.readText("hosts.ini", FLEET)), pattern, limit);
  }

  private Choice choose(String name, String text, String pattern) {
    return reader.choose(read(reader.readText(name, text)), pattern, Optional.empty());
  }

  private Connection connection(String line) {
    Choice choice = choose("hosts.ini", line, "all");
    assertThat(choice).isInstanceOf(Choice.Chosen.class);
    return ((Choice.Chosen) choice).targets().getFirst().connection();
  }

  private List<String> ofHost(String line) {
    return refused(choose("hosts.ini", line, "all"));
  }

  private static List<String> refused(Choice choice) {
    assertThat(choice).isInstanceOf(Choice.Refused.class);
    return ((Choice.Refused) choice).problems().stream().map(Object::toString).toList();
  }
}
