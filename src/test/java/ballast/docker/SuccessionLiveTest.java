package ballast.docker;

import static ballast.docker.EngineWithHaproxy.NAME;
import static ballast.docker.EngineWithHaproxy.PORT;
import static ballast.docker.EngineWithHaproxy.SERVICE;
import static ballast.docker.EngineWithHaproxy.SOCKETS;
import static ballast.docker.EngineWithHaproxy.asked;
import static ballast.docker.EngineWithHaproxy.assertNothingLost;
import static ballast.docker.EngineWithHaproxy.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ballast.docker.EngineWithHaproxy.Killed;
import ballast.docker.ManagedBalancer.Done;
import ballast.docker.ManagedBalancer.Guard;
import ballast.docker.Successor.Patience;
import ballast.haproxy.UnixTransport;
import ballast.port.CallFailed;
import ballast.traffic.ClientPatience;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/// One HAProxy after another, on a real Docker Engine, under a client that never retries.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(EngineWithHaproxy.PLACE)
class SuccessionLiveTest {
  /// Run by `./check all`; the others stand for them.
  private static final String EVERY_FAULT = "every-fault";

  private final EngineWithHaproxy haproxy;

  SuccessionLiveTest() throws Exception {
    haproxy = new EngineWithHaproxy();
  }

  @AfterEach
  void empty() throws Exception {
    haproxy.empty();
  }

  @AfterAll
  void stop() throws Exception {
    haproxy.stop();
  }

  @Test
  void anotherImageTakesOverAndNothingIsLost() throws Exception {
    haproxy.setUp("1");
    String first = haproxy.id(NAME);
    assertNothingLost(() -> assertThat(haproxy.setUp("2")).isInstanceOf(Done.TakenOver.class));
    assertThat(haproxy.id(NAME)).isNotEqualTo(first);
    assertThat(haproxy.stands(NAME + "-next")).isFalse();
    assertThat(haproxy.setUp("2")).isEqualTo(new Done.Unchanged());
    assertNothingLost(() -> assertThat(haproxy.setUp("1")).isInstanceOf(Done.TakenOver.class));
  }

  @Test
  @Tag(EVERY_FAULT)
  void whatTookOverStartsAgainByItselfWithNobodyToTakeOverFrom() throws Exception {
    haproxy.setUp("1");
    haproxy.setUp("2");
    assertThat(haproxy.docker("inspect", "-f", "{{.HostConfig.RestartPolicy.Name}}", NAME))
        .isEqualTo("always");
    haproxy.docker("kill", "-s", "KILL", NAME);
    haproxy.docker("start", NAME);
    assertThat(EngineWithHaproxy.nobodyListens()).isFalse();
    await().until(EngineWithHaproxy::answers);
    for (String socket : List.of("admin.sock", "master.sock")) {
      Files.delete(SOCKETS.resolve(socket));
    }
    haproxy.docker("restart", "-t", "1", NAME);
    assertThat(EngineWithHaproxy.nobodyListens()).isFalse();
    await().until(EngineWithHaproxy::answers);
    assertNothingLost(() -> assertThat(haproxy.setUp("1")).isInstanceOf(Done.TakenOver.class));
  }

  @Test
  @Tag(EVERY_FAULT)
  void oneThatCannotListenIsUndoneAndTheOneBeforeServesOn() throws Exception {
    haproxy.setUp("1");
    String first = haproxy.id(NAME);
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String config = config() + "  bind 127.0.0.1:" + taken.getLocalPort() + "\n";
      assertNothingLost(() ->
          assertThatThrownBy(() -> haproxy.setUp("2", config, Patience.USUAL, asked(), Guard.OPEN))
              .isInstanceOf(CallFailed.class)
              .hasMessageContaining("the new HAProxy does not run")
              .hasMessageContaining("cannot bind socket"));
    }
    assertThat(haproxy.id(NAME)).isEqualTo(first);
    assertThat(haproxy.stands(NAME + "-next")).isFalse();
    assertThat(
            new UnixTransport(SOCKETS.resolve("master.sock"))
                .ask("show proc", ClientPatience.ANSWER))
        .as("what tells a rollout of old workers")
        .contains("# workers");
    assertThat(haproxy.setUp("1")).isEqualTo(new Done.Unchanged());
    haproxy.docker("restart", "-t", "1", NAME);
    assertThat(EngineWithHaproxy.nobodyListens()).isFalse();
    await().until(EngineWithHaproxy::answers);
  }

  @Test
  void aConfigThatIsFlawlessAndLeadsNowhereIsTakenBack() throws Exception {
    haproxy.setUp("1");
    String first = haproxy.id(NAME);
    String nowhere = EngineWithHaproxy.nowhere();
    for (String image : List.of("1", "2")) {
      assertThatThrownBy(() -> haproxy.setUp(image, nowhere, Patience.USUAL, asked(), Guard.OPEN))
          .as("by a reload, and by another HAProxy")
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("b/s-1 served and is down with the new config")
          .hasMessageContaining("L4CON");
      await().until(EngineWithHaproxy::answers);
      assertThat(haproxy.setUp("1")).isEqualTo(new Done.Unchanged());
    }
    assertThat(haproxy.id(NAME)).isEqualTo(first);
  }

  @Test
  void oneInANetworkOfItsOwnIsReplacedOnlyWhenThatIsAllowed() throws Exception {
    haproxy.setUp("1");
    haproxy.docker("rm", "-f", NAME);
    haproxy.docker(
        "run",
        "-d",
        "--name",
        NAME,
        "--label",
        "ballast.service=" + SERVICE,
        "--network",
        "ballast-" + SERVICE,
        "-v",
        NAME + ":" + BalancerBody.FOLDER,
        "-v",
        SOCKETS + ":/run/ballast",
        "-p",
        PORT + ":" + PORT,
        "--restart",
        "always",
        haproxy.image("1"),
        "haproxy",
        "-W",
        "-db",
        "-f",
        BalancerBody.FOLDER + "/haproxy.cfg");
    Guard guard =
        new Guard() {
          @Override
          public void beforeReload() {
            throw new AssertionError("nothing to reload");
          }

          @Override
          public void beforeTakeOver(String why) {
            throw new AssertionError("nothing to take over");
          }

          @Override
          public void beforeReplace(String why) {
            throw new Killed(why);
          }
        };
    assertThatThrownBy(() -> haproxy.setUp("1", Patience.USUAL, asked(), guard))
        .isInstanceOf(Killed.class)
        .hasMessageContaining("network ballast-" + SERVICE);
    assertThat(haproxy.setUp("1")).isInstanceOf(Done.Replaced.class);
    await().until(EngineWithHaproxy::answers);
  }
}
