package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that a cookie leads to one slot each, also to one that is drained: they are answered
/// there until it is in maintenance, and by another from then on.
@OnThreeHosts
class StickyLiveTest {
  private static final Pattern ADDRESS = Pattern.compile("ansible_host=(\\S+)");

  private static final String TEMPLATE =
      """
      {{ ballast.global }}
      {{ ballast.defaults }}
      {{ ballast.frontend }}
      backend {{ backend }}
          balance roundrobin
          cookie %s insert indirect nocache
          option httpchk
          http-check send meth {{ health.method }} uri {{ health.path }} ver HTTP/1.1 hdr Host {{ health.host }}
          default-server check inter 300ms fastinter 50ms downinter 50ms rise 2 fall 3 weight 100
      {%% for slot in slots %%}
          server {{ slot.name }} {{ slot.address }}:{{ slot.port }} cookie {{ slot.name }} {{ slot.disabled }}
      {%% endfor %%}
      """
          .formatted(StickyTraffic.COOKIE);

  @TempDir Path folder;

  @Test
  void whoACookieLeadsToADrainedSlotIsAnsweredAndWhoCameLateIsCounted()
      throws IOException, InterruptedException {
    TestHosts hosts = TestHosts.three();
    Scene scene = Scene.serving(hosts, folder, Scene.THREE_OUT);
    Files.writeString(folder.resolve("haproxy.cfg.j2"), TEMPLATE);
    String config = Files.readString(folder.resolve("ballast.yml"));
    scene
        .product()
        .config(config.replace("managed: true", "managed: true, template: haproxy.cfg.j2"));
    scene.expect(Exit.DONE, "setup", "--yes");

    List<String> addresses =
        ADDRESS.matcher(hosts.inventory()).results().map(found -> found.group(1)).toList();
    Scene.Watched watched;
    try (StickyTraffic sticky =
        StickyTraffic.start(addresses, List.of("pxapp-1", "pxapp-2", "pxapp-3"))) {
      sticky.awaitMore();
      watched = scene.watch("get=50,post=10", 3, Exit.DONE, "deploy", "2");
      sticky.awaitMore();
      System.out.println(sticky);
      sticky.assertNothingLostAndSomeLedElsewhere();
    }
    Scene.assertNothingLost(watched.tally());
    assertThat(watched.ran().out() + watched.ran().err())
        .containsPattern(
            "fe-\\d/\\d: [1-9]\\d* requests? came after the drain, by cookie or stick-table, and had (its|their) answer");
    scene.assertServing("2");
  }
}
