package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.edge.GoogleStandIn;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What strategy host promises on three real hosts behind an edge, under a client that never
/// retries: whole hosts leave the edge, and nothing is lost.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnThreeHosts
class HostStrategyLiveTest {
  /// No connection is kept: an edge that passes bytes has to wait until its client ends it.
  private static final String STEADY = "get=50,post=20,slow=5:2000";

  private static final String GRACE = "container: {stop_grace: 10s}\n";

  private Path folder;
  private Scene scene;

  @BeforeAll
  void aFleetServes(@TempDir Path ofAll) throws IOException, InterruptedException {
    folder = ofAll;
    scene = Scene.serving(TestHosts.three(), folder, GRACE);
  }

  @Test
  void wholeHostsLeaveTheEdgeAndJoinItAgainAndNothingIsLost() throws Exception {
    TestHosts hosts = scene.hosts();
    scene.serves(
        "1",
        GRACE
            + "edge: {haproxy: {socket: \"%s\", backend: %s}}"
                .formatted(hosts.fact("EDGE_SOCKET"), hosts.fact("EDGE_BACKEND")));
    assertThat(scene.expect(Exit.DONE, "plan", "2", "--strategy", "host").out())
        .contains("3 hosts leave the edge and join it again, 1 at a time");
    List<String> story = rolled();
    assertThat(story).filteredOn(line -> line.contains("left the edge in")).hasSize(3);
    assertThat(story).filteredOn(line -> line.contains("joined the edge again in")).hasSize(3);
    everyHostIsIn();
  }

  @Tag(Faults.EVERY)
  @Test
  void aSlowEdgeOfCommandsIsWaitedForAndNothingIsLost() throws Exception {
    Path edge = Files.writeString(folder.resolve("edge"), slowEdge(scene.hosts()));
    scene.serves(
        "1",
        GRACE
            + "rollout: {max_out: 34%}\n"
            + "edge: {command: {leave: [sh, %s, leave], join: [sh, %s, join], state: [sh, %s, state]}}"
                .formatted(edge, edge, edge));
    rolled();
    everyHostIsIn();
  }

  /// What Google's groups say of a host, the real edge does: it stands for Google's own.
  @Test
  void hostsLeaveTheirInstanceGroupAtGoogleAndNothingIsLost() throws Exception {
    TestHosts hosts = scene.hosts();
    Path socket = Path.of(hosts.fact("EDGE_SOCKET"));
    String backend = hosts.fact("EDGE_BACKEND");
    scene.serves("1", GRACE);
    try (var google = new GoogleStandIn()) {
      google
          .operationsTake(Duration.ofSeconds(2))
          .connectionDraining(4)
          .healthyAfter(Duration.ofSeconds(1))
          .followedBy(following(socket, backend));
      scene.become(
          GRACE
              + "edge: {google: {project: shop, zone: b, backend_service: web, instance_group: ig, endpoint: \"%s\"}}"
                  .formatted(google.endpoint()));
      Path account = Files.writeString(folder.resolve("account.json"), account(google));
      var story = new StringBuilder();
      Scene.Seen seen =
          scene.during(
              STEADY,
              TestHosts.SLOTS,
              9,
              () -> {
                try (Outside deploy =
                    Outside.startWith(
                        Map.of("GOOGLE_APPLICATION_CREDENTIALS", account.toString()),
                        folder,
                        "deploy",
                        "2",
                        "--strategy",
                        "host",
                        "-v")) {
                  assertThat(deploy.await()).as(deploy.story()).isEqualTo(Exit.DONE.code());
                  story.append(deploy.story());
                }
              });
      Scene.assertNothingLost(seen.tally());
      assertThat(seen.broken()).isEmpty();
      assertThat(google.asked("removeInstances")).isEqualTo(3);
      assertThat(google.asked("addInstances")).isEqualTo(3);
      assertThat(google.asked("/token")).as("by the library's own way to credentials").isPositive();
      assertThat(story.toString().lines())
          .filteredOn(line -> line.contains("joined the edge again in"))
          .hasSize(3);
    }
    scene.become(GRACE);
    scene.assertServing("2");
  }

  private static GoogleStandIn.Follower following(Path socket, String backend) {
    return new GoogleStandIn.Follower() {
      @Override
      public void joined(String instance) {
        tell(instance, "ready");
      }

      @Override
      public void left(String instance) {
        tell(instance, "drain");
      }

      private void tell(String instance, String state) {
        try {
          String answer =
              ServerLine.ask(
                  socket, "set server %s/%s state %s\n".formatted(backend, instance, state));
          assertThat(answer).isBlank();
        } catch (IOException broken) {
          throw new UncheckedIOException(broken);
        }
      }
    };
  }

  /// A service account as Google gives one out, whose tokens come from the stand-in.
  private static String account(GoogleStandIn google) throws NoSuchAlgorithmException {
    var keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    String key =
        Base64.getMimeEncoder().encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
    var json = new JsonObject();
    json.addProperty("type", "service_account");
    json.addProperty("project_id", "shop");
    json.addProperty("private_key_id", "1");
    json.addProperty(
        "private_key",
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(key));
    json.addProperty("client_email", "ballast@shop.example");
    json.addProperty("client_id", "1");
    json.addProperty("token_uri", google.endpoint() + "/token");
    return json.toString();
  }

  private List<String> rolled() throws IOException, InterruptedException {
    var story = new StringBuilder();
    Scene.Seen seen =
        scene.during(
            STEADY,
            TestHosts.SLOTS,
            9,
            () ->
                story.append(
                    scene.expect(Exit.DONE, "deploy", "2", "--strategy", "host", "-v").err()));
    Scene.assertNothingLost(seen.tally());
    assertThat(seen.broken()).isEmpty();
    scene.assertServing("2");
    return story.toString().lines().toList();
  }

  private void everyHostIsIn() throws InterruptedException {
    assertThat(scene.expect(Exit.DONE, "check").out())
        .contains("edge      knows every host, 3 of 3 serve");
  }

  /// An edge whose wishes take two seconds to be done, spoken to through the socket of an HAProxy.
  private static String slowEdge(TestHosts hosts) {
    return """
    ask() { echo "$1" | socat - UNIX-CONNECT:%s; }
    server=%s/$BALLAST_HOST
    row() { ask "show stat ${server%%%%/*} 4 -1" | grep ",$BALLAST_HOST,"; }
    case $1 in
      leave) sleep 2; ask "set server $server state drain" ;;
      join) sleep 2; ask "set server $server state ready" ;;
      state)
        busy=$(row | cut -d, -f5)
        case $(row | cut -d, -f18) in
          UP*) echo serving ;;
          DRAIN*|MAINT*) if [ "$busy" = 0 ]; then echo left; else echo leaving "$busy"; fi ;;
          *) echo "joining its check is not done" ;;
        esac ;;
    esac
    """
        .formatted(hosts.fact("EDGE_SOCKET"), hosts.fact("EDGE_BACKEND"));
  }
}
