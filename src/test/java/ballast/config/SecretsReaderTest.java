package ballast.config;

import static ballast.config.Texts.mistakeWith;
import static ballast.config.Texts.mistakes;
import static ballast.config.Texts.with;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.RegistryChoice;
import ballast.model.SecretSource;
import ballast.model.SecretSpec;
import ballast.model.SecretSpec.Delivery;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretsReaderTest {
  @Test
  void aSecretIsInAVariableAFileOrTheOutputOfACommand() {
    Path here = Path.of("").toAbsolutePath();
    assertThat(
            with("""
            container:
              secrets:
                DB: {env: DB_PASSWORD}
                key.pem: {file: secrets/key.pem, as: file}
                TOKEN: {command: [op, read, "op://vault/token"], as: env}
                OTHER: {command: "vault kv get -field=x 'a b'"}
                HOME: {file: ~/db}
            """)
                .secrets())
        .containsExactlyInAnyOrder(
            new SecretSpec("DB", Delivery.FILE, new SecretSource.Variable("DB_PASSWORD")),
            new SecretSpec(
                "key.pem", Delivery.FILE, new SecretSource.InFile(Path.of("secrets/key.pem"))),
            new SecretSpec(
                "TOKEN",
                Delivery.ENV,
                new SecretSource.Output(List.of("op", "read", "op://vault/token"), here)),
            new SecretSpec(
                "OTHER",
                Delivery.FILE,
                new SecretSource.Output(List.of("vault", "kv", "get", "-field=x", "a b"), here)),
            new SecretSpec("HOME", Delivery.FILE, new SecretSource.InFile(Path.of("~/db"))));
  }

  @Test
  void theRegistryIsAskedAsDockerWouldUnlessTheFileSaysWhoAsks() {
    assertThat(with("").registry()).isEqualTo(new RegistryChoice.DockerConfig(Optional.empty()));
    assertThat(with("registry: {config: ci/config.json}\n").registry())
        .isEqualTo(new RegistryChoice.DockerConfig(Optional.of(Path.of("ci/config.json"))));
    assertThat(with("registry: {username: ci, password: {env: PASS}}\n").registry())
        .isEqualTo(new RegistryChoice.Given("ci", new SecretSource.Variable("PASS")));
  }

  @Test
  void aSecretHasOneSource() {
    assertThat(mistakeWith("container: {secrets: {DB: {}}}\n"))
        .contains("container.secrets.DB: says not where it is");
    assertThat(mistakeWith("container: {secrets: {DB: {env: X, sa: env}}}\n"))
        .contains("unknown key 'sa'", "did you mean 'as'?");
    assertThat(mistakeWith("container: {secrets: {DB: {env: A, file: b}}}\n"))
        .contains("container.secrets.DB: env and file at once");
    assertThat(mistakeWith("container: {secrets: {DB: {command: []}}}\n"))
        .contains("an empty command");
    assertThat(mistakeWith("container: {secrets: {../DB: {env: A}}}\n"))
        .contains("is not a secret's name");
    assertThat(mistakeWith("registry: {password: {env: A}}\n"))
        .contains("username and password go together");
    assertThat(mistakeWith("registry: {config: a, username: ci, password: {env: A}}\n"))
        .contains("config and username at once");
  }

  @Test
  void whereItWouldBeHiddenOrClashIsRefused() {
    assertThat(
            mistakeWith("container: {secrets: {DB: {env: A}}, volumes: [\"/srv:/run/secrets\"]}\n"))
        .contains("one lies on /run/secrets/DB");
    assertThat(mistakeWith("container: {secrets: {DB: {env: A}}, volumes: [\"x1:/var/run:ro\"]}\n"))
        .contains("one lies on /run/secrets/DB");
    assertThat(mistakeWith("container: {secrets: {DB: {env: A, as: env}}, env: {DB: x}}\n"))
        .contains("container.env has a variable of that name");
    assertThat(mistakeWith("container: {secrets: {db.key: {env: A, as: env}}}\n"))
        .contains("its name is that of a variable");
    assertThat(
            with("container: {secrets: {DB: {env: A, as: env}}, volumes: [\"/srv:/run\"]}\n")
                .secrets())
        .hasSize(1);
  }

  /// Someone who writes the secret itself learns so without seeing it again.
  @Test
  void aSecretWrittenIntoTheFileIsNeverRepeated() {
    for (String lines :
        List.of(
            "container: {secrets: {DB: \"canary hunter2\"}}\n",
            "container: {secrets: {DB: {env: \"canary hunter2\"}}}\n",
            "container: {secrets: {DB: {file: \"canary\\u0001hunter2\"}}}\n",
            "container: {secrets: {DB: {command: \"canary 'hunter2\"}}}\n",
            "registry: {username: ci, password: \"canary hunter2\"}\n",
            "registry: \"canary hunter2\"\n")) {
      String told = Diagnostic.render(mistakes(Texts.FOUR + lines));
      assertThat(told).doesNotContain("hunter2").doesNotContain("canary");
    }
  }
}
