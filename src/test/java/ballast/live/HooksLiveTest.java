package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hooks and notifications around rollouts of real hosts.
@OnThreeHosts
class HooksLiveTest {
  @TempDir Path folder;

  @Test
  void hooksAreRunInOrderAndOneThatFailsMakesEverythingGoBack()
      throws IOException, InterruptedException {
    Queue<String> bodies = new ConcurrentLinkedQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      Path note = folder.resolve("note");
      Files.writeString(
          note,
          """
          #!/bin/sh
          flock told sh -c 'echo $BALLAST_HOOK $BALLAST_SLOT $BALLAST_RELEASE >> told'
          test "$BALLAST_HOOK $BALLAST_SLOT" != "$(cat refused 2>/dev/null)"
          """);
      assertThat(note.toFile().setExecutable(true)).isTrue();
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      Scene scene =
          Scene.serving(
              TestHosts.three(),
              folder,
              """
              rollout: {max_out: 3}
              hooks:
                before: ./note
                after: ./note
                on_failure: ./note
                before_slot: ./note
                after_slot: {run: [./note], deadline: 20s}
                on_slot_failure: ./note
              notify: {webhook: %s/hook, slack: "%s/slack"}
              """
                  .formatted(address, address));
      Files.deleteIfExists(folder.resolve("told"));
      bodies.clear();
      scene.expect(Exit.DONE, "deploy", "2");
      List<String> told = told();
      assertThat(told).hasSize(20).startsWith("before 2").endsWith("after 2");
      assertThat(told.indexOf("before_slot fe-1/1 2"))
          .isBetween(0, told.indexOf("after_slot fe-1/1 2") - 1);
      assertThat(bodies).hasSize(4).anyMatch(body -> body.contains("\"outcome\":\"done\""));

      Files.writeString(folder.resolve("refused"), "before_slot fe-1/2");
      Files.delete(folder.resolve("told"));
      Product.Ran ran = scene.expect(Exit.WENT_BACK, "deploy", "3");
      assertThat(ran.toString()).contains("hook before_slot of fe-1/2 failed");
      assertThat(told())
          .contains("on_slot_failure fe-1/2 3")
          .doesNotContain("after_slot fe-1/2 3")
          .endsWith("on_failure 3");
      assertThat(bodies).anyMatch(body -> body.contains("\"outcome\":\"went_back\""));
      scene.assertServing("2");
    } finally {
      server.stop(0);
    }
  }

  /// Each as `hook slot release`; a hook of the whole rollout has no slot.
  private List<String> told() throws IOException {
    return Files.readAllLines(folder.resolve("told")).stream()
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }
}
