package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The demo for whoever is not root: one host, on the Docker Engine that is there.
@OnThreeHosts
class DemoLiveTest {
  /// The user of every test host who may use Docker and is no more than that.
  private static final String USER = "deploy";

  private static final String CHECKOUT = "/run/home/" + USER + "/ballast";

  @Test
  void anOrdinaryUserGetsOneHostOnTheEngineThatIsThereAndNoTraceOfItStays()
      throws IOException, InterruptedException {
    TestHosts hosts = TestHosts.three();
    copyOfThisCheckout(hosts);
    String before = onTheEngine(hosts);

    String told = demo(hosts, "--hosts 1 --output plain");
    assertThat(told).contains("every slot serves ballast-demo 2", "0 lost");
    assertThat(as(hosts, "./ballast deploy 3 --output plain"))
        .contains("every slot serves ballast-demo 3");
    assertThat(demo(hosts, "--hosts 1 --output plain"))
        .as("again, over what is there")
        .contains("every slot serves ballast-demo 2", "0 lost");

    assertThat(demo(hosts, "--down")).contains("The demo is gone");
    // Nobody's lock needs its image any more, whoever has left it.
    assertThat(onTheEngine(hosts)).isEqualTo(before.replace("ballast/lock:1\n", ""));
    assertThat(hosts.in("fe-1", "sh", "-c", "ls /run/ballast 2>&1; pgrep -u " + USER + " || true"))
        .doesNotContain("ballast-demo")
        .doesNotContainPattern("(?m)^\\d+$");
    assertThat(as(hosts, "ls -A")).doesNotContain(".ballast", "ballast.yml");
  }

  @Test
  void whoMayNotUseTheEngineIsToldWhatIsMissing() throws IOException, InterruptedException {
    TestHosts hosts = TestHosts.three();
    copyOfThisCheckout(hosts);
    String more = refused(hosts, "deploy --init-groups", "./ballast demo");
    assertThat(more).contains("needs root", "sudo ./ballast demo", "demo --hosts 1");
    String outsider = refused(hosts, "deploy --clear-groups", "./ballast demo --hosts 1");
    assertThat(outsider).contains("permission denied", "in the group docker");
    String nothing =
        refused(
            hosts,
            "deploy --init-groups",
            "DOCKER_HOST=unix:///nowhere/docker.sock ./ballast demo --hosts 1");
    assertThat(nothing).contains("/nowhere/docker.sock is no socket", "Install one");
  }

  private static void copyOfThisCheckout(TestHosts hosts) throws IOException, InterruptedException {
    hosts.in(
        "fe-1",
        "bash",
        "-euc",
        """
        rm -rf "$2"; mkdir -p "$2/target"; cd "$1"
        cp -a ballast hosts scripts pom.xml "$2"
        mkdir "$2/src"; cp -a src/main "$2/src"
        cp -a target/ballast.jar target/lib "$2/target"
        chown -R "$3:" "$2"
        """,
        "bash",
        Path.of("").toAbsolutePath().toString(),
        CHECKOUT,
        USER);
  }

  private static String demo(TestHosts hosts, String arguments)
      throws IOException, InterruptedException {
    return as(hosts, "./ballast demo " + arguments);
  }

  private static String as(TestHosts hosts, String command)
      throws IOException, InterruptedException {
    return hosts.in("fe-1", "bash", "-c", asUser(USER + " --init-groups", command));
  }

  private static String refused(TestHosts hosts, String user, String command)
      throws IOException, InterruptedException {
    return hosts.in("fe-1", "bash", "-c", asUser(user, "! " + command + " 2>&1"));
  }

  private static String asUser(String user, String command) {
    return "cd %s && HOME=/run/home/%s setpriv --regid %s --reuid %s bash -c '%s'"
        .formatted(CHECKOUT, USER, USER, user, command);
  }

  private static String onTheEngine(TestHosts hosts) throws IOException, InterruptedException {
    return hosts.in(
        "fe-1",
        "sh",
        "-c",
        "docker ps -aq; docker volume ls -q; docker network ls --format '{{.Name}}';"
            + " docker images --format '{{.Repository}}:{{.Tag}}' | sort");
  }
}
