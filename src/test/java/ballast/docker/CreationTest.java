package ballast.docker;

import static ballast.docker.FakeEngine.PONG;
import static ballast.docker.FakeEngine.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.model.ContainerSpec;
import ballast.model.KnownSecret;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.model.Secret;
import ballast.model.SecretSpec.Delivery;
import ballast.port.CallFailed;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreationTest {
  private static final String ID = "a".repeat(64);
  private static final String OLD = "b".repeat(64);
  private static final String CANARY = "canary-hunter2";
  private static final Release PLAIN =
      Samples.release("r/pxapp", Samples.digest("c"), ContainerSpec.defaults());
  private static final Release RELEASE =
      PLAIN.with(List.of(new KnownSecret("DB", Delivery.FILE, Secret.of(CANARY), "1a2b3c4d")));

  /// Whoever dies between two of these leaves nothing that is called prepared and is not.
  @Test
  void theNameThatSaysPreparedIsGivenLast() throws Exception {
    try (var fake = engine("", "", 200);
        var client = client(fake)) {
      assertThat(create(client, RELEASE)).isEqualTo(ID);
      String name = "pxapp-1." + RELEASE.id();
      assertThat(changes(fake))
          .containsExactly(
              "POST /v1.41/containers/create?name=%s.filling".formatted(name),
              "PUT /v1.41/containers/%s/archive?path=%%2F".formatted(ID),
              "POST /v1.41/containers/%s/rename?name=%s".formatted(ID, name));
    }
  }

  @Test
  void withoutSecretsOneChangeIsEnough() throws Exception {
    try (var fake = engine("", "", 200);
        var client = client(fake)) {
      create(client, PLAIN);
      assertThat(changes(fake)).hasSize(1);
    }
  }

  @Test
  void whatABrokenOffCreationLeftIsRemovedFirst() throws Exception {
    String left =
        container("/pxapp-1.0123abc.filling", "pxapp")
            + ","
            + container("/pxapp-1.0123abc.filling", "another")
            + ","
            + container("/pxapp-11.0123abc.filling", "pxapp")
            + ","
            + container("/pxapp-1", "pxapp");
    try (var fake = engine(left, "", 200);
        var client = client(fake)) {
      create(client, RELEASE);
      assertThat(changes(fake)).filteredOn(line -> line.startsWith("DELETE")).hasSize(1);
      assertThat(changes(fake).getFirst()).startsWith("DELETE /v1.41/containers/" + OLD);
    }
  }

  @Test
  void aContainerThatCouldNotBeFilledIsRemovedAgain() throws Exception {
    try (var fake = engine("", "", 500);
        var client = client(fake)) {
      CallFailed failed = catchThrowableOfType(CallFailed.class, () -> create(client, RELEASE));
      assertThat(failed.problem().toString()).contains("oops").doesNotContain(CANARY);
      assertThat(changes(fake).getLast()).startsWith("DELETE /v1.41/containers/" + ID);
    }
  }

  @Test
  void aVolumeOfTheImageThatWouldHideASecretIsRefused() throws Exception {
    try (var fake = engine("", "{\"Destination\":\"/var/run\"}", 200);
        var client = client(fake)) {
      CallFailed failed = catchThrowableOfType(CallFailed.class, () -> create(client, RELEASE));
      assertThat(failed.problem().toString()).contains("secret DB").contains("/var/run");
      assertThat(changes(fake)).noneMatch(line -> line.startsWith("PUT"));
    }
  }

  /// The engine may repeat a variable that it does not like.
  @Test
  void whatAnEngineRepeatsOfASecretIsNotShown() throws Exception {
    Release variable =
        PLAIN.with(List.of(new KnownSecret("DB", Delivery.ENV, Secret.of(CANARY), "1a2b3c4d")));
    try (var fake =
            new FakeEngine(
                PONG, (_, out) -> say(out, 400, "{\"message\":\"bad DB=%s\"}".formatted(CANARY)));
        var client = client(fake)) {
      CallFailed failed = catchThrowableOfType(CallFailed.class, () -> create(client, variable));
      assertThat(failed.problem().why()).contains("bad DB=******");
      assertThat(failed).hasNoCause();
    }
  }

  @Test
  void onlyAVariableIsInTheBodyAndNoLabelHasAValue() {
    Release both =
        PLAIN.with(
            List.of(
                new KnownSecret("FILE", Delivery.FILE, Secret.of("canary-file"), "11111111"),
                new KnownSecret("VARIABLE", Delivery.ENV, Secret.of("canary-env"), "22222222")));
    var body =
        new ContainerBody(
                Samples.service("r/pxapp", Samples.adopted()),
                Samples.SLOT,
                both,
                new Origin("r1", 1))
            .json();
    assertThat(body.toString()).doesNotContain("canary-file");
    assertThat(body.get("Env").toString()).contains("VARIABLE=canary-env");
    assertThat(body.getAsJsonObject("Labels").toString()).doesNotContain("canary");
    assertThat(body.getAsJsonObject("Labels").get("ballast.secrets").getAsString())
        .isEqualTo("FILE=11111111,VARIABLE=22222222@env");
    assertThat(SecretMarks.parse("FILE=11111111,VARIABLE=22222222@env"))
        .containsEntry("FILE", "11111111")
        .containsEntry("VARIABLE", "22222222@env");
    assertThat(SecretMarks.parse("")).isEmpty();
  }

  @Test
  void theContainersUserIsFoundByNumberOrInItsOwnPasswd() {
    assertThat(Passwd.number("")).contains(0);
    assertThat(Passwd.number("1000:1000")).contains(1000);
    assertThat(Passwd.number("app:app")).isEmpty();
    String passwd = "root:x:0:0:root:/root:/bin/sh\nbroken\napp:x:1234:99::/:/bin/false\n";
    assertThat(Passwd.find(passwd, "app:grp")).contains(1234);
    assertThat(Passwd.find(passwd, "broken")).isEmpty();
    assertThat(Passwd.find(passwd, "nobody")).isEmpty();
  }

  private static FakeEngine engine(String listed, String mounts, int archive) throws IOException {
    return new FakeEngine(PONG, (line, out) -> answer(line, out, listed, mounts, archive));
  }

  private static void answer(
      String line, OutputStream out, String listed, String mounts, int archive) throws IOException {
    if (line.contains("/containers/json")) {
      say(out, 200, "[%s]".formatted(listed));
    } else if (line.contains("/archive")) {
      say(out, archive, archive == 200 ? "" : "{\"message\":\"oops\"}");
    } else if (line.contains("/create")) {
      say(out, 201, "{\"Id\":\"%s\"}".formatted(ID));
    } else if (line.startsWith("GET")) {
      say(out, 200, "{\"Config\":{\"User\":\"1000\"},\"Mounts\":[%s]}".formatted(mounts));
    } else {
      say(out, "HTTP/1.1 204 X\r\n\r\n");
    }
  }

  private static String container(String name, String service) {
    return "{\"Id\":\"%s\",\"Names\":[\"%s\"],\"Labels\":{\"ballast.service\":\"%s\"}}"
        .formatted(OLD, name, service);
  }

  private static String create(DockerClient client, Release release)
      throws CallFailed, InterruptedException {
    return new DockerEngine(Samples.service("r/pxapp", Samples.adopted()), Samples.HOST, client)
        .create(Samples.SLOT, release, new Origin("r1", 1));
  }

  private static List<String> changes(FakeEngine fake) {
    return fake.received().stream()
        .filter(line -> !line.startsWith("GET"))
        .map(line -> line.replace(" HTTP/1.1", ""))
        .toList();
  }

  private static DockerClient client(FakeEngine fake) {
    return new DockerClient("fe-1", fake.socket(), Limits.defaults());
  }
}
