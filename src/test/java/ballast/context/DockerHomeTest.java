package ballast.context;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.TcpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerHomeTest {
  private static final TcpAddress AT = new TcpAddress("fe-1.example", 2376);

  private static final EngineAt HERE = new EngineAt.Here(EngineAt.Here.USUAL);

  @TempDir private Path home;

  private DockerHome docker(String... variables) {
    var environment = new java.util.HashMap<String, String>();
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return new DockerHome(environment, home);
  }

  private void context(String name, String host, String more) throws Exception {
    Path meta = home.resolve(".docker/contexts/meta").resolve(sha256(name));
    Files.createDirectories(meta);
    Files.writeString(
        meta.resolve("meta.json"),
        """
        {"Name":"%s","Metadata":{},"Endpoints":{"docker":{"Host":"%s"%s}}}
        """
            .formatted(name, host, more));
  }

  private static String sha256(String name) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(
            java.security.MessageDigest.getInstance("SHA-256")
                .digest(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void withoutAnythingSaidItIsThisMachinesOwn() {
    assertThat(docker().standard()).isEqualTo(HERE);
    assertThat(docker("DOCKER_HOST", "").standard()).isEqualTo(HERE);
    assertThat(docker("DOCKER_HOST", "unix:///var/run/docker.sock").standard()).isEqualTo(HERE);
  }

  @Test
  void anEngineThatListensElsewhereOnThisMachineIsAskedThere() throws Exception {
    Path rootless = Path.of("/run/user/1000/docker.sock");
    String written = "unix://" + rootless;
    assertThat(docker("DOCKER_HOST", written).standard()).isEqualTo(new EngineAt.Here(rootless));
    assertThat(docker("DOCKER_HOST", written).here()).isEqualTo(rootless);
    context("rootless", written, "");
    assertThat(docker().context("rootless")).isEqualTo(new EngineAt.Here(rootless));
    assertThat(docker("DOCKER_CONTEXT", "rootless").standard())
        .isEqualTo(new EngineAt.Here(rootless));
    assertThat(docker("DOCKER_HOST", "unix:///run/docker.sock").standard()).isEqualTo(HERE);
    assertThat(docker("DOCKER_HOST", "unix://docker.sock").standard())
        .isInstanceOf(EngineAt.Nowhere.class);
  }

  @Test
  void dockersVariablesDoNotChangeWhereAContextLeads() throws Exception {
    context("system", "unix:///var/run/docker.sock", "");
    assertThat(docker("DOCKER_HOST", "unix:///run/user/1000/docker.sock").context("system"))
        .isEqualTo(HERE);
  }

  @Test
  void onlyASocketIsThisMachinesOwn() {
    assertThat(docker().here()).isEqualTo(EngineAt.Here.USUAL);
    for (String elsewhere : new String[] {"tcp://127.0.0.1:2375", "ssh://fe-1", "unix://x", ""}) {
      assertThat(docker("DOCKER_HOST", elsewhere).here()).isEqualTo(EngineAt.Here.USUAL);
    }
  }

  @Test
  void dockersVariablesAreUnderstoodAsDockerDoes() {
    assertThat(
            docker(
                    "DOCKER_HOST", "tcp://fe-1.example:2376",
                    "DOCKER_TLS_VERIFY", "1",
                    "DOCKER_CERT_PATH", "/certs")
                .standard())
        .isEqualTo(new EngineAt.ByTcp(AT, new EngineAt.Security.Keys(Path.of("/certs"))));
    assertThat(docker("DOCKER_HOST", "tcp://fe-1.example", "DOCKER_TLS_VERIFY", "1").standard())
        .isEqualTo(new EngineAt.ByTcp(AT, new EngineAt.Security.Keys(home.resolve(".docker"))));
    assertThat(docker("DOCKER_HOST", "tcp://fe-1.example").standard())
        .isEqualTo(
            new EngineAt.ByTcp(new TcpAddress("fe-1.example", 2375), new EngineAt.Security.None()));
    assertThat(docker("DOCKER_HOST", "ssh://me@fe-1:2222").standard())
        .isEqualTo(new EngineAt.BySsh(Optional.of("me"), "fe-1", OptionalInt.of(2222)));
    assertThat(docker("DOCKER_HOST", "npipe:////./pipe/docker").standard())
        .isInstanceOf(EngineAt.Nowhere.class);
    assertThat(docker("DOCKER_HOST", "ssh://-oProxyCommand=x").standard())
        .isInstanceOf(EngineAt.Nowhere.class);
  }

  @Test
  void aContextIsReadWithItsCertificates() throws Exception {
    context("prod", "tcp://fe-1.example:2376", ",\"SkipTLSVerify\":false");
    assertThat(docker().context("prod"))
        .isEqualTo(new EngineAt.ByTcp(AT, new EngineAt.Security.None()));
    Path keys = home.resolve(".docker/contexts/tls").resolve(sha256("prod")).resolve("docker");
    Files.createDirectories(keys);
    assertThat(docker().context("prod"))
        .isEqualTo(new EngineAt.ByTcp(AT, new EngineAt.Security.ContextKeys(keys)));
    assertThat(docker("DOCKER_CONTEXT", "prod").standard()).isEqualTo(docker().context("prod"));
    Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\":\"prod\"}");
    assertThat(docker().standard()).isEqualTo(docker().context("prod"));
    assertThat(docker("DOCKER_CONTEXT", "default").standard()).isEqualTo(HERE);
    assertThat(docker("DOCKER_HOST", "ssh://fe-9").standard())
        .isEqualTo(new EngineAt.BySsh(Optional.empty(), "fe-9", OptionalInt.empty()));
  }

  @Test
  void anotherFolderOfDockersIsFound() throws Exception {
    context("prod", "ssh://fe-1", "");
    var elsewhere = new DockerHome(Map.of("DOCKER_CONFIG", home + "/.docker"), Path.of("/nowhere"));
    assertThat(elsewhere.context("prod"))
        .isEqualTo(new EngineAt.BySsh(Optional.empty(), "fe-1", OptionalInt.empty()));
  }

  @Test
  void aContextThatCannotBeFollowedSaysWhy() throws Exception {
    assertThat(why("prod")).contains("no such context");
    context("prod", "tcp://fe-1.example", ",\"SkipTLSVerify\":true");
    assertThat(why("prod")).contains("skips the verification");
    Path meta = home.resolve(".docker/contexts/meta").resolve(sha256("prod")).resolve("meta.json");
    for (String garbage : new String[] {"", "[]", "{", "{\"Endpoints\":{\"docker\":3}}", "\0"}) {
      Files.writeString(meta, garbage);
      assertThat(why("prod")).contains("not as docker writes it");
    }
    Files.write(meta, new byte[(1 << 20) + 1]);
    assertThat(why("prod")).contains("larger than");
    Files.writeString(home.resolve(".docker/config.json"), "[");
    assertThat(docker().standard()).isInstanceOf(EngineAt.Nowhere.class);
  }

  private String why(String name) {
    assertThat(docker().context(name)).isInstanceOf(EngineAt.Nowhere.class);
    return ((EngineAt.Nowhere) docker().context(name)).why();
  }
}
