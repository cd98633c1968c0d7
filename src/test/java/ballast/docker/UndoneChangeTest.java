package ballast.docker;

import static ballast.docker.FakeEngine.PONG;
import static ballast.docker.VolumeHost.CANNOT_START;
import static ballast.docker.VolumeHost.NAME;
import static ballast.docker.VolumeHost.body;
import static ballast.docker.VolumeHost.files;
import static ballast.docker.VolumeHost.patience;
import static ballast.docker.VolumeHost.running;
import static ballast.docker.VolumeHost.standing;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.docker.ManagedBalancer.Guard;
import ballast.model.Standing;
import ballast.port.CallFailed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a change of HAProxy that comes to nothing leaves in the volume that it starts from.
@Timeout(60)
class UndoneChangeTest {
  private static final Map<String, String> BEFORE =
      Map.of(
          "haproxy.cfg",
          "good",
          "haproxy.cfg.loaded",
          "good",
          "tls-a.pem",
          "the key before",
          "tls.loaded",
          "tls-a.pem 1\n");

  private final VolumeHost host = new VolumeHost();
  private FakeEngine engine;
  private DockerClient client;

  @BeforeEach
  void start() throws IOException {
    engine = new FakeEngine(PONG, (request, out) -> host.answer(request, engine, out));
    client = new DockerClient("fe-1", engine.socket(), Limits.defaults());
    host.files.putAll(BEFORE);
    host.states.put(NAME, "running");
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    engine.close();
  }

  @Test
  void aReloadThatFailsPutsConfigAndCertificatesBack() {
    CallFailed failed = reload(CANNOT_START, "the key after");
    assertThat(failed.problem().what()).contains("HAProxy did not take its new config");
    assertThat(failed.problem().why()).contains("cannot bind socket");
    assertThat(failed.problem().next()).contains("what it had before serves on");
    assertThat(host.files).containsAllEntriesOf(BEFORE);
    assertThat(host.files).containsEntry("tls-new.pem", "");
  }

  @Test
  void whereGoingBackFailsTooThatIsToldBesideTheFirstWords() {
    host.files.put("haproxy.cfg", "bad as well: " + CANNOT_START);
    CallFailed failed = reload(CANNOT_START, "the key after");
    assertThat(failed.problem().why()).contains("cannot bind socket");
    assertThat(failed.problem().next()).contains("going back failed too");
    assertThat(host.files.get("haproxy.cfg.loaded"))
        .as("the next setup finds something to load")
        .isEmpty();
  }

  @Test
  void aTakeOverThatFailsPutsConfigAndCertificatesBack() {
    var nobody = standing(1, Set.of(), Map.of());
    var successor =
        new Successor("pxapp", ConfigLayout.ALONE, client, running(nobody, nobody), patience());
    CallFailed failed =
        catchThrowableOfType(
            CallFailed.class,
            () ->
                successor.takeOver(
                    successor.first().orElseThrow(), body(), files("other", "the key after")));
    assertThat(failed.problem().what()).contains("the new HAProxy does not run");
    assertThat(failed.problem().next()).contains("what it had before serves on");
    assertThat(host.files).containsAllEntriesOf(BEFORE);
    assertThat(host.states).doesNotContainKey(NAME + "-next");
  }

  @Test
  void aConfigThatHaproxyTakesAndThatLosesAServerIsTakenBackInTheWordsOfItsCheck() {
    var before = standing(1, Set.of("pxapp/pxapp-1"), Map.of());
    var after = standing(2, Set.of(), Map.of("pxapp/pxapp-1", "L4CON: refused"));
    CallFailed failed = reload("leads nowhere", "the key after", before, after);
    assertThat(failed.problem().what()).contains("pxapp/pxapp-1 served and is down");
    assertThat(failed.problem().why()).isEqualTo("L4CON: refused");
    assertThat(host.files).containsAllEntriesOf(BEFORE);
  }

  @Test
  void oneThatNoNewWorkerServesWithIsTakenBack() {
    var before = standing(1, Set.of("pxapp/pxapp-1"), Map.of());
    CallFailed failed = reload("the old worker answers", "the key after", before, before);
    assertThat(failed.problem().why()).contains("no worker but the one before has answered");
    assertThat(host.files).containsAllEntriesOf(BEFORE);
  }

  /// An engine may end in the middle of what it unpacks: the next try must find something to
  /// change.
  @Test
  void theFileIsWrittenAfterItsCopy() throws Exception {
    var volume = new ConfigVolume(client, NAME, ConfigLayout.ALONE);
    assertThat(volume.rewrite(text -> text.replace("good", "better"))).contains(Set.of("better"));
    assertThat(host.files)
        .containsEntry("haproxy.cfg", "better")
        .containsEntry("haproxy.cfg.loaded", "better");
    List<String> order =
        Tar.texts(engine.bodies().getLast().getBytes(US_ASCII)).keySet().stream().toList();
    assertThat(order).containsSubsequence("haproxy.cfg.loaded", "haproxy.cfg");
  }

  @Test
  void aConfigThatNeedsNoChangeIsReadOnceAndNotWritten() throws Exception {
    var volume = new ConfigVolume(client, NAME, ConfigLayout.ALONE);
    assertThat(volume.rewrite(text -> text)).contains(Set.of("good"));
    assertThat(engine.received()).hasSize(1).allMatch(line -> line.startsWith("GET "));
  }

  private CallFailed reload(String config, String key) {
    var nobody = standing(1, Set.of(), Map.of());
    return reload(config, key, nobody, nobody);
  }

  private CallFailed reload(String config, String key, Standing before, Standing after) {
    return catchThrowableOfType(
        CallFailed.class,
        () ->
            new Reloading(NAME, body(), client, patience())
                .update(NAME, files(config, key), Guard.OPEN, running(before, after)));
  }
}
