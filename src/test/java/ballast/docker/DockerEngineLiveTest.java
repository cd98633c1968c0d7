package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ballast.model.Berth;
import ballast.model.Berth.Place;
import ballast.model.ContainerSpec;
import ballast.model.Digest;
import ballast.model.Image;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Engine.Found;
import ballast.port.Engine.PullProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// On a real Docker Engine and a real registry.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerEngineLiveTest {
  private final PrivateEngine docker;
  private final String repository;
  private final Service service;
  private final DockerClient client;
  private final DockerEngine engine;
  private Digest one = Samples.digest("0");

  DockerEngineLiveTest() throws IOException, InterruptedException {
    docker = PrivateEngine.start();
    repository = docker.registry() + "/pxapp";
    service = Samples.service(repository, Samples.adopted());
    client = new DockerClient("fe-1", docker.socket(), Limits.defaults());
    engine = new DockerEngine(service, Samples.HOST, client);
  }

  @BeforeAll
  void publish() throws Exception {
    docker.publish("pxapp", "1", "CMD [\"/bin/sleep\",\"1000\"]");
    docker.publish("pxapp", "2", "CMD [\"/bin/sleep\",\"2000\"]");
    one = engine.resolve("1");
  }

  @BeforeEach
  void pullOne() throws Exception {
    engine.pull(new Image(repository, one), Engine.PullWatch.TO_THE_END);
  }

  @AfterEach
  void removeContainers() throws Exception {
    for (Found found : engine.containers()) {
      engine.stop(found.berth().id(), Duration.ZERO);
      engine.remove(found.berth().id());
    }
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    docker.stop();
  }

  private Release release(ContainerSpec spec) {
    return Samples.release(repository, one, spec);
  }

  private static ContainerSpec spec(List<String> command, List<String> publish) {
    return new ContainerSpec(
        command,
        Optional.of("0"),
        new TreeMap<>(java.util.Map.of("NAME", "slot {slot} on {host}")),
        publish,
        List.of("/tmp:/host-tmp:ro", "/scratch"),
        new TreeMap<>(java.util.Map.of("team", "px")),
        OptionalLong.of(64 << 20),
        OptionalLong.of(500_000_000),
        List.of(new ContainerSpec.Ulimit("nofile", 1024, 2048)),
        Optional.of("none"),
        Optional.of("SIGKILL"),
        Duration.ofSeconds(7),
        "on-failure:2",
        Optional.of(
            new ContainerSpec.Log("json-file", new TreeMap<>(java.util.Map.of("max-size", "1m")))),
        List.of("db:10.0.0.1"),
        List.of("NET_ADMIN"));
  }

  private static ContainerSpec offline(String... command) {
    return spec(List.of(command), List.of());
  }

  private Berth only() throws Exception {
    List<Found> found = engine.containers();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().slot()).isEqualTo(1);
    return found.getFirst().berth();
  }

  private static CallFailed failure(ThrowingCallable call) {
    CallFailed failed = catchThrowableOfType(CallFailed.class, call);
    assertThat(failed).isNotNull();
    return failed;
  }

  @Test
  void aTagIsResolvedToTheDigestThatTheRegistryHas() throws Exception {
    assertThat(engine.resolve("1")).isEqualTo(one).isNotEqualTo(engine.resolve("2"));
    assertThat(engine.resolve(one.value())).isEqualTo(one);
  }

  @Test
  void aTagThatIsNotThereIsToldInTheRegistrysWords() {
    CallFailed failed = failure(() -> engine.resolve("nope"));
    assertThat(failed.problem().what()).contains("fe-1", repository + ":nope");
    assertThat(failed.problem().why()).contains("manifest");
    assertThat(failed.problem().next()).contains("tag");
    assertThat(failed.effect()).isEqualTo(CallFailed.Effect.NONE);
  }

  @Test
  void aRegistryThatIsDownIsNamed() {
    var elsewhere =
        new DockerEngine(
            Samples.service("127.0.0.1:9/pxapp", Samples.adopted()), Samples.HOST, client);
    CallFailed failed = failure(() -> elsewhere.resolve("1"));
    assertThat(failed.problem().why()).contains("127.0.0.1:9", "connection refused");
    assertThat(failed.problem().next()).contains("reaches the registry");
  }

  @Test
  void anImageIsPulledByDigestWithProgress() throws Exception {
    var two = new Image(repository, engine.resolve("2"));
    assertThat(engine.has(two)).isFalse();
    var seen = Collections.synchronizedList(new ArrayList<PullProgress>());
    Engine.PullWatch watch =
        progress -> {
          seen.add(progress);
          return Engine.Wish.GO_ON;
        };
    engine.pull(two, watch);
    assertThat(engine.has(two)).isTrue();
    engine.pull(two, watch);
  }

  @Test
  void aDigestThatTheRegistryDoesNotHaveFailsWithItsWords() {
    CallFailed failed =
        failure(() ->
            engine.pull(new Image(repository, Samples.digest("ab")), Engine.PullWatch.TO_THE_END));
    assertThat(failed.problem().why()).contains("manifest");
    assertThat(failed.effect()).isEqualTo(CallFailed.Effect.NONE);
  }

  @Test
  void aContainerGoesThroughAllItsPlaces() throws Exception {
    Release release = release(offline());
    String id = engine.create(Samples.SLOT, release, new Origin("r-1", 1));
    assertThat(only())
        .returns(id, Berth::id)
        .returns(release.id(), Berth::release)
        .returns("1.0", Berth::version)
        .returns(Place.PREPARED, Berth::place)
        .returns(Berth.State.CREATED, Berth::state)
        .returns(Optional.empty(), Berth::address);
    for (Place to : List.of(Place.NEXT, Place.HOLDER, Place.LAST, Place.KEPT, Place.HOLDER)) {
      engine.move(Samples.SLOT, only(), to);
      assertThat(only().place()).isEqualTo(to);
    }
    engine.move(Samples.SLOT, only(), Place.HOLDER);
    engine.start(id);
    engine.start(id);
    assertThat(only().state()).isEqualTo(Berth.State.RUNNING);
    engine.stop(id, Duration.ofSeconds(1));
    engine.stop(id, Duration.ofSeconds(1));
    assertThat(only().state()).isEqualTo(Berth.State.EXITED);
    engine.remove(id);
    engine.remove(id);
    assertThat(engine.containers()).isEmpty();
  }

  @Test
  void aContainerHasEverySettingOfItsSpec() throws Exception {
    engine.create(Samples.SLOT, release(offline("/bin/sleep", "{slot}000")), new Origin("r-1", 1));
    String form =
        "{{.Config.Hostname}}|{{.Config.Cmd}}|{{.Config.Env}}|{{.HostConfig.Binds}}|{{.HostConfig.Memory}}"
            + "|{{.HostConfig.NanoCpus}}|{{.HostConfig.RestartPolicy}}|{{.Config.StopSignal}}|{{.Config.StopTimeout}}"
            + "|{{.HostConfig.LogConfig}}|{{.HostConfig.ExtraHosts}}|{{.HostConfig.CapAdd}}|{{index .Config.Labels \"team\"}}"
            + "|{{index .Config.Labels \"ballast.slot\"}}|{{.Config.User}}|{{.HostConfig.NetworkMode}}";
    assertThat(docker.docker("inspect", "-f", form, only().id()))
        .isEqualTo(
            "pxapp-1|[/bin/sleep 1000]|[NAME=slot 1 on fe-1]|[/tmp:/host-tmp:ro]|67108864"
                + "|500000000|map[MaximumRetryCount:2 Name:on-failure]|SIGKILL|7|map[Config:map[max-size:1m] Type:json-file]|[db:10.0.0.1]|[NET_ADMIN]|px|1|0|none");
  }

  @Test
  void aContainerThatIsThereAlreadyIsTakenForCreated() throws Exception {
    String id = engine.create(Samples.SLOT, release(offline()), new Origin("r-1", 1));
    assertThat(engine.create(Samples.SLOT, release(offline()), new Origin("r-2", 1))).isEqualTo(id);
  }

  @Test
  void aNameTakenByAStrangerIsAProblem() throws Exception {
    Release release = release(offline());
    String name = Place.PREPARED.name("pxapp-1", release.id());
    docker.docker("create", "--name", name, "--network", "none", repository + "@" + one);
    CallFailed failed = failure(() -> engine.create(Samples.SLOT, release, new Origin("r-1", 1)));
    docker.docker("rm", name);
    assertThat(failed.problem().why()).contains("already in use");
    assertThat(failed.effect()).isEqualTo(CallFailed.Effect.NONE);
  }

  @Test
  void aPortTakenIsToldWhenTheContainerStarts() throws Exception {
    docker.docker("network", "create", "--subnet", "172.31.91.0/24", "ports");
    ContainerSpec spec = onNetwork("ports", "127.0.0.1:28{slot}17:8080");
    try (var taken =
        new java.net.ServerSocket(28_117, 1, java.net.InetAddress.getLoopbackAddress())) {
      String id = engine.create(Samples.SLOT, release(spec), new Origin("r-1", 1));
      CallFailed failed = failure(() -> engine.start(id));
      assertThat(failed.problem().why()).contains("28117");
      assertThat(failed.problem().next()).contains("ss -ltnp");
      assertThat(taken.isBound()).isTrue();
    } finally {
      removeContainers();
      docker.docker("network", "rm", "ports");
    }
  }

  private static ContainerSpec onNetwork(String network, String... publish) {
    ContainerSpec plain = spec(List.of(), List.of(publish));
    return new ContainerSpec(
        plain.command(),
        plain.user(),
        plain.env(),
        plain.publish(),
        plain.volumes(),
        plain.labels(),
        plain.memory(),
        plain.nanoCpus(),
        plain.ulimits(),
        Optional.of(network),
        plain.stopSignal(),
        plain.stopGrace(),
        plain.restart(),
        plain.log(),
        plain.extraHosts(),
        plain.capAdd());
  }

  @Test
  void aRunningContainerTellsItsAddress() throws Exception {
    docker.docker("network", "create", "--subnet", "172.31.92.0/24", "addresses");
    try {
      engine.start(
          engine.create(Samples.SLOT, release(onNetwork("addresses")), new Origin("r-1", 1)));
      assertThat(only().address())
          .hasValueSatisfying(one -> assertThat(one).startsWith("172.31.92."));
    } finally {
      removeContainers();
      docker.docker("network", "rm", "addresses");
    }
  }

  @Test
  void aSlotBehindAManagedBalancerHasItsFixedAddressWhileAnotherHoldsIt() throws Exception {
    docker.docker("network", "create", "--subnet", "172.30.77.0/24", "ballast-pxapp");
    var managed =
        new DockerEngine(Samples.service(repository, Samples.managed()), Samples.HOST, client);
    try {
      String old =
          managed.create(Samples.SLOT, release(ContainerSpec.defaults()), new Origin("r-1", 1));
      managed.start(old);
      ContainerSpec other = onNetwork("ballast-pxapp");
      String next = managed.create(Samples.SLOT, release(other), new Origin("r-1", 1));
      managed.stop(old, Duration.ZERO);
      managed.start(next);
      assertThat(managed.containers())
          .filteredOn(found -> found.berth().id().equals(next))
          .extracting(found -> found.berth().address())
          .containsExactly(Optional.of("172.30.77.11"));
    } finally {
      removeContainers();
      docker.docker("network", "rm", "ballast-pxapp");
    }
  }

  @Test
  void aContainerThatEndsLeavesItsLastWords() throws Exception {
    String id =
        engine.create(
            Samples.SLOT,
            release(
                offline(
                    "/bin/sh", "-c", "echo one; echo two >&2; printf '\\033[31mthree\\n'; exit 3")),
            new Origin("r-1", 1));
    engine.start(id);
    // The engine waits longer before each restart.
    await().atMost(Duration.ofSeconds(30)).until(() -> engine.obituary(id, 2).restarts() == 2);
    await().until(() -> engine.obituary(id, 2).exitCode().isPresent());
    var obituary = engine.obituary(id, 2);
    assertThat(obituary.exitCode()).contains(3);
    assertThat(obituary.lastLines()).hasSize(2).contains("three");
    assertThat(engine.obituary(id, 0).lastLines()).isEmpty();
  }

  @Test
  void aCommandThatIsNotThereIsToldByTheEngine() throws Exception {
    String id = engine.create(Samples.SLOT, release(offline("/nope")), new Origin("r-1", 1));
    CallFailed failed = failure(() -> engine.start(id));
    assertThat(failed.problem().why()).contains("/nope");
  }

  @Test
  void whatSomeoneElseDeployedBelongsToItsSlotByName() throws Exception {
    docker.docker("pull", "-q", repository + ":1");
    docker.docker("create", "--name", "pxapp-2", "--network", "none", repository + ":1");
    docker.docker("create", "--name", "pxapp-2.old", "--network", "none", repository + ":1");
    docker.docker(
        "create",
        "--name",
        "pxapp-3",
        "--label",
        "ballast.service=other",
        "--network",
        "none",
        repository + ":1");
    List<Found> found = engine.containers();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().slot()).isEqualTo(2);
    Berth berth = found.getFirst().berth();
    assertThat(berth.version()).isEqualTo("1");
    assertThat(berth.release().value()).startsWith("x").hasSize(12);
    engine.move(new Slot(Samples.HOST, 2), berth, Place.LAST);
    assertThat(engine.containers().getFirst().berth().place()).isEqualTo(Place.LAST);
    docker.docker("rm", "pxapp-2.old", "pxapp-3");
  }

  @Test
  void imagesOfTheReleaseThatServesAndTheOneBeforeAreKept() throws Exception {
    var first = new Image(repository, one);
    var second = new Image(repository, engine.resolve("2"));
    engine.pull(second, Engine.PullWatch.TO_THE_END);
    engine.keepImages(first, Optional.empty());
    engine.keepImages(second, Optional.empty());
    engine.keepImages(second, Optional.empty());
    assertThat(id("ballast/pxapp:current")).isEqualTo(id(second.reference()));
    assertThat(id("ballast/pxapp:previous")).isEqualTo(id(first.reference()));
    docker.docker("rmi", "ballast/pxapp:current", "ballast/pxapp:previous");
    docker.docker("rmi", second.reference());
  }

  private String id(String image) throws Exception {
    return docker.docker("image", "inspect", "-f", "{{.Id}}", image);
  }

  @Test
  void aSocketThatIsNotThereIsTold() {
    try (var nowhere =
        new DockerClient("fe-1", docker.socket().resolveSibling("nope"), Limits.defaults())) {
      assertThatThrownBy(nowhere::ping)
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("No such file")
          .hasMessageContaining("systemctl start docker");
    }
  }
}
