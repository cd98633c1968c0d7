package ballast.docker;

import static ballast.docker.FakeEngine.PONG;
import static ballast.docker.FakeEngine.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ballast.docker.FakeEngine.Manners;
import ballast.model.Image;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import ballast.port.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Engines that hang, break off and talk nonsense.
@Timeout(20)
class DockerClientTest {
  private static final String ID = "a".repeat(64);

  private static Arguments badManners(String what, Manners manners) {
    return Arguments.of(what, manners);
  }

  static Stream<Arguments> manners() {
    return Stream.of(
        badManners(
            "closes before a status",
            (_, _) -> {
              throw new IOException("enough");
            }),
        badManners("never answers", (_, _) -> Thread.sleep(60_000)),
        badManners(
            "breaks off in the head",
            (_, out) -> {
              say(out, "HTTP/1.1 200 O");
              throw new IOException("enough");
            }),
        badManners(
            "breaks off in the body",
            (_, out) -> {
              say(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"Id\":");
              throw new IOException("enough");
            }),
        badManners(
            "breaks off between chunks",
            (_, out) -> {
              say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[{}\r\n");
              throw new IOException("enough");
            }),
        badManners(
            "trickles for ever",
            (_, out) -> {
              say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                say(out, "1\r\n \r\n");
                Thread.sleep(50);
              }
            }),
        badManners(
            "never ends its head",
            (_, out) -> {
              say(out, "HTTP/1.1 200 OK\r\n");
              while (true) {
                say(out, "X-More: " + "y".repeat(4000) + "\r\n");
                Thread.sleep(5);
              }
            }),
        badManners("says garbage", (_, out) -> say(out, 200, "{a:1,/*c*/'b':2}")),
        badManners("says half a value", (_, out) -> say(out, 200, "[{\"Id\":")),
        badManners("says two values", (_, out) -> say(out, 200, "[] []")),
        badManners("says nothing", (_, out) -> say(out, 200, "")),
        badManners(
            "speaks no HTTP",
            (_, out) -> {
              say(out, "SSH-2.0-OpenSSH_9.2p1\r\n");
              throw new IOException("enough");
            }),
        badManners(
            "sends us elsewhere",
            (_, out) ->
                say(
                    out,
                    "HTTP/1.1 307 Go\r\nLocation: http://example.net/\r\nContent-Length: 0\r\n\r\n")),
        badManners(
            "is a proxy with its own 404",
            (_, out) -> say(out, "HTTP/1.1 404 X\r\nContent-Length: 9\r\n\r\nnot found")));
  }

  private static DockerClient client(FakeEngine fake) {
    return new DockerClient("fe-1", fake.socket(), Samples.hasty());
  }

  @ParameterizedTest(name = "an engine that {0}")
  @MethodSource("manners")
  void aReadFailsAndHasNoEffect(String what, Manners manners) throws Exception {
    try (var fake = new FakeEngine(PONG, manners);
        var client = client(fake)) {
      CallFailed failed =
          catchThrowableOfType(CallFailed.class, () -> client.ask(new ContainerCall.ListAll()));
      assertThat(failed).as(what).isNotNull();
      assertThat(failed.effect()).isEqualTo(Effect.NONE);
      assertThat(failed.problem().why()).isNotBlank();
    }
  }

  @ParameterizedTest(name = "an engine that {0}")
  @MethodSource("manners")
  void aChangeIsSentOnceAndItsEffectIsUnknown(String what, Manners manners) throws Exception {
    try (var fake = new FakeEngine(PONG, manners);
        var client = client(fake)) {
      var create = new ContainerCall.Create("pxapp-1", new com.google.gson.JsonObject());
      client.ping();
      CallFailed failed = catchThrowableOfType(CallFailed.class, () -> client.ask(create));
      assertThat(failed).as(what).isNotNull();
      assertThat(failed.effect()).isEqualTo(what.contains("404") ? Effect.NONE : Effect.UNKNOWN);
      assertThat(fake.received())
          .containsExactly("POST /v1.41/containers/create?name=pxapp-1 HTTP/1.1");
    }
  }

  @ParameterizedTest(name = "an engine that {0}")
  @MethodSource("manners")
  void anImageOrContainerIsNeverTakenForAbsent(String what, Manners manners) throws Exception {
    try (var fake = new FakeEngine(PONG, manners);
        var client = client(fake)) {
      assertThatThrownBy(() -> client.ask(new ContainerCall.Inspect(ID)))
          .as(what)
          .isInstanceOf(CallFailed.class);
      assertThatThrownBy(() -> client.ask(ContainerCall.Change.remove(ID)))
          .as(what)
          .isInstanceOf(CallFailed.class);
    }
  }

  @Test
  void aRefusalIsToldInTheEnginesOwnWords() throws Exception {
    try (var fake =
            new FakeEngine(
                PONG,
                (_, out) -> say(out, 409, "{\"message\":\"Conflict. \\u001b[31mIt is taken\"}"));
        var client = client(fake)) {
      CallFailed failed =
          catchThrowableOfType(
              CallFailed.class, () -> client.ask(ContainerCall.Change.rename(ID, "pxapp-1")));
      assertThat(failed.effect()).isEqualTo(Effect.NONE);
      assertThat(failed.problem().why()).isEqualTo("Conflict. It is taken (409)");
      assertThat(fake.received()).hasSize(1);
    }
  }

  @Test
  void anEnginesOwnFailureLeavesTheEffectUnknown() throws Exception {
    try (var fake = new FakeEngine(PONG, (_, out) -> say(out, 500, "{\"message\":\"oops\"}"));
        var client = client(fake)) {
      CallFailed failed =
          catchThrowableOfType(CallFailed.class, () -> client.ask(ContainerCall.Change.start(ID)));
      assertThat(failed.effect()).isEqualTo(Effect.UNKNOWN);
      assertThat(failed.problem().why()).isEqualTo("oops (500)");
    }
  }

  @Test
  void anAnswerThatNeverEndsIsNotReadForEver() throws Exception {
    try (var fake =
            new FakeEngine(
                PONG,
                (_, out) -> {
                  say(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[");
                  byte[] much =
                      "{},".repeat(100_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                  while (true) {
                    out.write(much);
                  }
                });
        var client = new DockerClient("fe-1", fake.socket(), Limits.defaults())) {
      assertThatThrownBy(() -> client.ask(new ContainerCall.ListAll()))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("longer than 32 MiB");
    }
  }

  @Test
  void aDeadKeptConnectionIsNotMistakenForADeadEngine() throws Exception {
    try (var fake =
            new FakeEngine(
                PONG,
                (_, out) -> {
                  say(out, 200, "[]");
                  throw new IOException("closed after each answer, without saying so");
                });
        var client = client(fake)) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.ask(new ContainerCall.ListAll())).isEmpty();
      }
    }
  }

  @Test
  void anEngineThatIsTooOldIsRefusedBeforeAnythingIsAsked() throws Exception {
    try (var fake = new FakeEngine(PONG.replace("1.41", "1.39"), (_, out) -> say(out, 200, "[]"));
        var client = client(fake)) {
      assertThatThrownBy(() -> client.ask(new ContainerCall.ListAll()))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("1.41")
          .hasMessageContaining("20.10");
      assertThat(fake.received()).isEmpty();
    }
  }

  @Test
  void aNewEngineIsSpokenToInTheNewestVersionThatBothKnow() throws Exception {
    try (var fake = new FakeEngine(PONG.replace("1.41", "1.52"), (_, out) -> say(out, 200, "[]"));
        var client = client(fake)) {
      client.ask(new ContainerCall.ListAll());
      assertThat(fake.received()).containsExactly("GET /v1.44/containers/json?all=1 HTTP/1.1");
    }
  }

  @Test
  void whoIsInterruptedStopsAtOnce() throws Exception {
    try (var fake = new FakeEngine(PONG, (_, _) -> Thread.sleep(60_000));
        var client = new DockerClient("fe-1", fake.socket(), Limits.defaults())) {
      var ended = new CompletableFuture<Throwable>();
      Thread asking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.ask(new ContainerCall.ListAll());
                } catch (CallFailed | InterruptedException thrown) {
                  ended.complete(thrown);
                }
              });
      await().until(() -> !fake.received().isEmpty());
      asking.interrupt();
      assertThat(ended.get(2, java.util.concurrent.TimeUnit.SECONDS))
          .isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void aStartWhoseAnswerWasLostIsSettledByLooking() throws Exception {
    try (var fake =
            new FakeEngine(
                PONG,
                (request, out) -> {
                  if (request.startsWith("POST")) {
                    throw new IOException("lost");
                  }
                  say(out, 200, inspected("running"));
                });
        var client = client(fake)) {
      engine(client).start(ID);
      assertThat(fake.received()).filteredOn(one -> one.startsWith("POST")).hasSize(1);
    }
  }

  @Test
  void aStartThatCannotBeSettledIsUnknown() throws Exception {
    try (var fake =
            new FakeEngine(
                PONG,
                (request, out) -> {
                  if (request.startsWith("POST")) {
                    throw new IOException("lost");
                  }
                  say(out, 200, inspected("created"));
                });
        var client = client(fake)) {
      assertThatThrownBy(() -> engine(client).start(ID))
          .isInstanceOfSatisfying(
              CallFailed.class, failed -> assertThat(failed.effect()).isEqualTo(Effect.UNKNOWN));
      assertThat(fake.received()).filteredOn(one -> one.startsWith("POST")).hasSize(1);
    }
  }

  private static String inspected(String state) {
    return """
    {"Id":"%s","Name":"/pxapp-1","RestartCount":0,"Image":"sha256:%s","Config":{"Tty":false,"Labels":null},
     "State":{"Status":"%s","ExitCode":0,"Error":"","OOMKilled":false}}\
    """
        .formatted(ID, ID, state);
  }

  private static DockerEngine engine(DockerClient client) {
    return new DockerEngine(Samples.service("r/pxapp", Samples.adopted()), Samples.HOST, client);
  }

  @Test
  void aPullThatStallsFails() throws Exception {
    try (var fake =
            new FakeEngine(
                PONG,
                (_, out) -> {
                  say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  say(out, "15\r\n{\"status\":\"Pulling\"}\n\r\n");
                  Thread.sleep(60_000);
                });
        var client = client(fake)) {
      long began = System.nanoTime();
      assertThatThrownBy(() -> engine(client).pull(image(), Engine.PullWatch.TO_THE_END))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("said nothing for too long");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void aPullThatIsNotWantedAnyMoreIsBrokenOff() throws Exception {
    String line =
        "{\"status\":\"Downloading\",\"id\":\"a\",\"progressDetail\":{\"current\":1,\"total\":9}}\n";
    var hungUp = new CountDownLatch(1);
    try (var fake =
            new FakeEngine(
                PONG,
                (_, out) -> {
                  say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  try {
                    while (true) {
                      say(out, "%x\r\n%s\r\n".formatted(line.length(), line));
                    }
                  } catch (IOException closed) {
                    hungUp.countDown();
                  }
                });
        var client = client(fake)) {
      assertThatThrownBy(() -> engine(client).pull(image(), _ -> Engine.Wish.BREAK_OFF))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("broken off as asked");
      assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aPullThatFailsMidwaySaysWhyAndWhatToDo() throws Exception {
    String line =
        "{\"errorDetail\":{\"message\":\"write /var/lib/docker/tmp/x: no space left on device\"},\"error\":\"x\"}";
    try (var fake = new FakeEngine(PONG, (_, out) -> say(out, 200, line));
        var client = client(fake)) {
      assertThatThrownBy(() -> engine(client).pull(image(), Engine.PullWatch.TO_THE_END))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("no space left on device")
          .hasMessageContaining("docker system df");
    }
  }

  private static Image image() {
    return new Image("r/pxapp", Samples.digest("ab"));
  }

  @Test
  void aConnectionLeavesNothingOpen() throws Exception {
    try (var fake = new FakeEngine(PONG, (_, out) -> say(out, 204, ""));
        var client = client(fake)) {
      client.ask(ContainerCall.Change.start(ID));
      long before = descriptors();
      for (int i = 0; i < 500; i++) {
        client.ask(ContainerCall.Change.start(ID));
      }
      assertThat(descriptors()).isLessThan(before + 50);
    }
  }

  private static long descriptors() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void aCallThatNoRequestCanBeMadeOfIsRefused() throws Exception {
    try (var fake = new FakeEngine(PONG, (_, out) -> say(out, 200, "[]"));
        var client = client(fake)) {
      assertThatThrownBy(() -> client.ask(ContainerCall.Change.start("a b")))
          .isInstanceOfSatisfying(
              CallFailed.class, failed -> assertThat(failed.effect()).isEqualTo(Effect.NONE));
      assertThat(fake.received()).isEmpty();
    }
  }

  @Test
  void aClientThatIsClosedFailsAsACallDoes() throws Exception {
    try (var fake = new FakeEngine(PONG, (_, out) -> say(out, 200, "[]"))) {
      DockerClient client = client(fake);
      client.ping();
      client.close();
      assertThatThrownBy(() -> client.ask(new ContainerCall.ListAll()))
          .isInstanceOf(CallFailed.class);
    }
  }

  @Test
  void whereTheFenceIsShutNothingIsChangedAndWhatIsThereIsStillRead() throws Exception {
    try (var fake = new FakeEngine(PONG, (_, out) -> say(out, 200, "[]"));
        var client = client(fake)) {
      var shut = new Problem("the lock is lost", "someone took it over", "ballast status");
      DockerClient fenced =
          client.fenced(() -> {
            throw new CallFailed(shut, Effect.NONE);
          });
      CallFailed failed =
          catchThrowableOfType(CallFailed.class, () -> fenced.ask(ContainerCall.Change.remove(ID)));
      assertThat(failed.problem()).isEqualTo(shut);
      assertThat(failed.effect()).isEqualTo(Effect.NONE);
      assertThat(fenced.ask(new ContainerCall.ListAll())).isEmpty();
      assertThat(fake.received()).allMatch(line -> line.startsWith("GET"));
    }
  }
}
