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
import ballast.model.HostView;
import ballast.model.Standing;
import ballast.port.CallFailed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A set-up that is killed between a change and its proof: what it began with must outlive it.
@Timeout(60)
class CutOffChangeTest {
  private static final String SERVER = "pxapp/pxapp-1";
  private static final String OTHER = "pxapp/pxapp-2";
  private static final String API = "api/api-1";

  private static final Instant SOON = Instant.ofEpochSecond(60);

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
    CallFailed failed =
        catchThrowableOfType(CallFailed.class, () -> reload("leads nowhere", isDown(2), isDown(3)));
    assertThat(failed.problem().what()).contains(SERVER + " served and is down");
    assertThat(host.files)
        .as("what it had when it served")
        .containsEntry("haproxy.cfg", "good")
        .containsEntry("haproxy.cfg.loaded", "good");
    assertThat(alone.proof()).isEqualTo(Proof.SEEN);
    assertThat(alone.unproven()).as("told once").isEmpty();
  }

  @Test
  void onceItIsProvenThereIsNothingOfItToGoBackTo() throws Exception {
    cutOff(alone, "better");
    assertThat(reload("better", isDown(2), serves(3))).isInstanceOf(Done.Reloaded.class);
    assertThat(alone.unproven()).isEmpty();
    assertThat(alone.hasLoaded(BalancerFiles.alone("better"))).isTrue();
    cutOff(alone, "best");
    assertThat(wayBack(serves(1))).isEqualTo("better");
  }

  @Test
  void oneThatWasLoadedAndServesIsWhatTheNextGoesBackTo() throws Exception {
    cutOff(alone, "better");
    assertThat(wayBack(serves(2))).isEqualTo("better");
    assertThat(wayBack(isDown(2))).isEqualTo("good");
  }

  /// The same worker runs.
  @Test
  void oneThatNobodyHasLoadedIsNotWhatServes() throws Exception {
    cutOff(alone, "leads nowhere");
    assertThat(wayBack(serves(1))).isEqualTo("good");
  }

  /// It may be a container's own affair.
  @Test
  void oneServerThatIsDownAgainDoesNotSpeakAgainstIt() {
    var change = change();
    assertThat(change.isPast(standing(2, Set.of(OTHER, API), Map.of(SERVER, "L4CON")), SOON))
        .isTrue();
    assertThat(change.isPast(standing(2, Set.of(SERVER, OTHER), Map.of(API, "L4CON")), SOON))
        .as("a whole backend")
        .isFalse();
    assertThat(change.isPast(standing(2, Set.of(SERVER, OTHER), Map.of()), SOON))
        .as("one that was given up")
        .isTrue();
  }

  @Test
  void whoseCheckHasNotEndedYetIsNotSeenToServe() {
    var serving = new TreeSet<>(Set.of(SERVER, OTHER, API));
    var unchecked = new Standing(serves(2).worker(), serving, serving, new TreeMap<>());
    assertThat(change().isPast(unchecked, SOON)).isFalse();
  }

  /// By then it may be anything that is wrong, and what there was before need not fit any more.
  @Test
  void whatHasRunForLongIsNotGoneBackFrom() {
    var down = new TreeMap<>(Map.of(SERVER, "L4CON", OTHER, "L4CON", API, "L4CON"));
    var since30 = new HostView.Worker(2, 30, "3.0");
    var allDown = new Standing(since30, new TreeSet<>(), Set.of(), down);
    assertThat(change().isPast(allDown, SOON)).isFalse();
    assertThat(change().isPast(allDown, SOON.plus(Duration.ofHours(1)))).isTrue();
  }

  @Test
  void whatTheWorkerBeforeCallsDownItselfIsNotOwed() {
    var before = standing(1, Set.of(SERVER, API), Map.of(OTHER, "L4CON"));
    assertThat(change().isPast(before, SOON)).isFalse();
    assertThat(change().owed(before)).containsExactlyInAnyOrder(SERVER, API);
    var after = standing(2, Set.of(SERVER, API), Map.of(OTHER, "L4CON"));
    assertThat(change().owed(after)).contains(OTHER);
  }

  private static Unproven change() {
    return new Unproven(
        Optional.of(serves(1).worker()), Set.of(SERVER, OTHER, API), new TreeMap<>());
  }

  @Test
  void whatIsWrittenDownIsReadAsItWas() throws Exception {
    cutOff(alone, "better");
    var texts = new TreeMap<>(Map.of("haproxy.cfg", "good"));
    assertThat(alone.unproven())
        .contains(new Unproven(Optional.of(serves(1).worker()), Set.of(SERVER), texts));
    assertThat(Unproven.of("nonsense\n", texts))
        .isEqualTo(new Unproven(Optional.empty(), Set.of(), texts));
  }

  /// A rollout opens and closes servers, whichever of the two runs.
  @Test
  void whatARolloutChangesHoldsForTheWayBackToo() throws Exception {
    host.files.putAll(Map.of("haproxy.cfg", "good, closed", "haproxy.cfg.loaded", "good, closed"));
    cutOff(alone, "better, closed");
    alone.rewrite(text -> text.replace("closed", "open"));
    assertThat(host.files).containsEntry("haproxy.cfg", "better, open");
    assertThat(wayBack(serves(1))).isEqualTo("good, open");
    assertThat(wayBack(serves(2))).isEqualTo("better, open");
  }

  /// A first set-up that died before it wrote down that it was done.
  @Test
  void aRolloutCanGoOnWithOneThatWasNeverWrittenDown() throws Exception {
    host.files.remove("haproxy.cfg.loaded");
    assertThat(alone.rewrite(text -> text.replace("good", "better"))).contains(Set.of("better"));
  }

  /// What served at the first try is written down anew at the second.
  @Test
  void cutOffTwiceItIsStillKnown() throws Exception {
    cutOff(alone, "leads nowhere");
    begin(alone, isDown(2), "leads nowhere");
    assertThat(alone.unproven().orElseThrow().served()).containsExactly(SERVER);
    assertThat(wayBack(isDown(3))).isEqualTo("good");
  }

  @Test
  void aSecondHaproxyThatNobodySawServeIsUndoneAndTheNextGoesBackToWhatTheFirstRuns()
      throws Exception {
    cutOff(alone, "leads nowhere");
    host.states.put(NAME + "-next", "running");
    var successor =
        new Successor(
            "pxapp", ConfigLayout.ALONE, client, running(serves(1), serves(1)), patience());
    assertThat(successor.finish()).isEqualTo(Successor.Finished.SOMETHING);
    assertThat(host.states).containsOnlyKeys(NAME);
    assertThat(host.files.get("haproxy.cfg.loaded"))
        .as("its master's socket comes back with a reload")
        .isEmpty();
    assertThat(
            catchThrowableOfType(
                CallFailed.class, () -> reload("leads nowhere", serves(1), isDown(2))))
        .isNotNull();
    assertThat(host.files).containsEntry("haproxy.cfg", "good");
  }

  /// What all share and the part of one belong together.
  @Test
  void whatAnotherServiceLeftUnprovenGoesBackWithIt() throws Exception {
    var shop = new ConfigVolume(client, NAME, ConfigLayout.shared("shop"));
    cutOff(shop, "front with shop", "shop leads nowhere");
    var blog = new ConfigVolume(client, NAME, ConfigLayout.shared("blog"));
    assertThat(blog.proof()).isEqualTo(Proof.NOT_SEEN);
    var before = Aftermath.of("fe-1", running(serves(1), serves(1)), blog, patience());
    var texts = blog.keep(BalancerFiles.plain("front"), before.earlier()).files().texts();
    assertThat(texts).containsEntry("haproxy.cfg", "good");
    assertThat(texts.get("shared.d/shop.cfg")).as("there was none before").isBlank();
    blog.writeDown(BalancerFiles.plain("front with shop"));
    assertThat(shop.unproven()).as("proven by whoever comes").isEmpty();
  }

  private static Standing serves(int worker) {
    return standing(worker, Set.of(SERVER), Map.of());
  }

  private static Standing isDown(int worker) {
    return standing(worker, Set.of(), Map.of(SERVER, "L4CON: refused"));
  }

  private String wayBack(Standing now) throws Exception {
    var before = Aftermath.of("fe-1", running(now, now), alone, patience());
    return BalancerFiles.whole(alone.keep(files("next", ""), before.earlier()).files().texts());
  }

  private Done reload(String config, Standing before, Standing after) throws Exception {
    return new Reloading(NAME, body(), client, patience())
        .update(NAME, files(config, "a key"), Guard.OPEN, running(before, after));
  }

  /// The first worker serves, and the files are written.
  private static void cutOff(ConfigVolume volume, String... texts) throws Exception {
    begin(volume, serves(1), texts);
  }

  private static void begin(ConfigVolume volume, Standing now, String... texts) throws Exception {
    var named = new TreeMap<String, String>();
    for (int at = 0; at < texts.length; at++) {
      named.put(volume.layout().texts().get(at), texts[at]);
    }
    var files = new BalancerFiles(named, new TreeMap<>());
    var before = Aftermath.of("fe-1", running(now, now), volume, patience());
    volume.begin(volume.keep(files, before.earlier()), before);
    volume.put(files);
  }
}
