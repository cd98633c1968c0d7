package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.model.Problem;
import ballast.model.TcpAddress;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import ballast.tls.TestCa;
import ballast.tls.TestCa.KeyForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Certificates made by OpenSSL, and the JDK's own TLS on both sides.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineOnTcpTest {
  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofMillis(300));

  private final TestCa ca;
  private final TestCa stranger;
  private final Path server;
  private final Path client;

  EngineOnTcpTest(@TempDir Path folder) throws Exception {
    ca = TestCa.in(folder.resolve("ca"));
    stranger = TestCa.in(folder.resolve("stranger"));
    server = ca.docker("server", KeyForm.PKCS_8, 20, "IP:127.0.0.1");
    client = ca.docker("client", KeyForm.PKCS_8, 20);
  }

  private static DockerClient client(TcpAddress at, SSLContext context) {
    return new DockerClient("fe-1", new Endpoint.Tls(at, context), LIMITS);
  }

  private static Problem refused(TlsEngine engine, Path keys) throws Exception {
    return refused(engine.at("127.0.0.1"), keys);
  }

  private static Problem refused(TcpAddress at, Path keys) throws Exception {
    try (var asking = client(at, TestCa.context(keys))) {
      CallFailed failed = catchThrowableOfType(CallFailed.class, asking::ping);
      assertThat(failed).as("it answered").isNotNull();
      assertThat(failed.effect()).isEqualTo(Effect.NONE);
      assertThat(failed.problem().what()).contains("fe-1", "cannot be reached at " + at);
      return failed.problem();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEngineAnswersWhoeverItsAuthorityKnowsHoweverTheKeyIsWritten(KeyForm form)
      throws Exception {
    Path keys = ca.docker("client-" + form, form, 20);
    try (var engine = TlsEngine.with(server);
        var asking = client(engine.at("127.0.0.1"), TestCa.context(keys))) {
      asking.ping();
      asking.ping();
      asking.ping();
      assertThat(engine.connections()).as("a connection is used again").isEqualTo(1);
    }
  }

  @Test
  void anEngineOfAnotherAuthorityIsNotBelieved() throws Exception {
    try (var engine =
        TlsEngine.with(stranger.docker("server", KeyForm.PKCS_8, 20, "IP:127.0.0.1"))) {
      assertThat(refused(engine, client).why()).contains("not made by whom ca.pem believes");
    }
  }

  @Test
  void anEngineWhoseCertificateIsForAnotherHostIsNotBelieved() throws Exception {
    Path another = ca.docker("another", KeyForm.PKCS_8, 20, "DNS:fe-2.example", "IP:10.0.0.2");
    try (var engine = TlsEngine.with(another)) {
      Problem problem = refused(engine, client);
      assertThat(problem.why()).contains("its certificate is not for 127.0.0.1");
      assertThat(problem.next()).contains("subjectAltName");
    }
  }

  @Test
  void anEngineWhoseCertificateIsOverIsNotBelieved() throws Exception {
    try (var engine = TlsEngine.with(ca.docker("over", KeyForm.PKCS_8, -1, "IP:127.0.0.1"))) {
      assertThat(refused(engine, client).why()).contains("is over", "NotAfter");
    }
  }

  @Test
  void aClientThatTheEngineDoesNotKnowIsToldThatItIsTheClient() throws Exception {
    Path unknown = stranger.docker("client", KeyForm.PKCS_8, 20);
    Files.copy(
        client.resolve("ca.pem"),
        unknown.resolve("ca.pem"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (var engine = TlsEngine.with(server)) {
      Problem problem = refused(engine, unknown);
      assertThat(problem.why()).containsPattern("client certificate: .+");
      assertThat(problem.next()).contains("--tlscacert");
    }
  }

  @Test
  void whatSpeaksNoTlsIsToldApart() throws Exception {
    try (var engine = TlsEngine.plain(TlsEngine.Manners.ANSWERS)) {
      assertThat(refused(engine, client).why()).isNotBlank();
    }
  }

  @Test
  void aHostThatAcceptsAndNeverAnswersIsGivenUp() throws Exception {
    try (var engine = TlsEngine.plain(TlsEngine.Manners.SAYS_NOTHING)) {
      long began = System.nanoTime();
      assertThat(refused(engine, client).why()).contains("said nothing");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aPortWhereNobodyListensIsToldAsSuch() throws Exception {
    TcpAddress at;
    try (var engine = TlsEngine.plain(TlsEngine.Manners.ANSWERS)) {
      at = engine.at("127.0.0.1");
    }
    Problem problem = refused(at, client);
    assertThat(problem.why()).containsIgnoringCase("refused");
    assertThat(problem.next()).contains("listens");
    assertThat(refused(new TcpAddress("nowhere.invalid", 2376), client).why())
        .contains("no host of that name");
  }

  @Test
  void withoutTlsAnEngineOnLoopbackAnswersTheSame() throws Exception {
    try (var engine = TlsEngine.plain(TlsEngine.Manners.ANSWERS);
        var asking = new DockerClient("fe-1", new Endpoint.Plain(engine.at("127.0.0.1")), LIMITS)) {
      asking.ping();
      asking.ping();
    }
  }
}
