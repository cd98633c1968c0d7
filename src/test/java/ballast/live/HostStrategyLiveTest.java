package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private static final String STEADY = "get=100,post=40,slow=5:2000";

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
