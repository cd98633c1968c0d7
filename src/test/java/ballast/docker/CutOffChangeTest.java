package ballast.docker;

import static ballast.docker.FakeEngine.PONG;
import static ballast.docker.VolumeHost.NAME;
import static ballast.docker.VolumeHost.body;
import static ballast.docker.VolumeHost.files;
import static ballast.docker.VolumeHost.patience;
import static ballast.docker.VolumeHost.running;
import static ballast.docker.VolumeHost.standing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.docker.ManagedBalancer.Done;
import ballast.docker.ManagedBalancer.Guard;
import ballast.docker.Succession.Proof;
import ballast.model.Standing;
import ballast.port.CallFailed;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A set-up that is killed between a change and its proof: what it began with must outlive it.
@Timeout(60)
class CutOffChangeTest {
  private static final String SERVER = "pxapp/pxapp-1";
  private static final Standing NOBODY = standing(1, Set.of(), Map.of());

  private final VolumeHost host = new VolumeHost();
  private FakeEngine engine;
  private DockerClient client;
  private ConfigVolume alone;

  @BeforeEach
  void start() throws IOException {
    engine = new FakeEngine(PONG, (request, out) -> host.answer(request, engine, out));
    client = new DockerClient("fe-1", engine.socket(), Limits.defaults());
    alone = new ConfigVolume(client, NAME, ConfigLayout.ALONE);
    host.files.putAll(Map.of("haproxy.cfg", "good", "haproxy.cfg.loaded", "good"));
    host.states.put(NAME, "running");
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    engine.close();
  }

  @Test
  void whatServedBeforeItMustServeAfterTheNext() throws Exception {
    cutOff(alone, "leads nowhere");
    assertThat(alone.proof()).isEqualTo(Proof.NOT_SEEN);
    var since = standing(2, Set.of(), Map.of(SERVER, "L4CON: refused"));
    var then = standing(3, Set.of(), Map.of(SERVER, "L4CON: refused"));
    CallFailed failed =
        catchThrowableOfType(CallFailed.class, () -> reload("leads nowhere", since, then));
    assertThat(failed.problem().what()).contains(SERVER + " served and is down");
    assertThat(host.files)
        .as("what it had when it served")
        .containsEntry("haproxy.cfg", "good")
        .containsEntry("haproxy.cfg.loaded", "good");
    assertThat(alone.proof()).isEqualTo(Proof.SEEN);
    assertThat(alone.served()).as("told once").isEmpty();
  }

  @Test
  void onceItIsProvenThereIsNothingOfItToGoBackTo() throws Exception {
    cutOff(alone, "better");
    assertThat(reload("better", NOBODY, standing(3, Set.of(SERVER), Map.of())))
        .isInstanceOf(Done.Reloaded.class);
    assertThat(host.files)
        .containsEntry("haproxy.cfg.loaded", "better")
        .containsEntry("haproxy.cfg.before", "")
        .containsEntry("served", "");
    cutOff(alone, "best");
    assertThat(kept(Proof.NOT_SEEN)).isEqualTo("better");
  }

  @Test
  void oneThatWasLoadedAndServesIsWhatTheNextGoesBackTo() throws Exception {
    cutOff(alone, "better");
    alone.writeLoaded(files("better", ""));
    assertThat(kept(Proof.SEEN)).isEqualTo("better");
    assertThat(kept(Proof.NOT_SEEN)).isEqualTo("good");
    assertThat(alone.hasLoaded(BalancerFiles.alone("better"))).as("it is proven anew").isFalse();
  }

  @Test
  void oneThatNobodyHasLoadedIsNotWhateverServes() throws Exception {
    cutOff(alone, "leads nowhere");
    assertThat(kept(Proof.SEEN)).isEqualTo("good");
  }

  /// It opens and closes servers, which what there was before knows nothing of.
  @Test
  void oneThatARolloutHasGoneOnWithIsWhatTheNextGoesBackTo() throws Exception {
    cutOff(alone, "closed");
    alone.writeLoaded(files("closed", ""));
    alone.rewrite(text -> text.replace("closed", "open"));
    assertThat(kept(Proof.NOT_SEEN)).isEqualTo("open");
    assertThat(alone.served()).isEmpty();
  }

  private String kept(Proof earlier) throws Exception {
    return BalancerFiles.whole(alone.keep(files("next", ""), earlier).files().texts());
  }

  /// What served at the first try is written down anew at the second.
  @Test
  void cutOffTwiceItIsStillKnown() throws Exception {
    cutOff(alone, "leads nowhere");
    var aftermath = Aftermath.of("fe-1", running(NOBODY, NOBODY), alone, patience());
    alone.begin(alone.keep(files("leads nowhere", ""), aftermath.earlier()), aftermath.served());
    assertThat(alone.served()).containsExactly(SERVER);
    assertThat(kept(Proof.SEEN)).isEqualTo("good");
  }

  @Test
  void aSecondHaproxyThatNobodySawServeIsUndoneAndTheFirstHasWhatItRuns() throws Exception {
    cutOff(alone, "leads nowhere");
    host.states.put(NAME + "-next", "running");
    var successor =
        new Successor("pxapp", ConfigLayout.ALONE, client, running(NOBODY, NOBODY), patience());
    assertThat(successor.finish()).isEqualTo(Successor.Finished.SOMETHING);
    assertThat(host.states).containsOnlyKeys(NAME);
    assertThat(host.files).containsEntry("haproxy.cfg", "good");
    assertThat(host.files.get("haproxy.cfg.loaded"))
        .as("its master's socket comes back with a reload")
        .isEmpty();
  }

  @Test
  void thePartOfAnotherServiceIsPutBackWithIt() throws Exception {
    var shop = new ConfigVolume(client, NAME, ConfigLayout.shared("shop"));
    cutOff(shop, "front", "leads nowhere");
    var blog = new ConfigVolume(client, NAME, ConfigLayout.shared("blog"));
    assertThat(blog.proof()).isEqualTo(Proof.NOT_SEEN);
    blog.restore();
    assertThat(host.files).containsEntry("haproxy.cfg", "good");
    assertThat(host.files.get("shared.d/shop.cfg")).as("there was none before").isBlank();
    assertThat(shop.served()).containsExactly(SERVER);
    assertThat(blog.served()).as("it is the other's to prove").isEmpty();
  }

  private Done reload(String config, Standing before, Standing after) throws Exception {
    return new Reloading(NAME, body(), client, patience())
        .update(NAME, files(config, "a key"), Guard.OPEN, running(before, after));
  }

  private static void cutOff(ConfigVolume volume, String... texts) throws Exception {
    var named = new TreeMap<String, String>();
    for (int at = 0; at < texts.length; at++) {
      named.put(volume.layout().texts().get(at), texts[at]);
    }
    var files = new BalancerFiles(named, new TreeMap<>());
    volume.begin(volume.keep(files, Proof.SEEN), Set.of(SERVER));
    volume.put(files);
  }
}
