package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong around a rollout: told in one look, with the next step, and nothing touched or
/// lost. So each finds the fleet as the one before has left it, or makes it so.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnThreeHosts
class BadDayLiveTest {
  private static final String SETTINGS = Scene.THREE_OUT;

  private Path folder;
  private Scene scene;

  @BeforeAll
  void aFleetServes(@TempDir Path ofAll) throws IOException, InterruptedException {
    folder = ofAll;
    scene = Scene.serving(TestHosts.three(), folder, SETTINGS);
  }

  @BeforeEach
  void releaseOneServes() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("inventory"), scene.hosts().inventory());
    scene.serves("1", SETTINGS);
  }

  @Test
  void oneUnreachableHostKeepsEverythingUntouched() throws IOException, InterruptedException {
    scene.hosts().in("fe-3", "true");
    scene.hosts().cut("fe-3");
    Product.Ran ran;
    try {
      ran = scene.expect(Exit.UNREACHABLE, "deploy", "2");
    } finally {
      scene.hosts().mend("fe-3");
    }
    assertThat(ran.err()).contains("1 of 3 hosts").contains("fe-3").contains("nothing was touched");
    scene.assertServing("1");
  }

  @Test
  void aWrongKeyAnUnknownHostKeyAndAMissingUserAreToldTogether()
      throws IOException, InterruptedException {
    String inventory =
        scene
            .hosts()
            .inventory()
            .replaceFirst("(?m)^(fe-2 .*)$", "$1 ansible_user=nobody-of-that-name")
            .replaceFirst(
                "(?m)^(fe-3 .*)$",
                "$1 ansible_ssh_common_args='-o UserKnownHostsFile=/dev/null -o GlobalKnownHostsFile=/dev/null'");
    Files.writeString(folder.resolve("inventory"), inventory);
    Product.Ran ran = scene.expect(Exit.UNREACHABLE, "deploy", "2");
    assertThat(ran.err())
        .contains("2 of 3 hosts")
        .contains("fe-2")
        .contains("Permission denied")
        .contains("fe-3")
        .containsIgnoringCase("host key");
  }

  @Test
  void aRegistryThatIsDownTouchesNothing() throws IOException, InterruptedException {
    String config = Files.readString(folder.resolve("ballast.yml"));
    scene.product().config(config.replace(":5000/pxapp", ":5999/pxapp"));
    Product.Ran ran = scene.expect(Exit.WENT_BACK, "deploy", "2");
    assertThat(ran.err()).contains("5999").containsIgnoringCase("refused").contains("next:");
    scene.product().config(config);
    scene.assertServing("1");
  }

  @Test
  void aPullThatFailsOnOneHostOnlyTouchesNoSlotOfAnyHost()
      throws IOException, InterruptedException {
    scene.hosts().forgetImages();
    scene.hosts().refuseRegistry("fe-2");
    Scene.Watched watched;
    try {
      watched = scene.watch(Scene.STEADY, 0, Exit.WENT_BACK, "deploy", "6", "-v");
    } finally {
      scene.hosts().acceptRegistry("fe-2");
    }
    assertNothingBegan(watched.ran().out() + watched.ran().err(), "fe-2");
    Scene.assertNothingLost(watched.tally());
    scene.assertServing("1");
    scene.expect(Exit.DONE, "deploy", "6");
    scene.assertServing("6");
  }

  @Test
  void aRegistryThatEndsBetweenTwoHostsPullsTouchesNoSlotOfAnyHost()
      throws IOException, InterruptedException {
    scene.hosts().forgetImages();
    scene.hosts().loseRegistry("fe-3");
    Scene.Seen seen;
    try {
      seen =
          scene.during(
              Scene.STEADY,
              0,
              () -> {
                try (Outside controller = Outside.start(folder, "deploy", "5", "-v")) {
                  controller.awaitStory("fe-1    pulled in").awaitStory("fe-2    pulled in");
                  scene.hosts().registryOff();
                  scene.hosts().findRegistry("fe-3");
                  assertThat(controller.await())
                      .as(controller.story())
                      .isEqualTo(Exit.WENT_BACK.code());
                  assertNothingBegan(controller.story(), "fe-3");
                }
              });
    } finally {
      scene.hosts().registryOn();
    }
    assertThat(seen.broken()).isEmpty();
    Scene.assertNothingLost(seen.tally());
    scene.assertServing("1");
    scene.expect(Exit.DONE, "deploy", "5");
    scene.assertServing("5");
  }

  /// One host could not pull: it is told, with why and what next, and no slot was taken out.
  private static void assertNothingBegan(String told, String host) {
    assertThat(told)
        .contains("failed before any slot was touched: the fleet serves what it served")
        .contains(host + ": could not pull")
        .contains("refused")
        .contains("see whether " + host + " reaches the registry")
        .doesNotContain("drained in")
        .doesNotContain("ready with");
  }

  @Test
  void aPortThatIsTakenGoesBackAndLosesNothing() throws IOException, InterruptedException {
    scene
        .hosts()
        .in(
            "fe-1",
            "sh",
            "-c",
            "setsid socat TCP-LISTEN:19101,fork,reuseaddr EXEC:true >/dev/null 2>&1 & echo $! >/run/taker");
    try {
      scene.become(
          SETTINGS + "container: {publish: [\"0.0.0.0:1910{slot}:8080\"], stop_grace: 10s}\n");
      Scene.Watched watched = scene.watch(Scene.STEADY, 3, Exit.WENT_BACK, "deploy", "2");
      Scene.assertNothingLost(watched.tally());
      assertThat(watched.ran().out()).contains("19101");
    } finally {
      scene.hosts().in("fe-1", "sh", "-c", "kill $(cat /run/taker)");
    }
    scene.become(SETTINGS);
    scene.assertServing("1");
  }

  @Test
  void aBackendOrServerThatIsNotThereIsRefusedWithTheNamesThatAre()
      throws IOException, InterruptedException {
    String config = Files.readString(folder.resolve("ballast.yml"));
    String managed =
        config.lines().filter(line -> line.startsWith("balancer:")).findFirst().orElseThrow();
    String socket =
        "balancer: {socket: /run/ballast/pxapp/admin.sock, backend: %s, server: \"%s\"}";
    scene.product().config(config.replace(managed, socket.formatted("nope", "pxapp-{slot}")));
    assertThat(scene.expect(Exit.USAGE, "deploy", "2").err()).contains("'nope'").contains("pxapp");
    scene.product().config(config.replace(managed, socket.formatted("pxapp", "web{slot}")));
    assertThat(scene.expect(Exit.USAGE, "deploy", "2").err()).contains("web1").contains("pxapp-1");
  }

  @Test
  void anOrdinaryUserWhoMayUseDockerDeploysAndNobodyElseReachesTheBalancer()
      throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("inventory"),
        scene.hosts().inventory().replace("ansible_user=root", "ansible_user=deploy"));
    Scene.Watched watched = scene.watch(Scene.STEADY, 3, Exit.DONE, "deploy", "2");
    Scene.assertNothingLost(watched.tally());
    String refused =
        scene
            .hosts()
            .in(
                "fe-1",
                "sh",
                "-c",
                "echo show info | setpriv --reuid=65534 --regid=65534 --clear-groups socat - UNIX-CONNECT:/run/ballast/pxapp/admin.sock 2>&1 || true");
    assertThat(refused).containsIgnoringCase("permission denied");
    scene.assertServing("2");
  }

  @Test
  void aPersonsMaintenanceStaysIsShownAndCountsAsOut() throws IOException, InterruptedException {
    Path balancer = scene.balancers().get("fe-1");
    ServerLine.ask(balancer, "set server pxapp/pxapp-2 state maint\n");
    Product.Ran refused = scene.expect(Exit.USAGE, "deploy", "2");
    assertThat(refused.err()).contains("fe-1").contains("per_host");
    assertThat(scene.expect(Exit.DONE, "status").out()).contains("maint");
    scene.expect(Exit.DONE, "deploy", "2", "--limit", "all:!fe-1");
    assertThat(ServerLine.ask(balancer, "show servers state pxapp\n")).contains("pxapp-2");
    assertThat(
            ServerLine.ask(balancer, "show stat pxapp 4 -1\n")
                .lines()
                .filter(line -> line.startsWith("pxapp,pxapp-2,"))
                .findFirst()
                .orElseThrow())
        .contains("MAINT");
    ServerLine.ask(balancer, "set server pxapp/pxapp-2 state ready\n");
  }
}
