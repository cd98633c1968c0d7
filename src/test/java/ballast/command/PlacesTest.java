package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.cli.Exit;
import ballast.config.DockerSettings;
import ballast.config.HostLine;
import ballast.context.DockerHome;
import ballast.model.Host;
import ballast.model.TcpAddress;
import ballast.reach.Place;
import ballast.tls.ClientKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final TcpAddress FAR = new TcpAddress("fe-1.example", 2376);
  private static final TcpAddress FARTHER = new TcpAddress("fe-2.example", 2376);
  private static final TcpAddress NEAR = new TcpAddress("127.0.0.1", 2375);

  private static List<Place> listed(
      DockerSettings settings, Map<String, String> environment, HostLine... lines) throws Failure {
    return new Places(
            settings, OptionalInt.empty(), new DockerHome(environment, Path.of("/home/me")))
        .listed(List.of(lines));
  }

  private static DockerSettings settings(DockerSettings.Tls tls, String... certPath) {
    return new DockerSettings(
        Optional.of(certPath).filter(one -> one.length > 0).map(one -> Path.of(one[0])), tls);
  }

  private static HostLine line(String name, TcpAddress at, String... certPath) {
    return new HostLine.ByTcp(
        name, at, Optional.of(certPath).filter(one -> one.length > 0).map(one -> Path.of(one[0])));
  }

  private static Place tls(String name, String folder) {
    return new Place.ByTcp(
        new Host(name),
        FAR,
        new Place.Security.Tls(new ClientKeys(Path.of(folder), ClientKeys.Needs.ALL)));
  }

  @Test
  void aHostsOwnCertificatesComeBeforeThoseOfTheFleetAndThoseOfDocker() throws Exception {
    var set = settings(DockerSettings.Tls.VERIFIED, "/fleet");
    var unset = settings(DockerSettings.Tls.VERIFIED);
    assertThat(listed(set, Map.of(), line("a", FAR, "/own"))).containsExactly(tls("a", "/own"));
    assertThat(listed(set, Map.of(), line("b", FAR))).containsExactly(tls("b", "/fleet"));
    assertThat(listed(unset, Map.of("DOCKER_CERT_PATH", "/docker"), line("a", FAR)))
        .containsExactly(tls("a", "/docker"));
    assertThat(listed(unset, Map.of(), line("a", FAR)))
        .containsExactly(tls("a", "/home/me/.docker"));
  }

  @Test
  void withoutTlsOnlyLoopbackIsAskedAndEveryOtherHostIsToldWhy() throws Exception {
    var none = settings(DockerSettings.Tls.NONE);
    assertThat(listed(none, Map.of(), line("a", NEAR)))
        .containsExactly(new Place.ByTcp(new Host("a"), NEAR, new Place.Security.OnLoopback()));
    Failure failure =
        catchThrowableOfType(
            Failure.class,
            () -> listed(none, Map.of(), line("a", FAR), line("b", NEAR), line("c", FARTHER)));
    assertThat(failure.getMessage())
        .contains("a: tcp://fe-1.example:2376 would be asked without TLS", "c: tcp://", "has root")
        .doesNotContain("b: ");
  }

  private static Place local(String name, String engine) {
    return new Place.Local(new Host(name), Path.of(engine));
  }

  @Test
  void whatDockerWouldAskIsNeverPlainEither() throws Exception {
    var verified = settings(DockerSettings.Tls.VERIFIED);
    var docker = new HostLine.AsDocker();
    assertThat(listed(verified, Map.of(), docker))
        .containsExactly(local("docker", "/var/run/docker.sock"));
    assertThat(listed(verified, Map.of("DOCKER_HOST", "unix:///run/user/1000/docker.sock"), docker))
        .containsExactly(local("docker", "/run/user/1000/docker.sock"));
    assertThat(
            listed(
                verified,
                Map.of(
                    "DOCKER_HOST", "tcp://fe-1.example:2376",
                    "DOCKER_TLS_VERIFY", "1",
                    "DOCKER_CERT_PATH", "/certs"),
                docker))
        .containsExactly(tls("docker", "/certs"));
    assertThat(
            catchThrowableOfType(
                    Failure.class,
                    () -> listed(verified, Map.of("DOCKER_HOST", "tcp://fe-1.example"), docker))
                .getMessage())
        .contains("without TLS", "DOCKER_TLS_VERIFY");
  }

  @Test
  void oneMachineUnderTwoNamesIsRefusedHoweverItIsReached() throws Exception {
    var fleet = settings(DockerSettings.Tls.VERIFIED, "/fleet");
    twins(fleet, HostLine.of("10.0.0.1"), remote("b", "10.0.0.1", 22));
    twins(fleet, remote("a", "FE-1.example", 2222), remote("b", "fe-1.example", 2222));
    twins(fleet, line("a", FAR), line("b", FAR));
    twins(fleet, new HostLine.Local(), new HostLine.AsDocker());
    assertThat(
            listed(
                fleet,
                Map.of(),
                remote("a", "10.0.0.1", 22),
                remote("b", "10.0.0.1", 23),
                remote("c", "10.0.0.2", 22),
                line("d", FAR),
                new HostLine.Local()))
        .hasSize(5);
  }

  @Test
  void theSshPortOfBallastYmlIsThatOfEveryHostWithoutOneOfItsOwn() throws Exception {
    var home = new DockerHome(Map.of(), Path.of("/home/me"));
    var fleet = settings(DockerSettings.Tls.VERIFIED);
    var places = new Places(fleet, OptionalInt.of(2222), home);
    assertThat(places.listed(List.of(HostLine.of("fe-1"), remote("b", "fe-1", 22)))).hasSize(2);
    assertThat(
            catchThrowableOfType(
                    Failure.class,
                    () -> places.listed(List.of(HostLine.of("fe-1"), remote("b", "fe-1", 2222))))
                .getMessage())
        .contains("fe-1 and b are the same machine: fe-1, port 2222");
  }

  private static HostLine remote(String name, String address, int port) {
    return new HostLine.Remote(
        name, Optional.of(address), OptionalInt.of(port), Optional.empty(), Optional.empty());
  }

  private static void twins(DockerSettings settings, HostLine one, HostLine other) {
    Failure failure =
        catchThrowableOfType(Failure.class, () -> listed(settings, Map.of(), one, other));
    assertThat(failure.getMessage())
        .contains("%s and %s are the same machine".formatted(one.name(), other.name()), "next: ");
    assertThat(failure.exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void aContextThatIsNotThereIsToldWithItsHost() {
    assertThat(
            catchThrowableOfType(
                    Failure.class,
                    () ->
                        listed(
                            settings(DockerSettings.Tls.VERIFIED),
                            Map.of(),
                            new HostLine.ByContext("fe-1", "prod")))
                .getMessage())
        .contains("fe-1: docker's context 'prod' leads nowhere", "no such context");
  }

  @Test
  void loopbackIsKnownByItsNameAlone() {
    for (String near : List.of("localhost", "127.0.0.1", "127.8.8.8", "::1")) {
      assertThat(new TcpAddress(near, 1).loopback()).as(near).isTrue();
    }
    for (String far :
        List.of("localhost.example", "128.0.0.1", "10.127.0.0", "::2", "127.0.0.1.x")) {
      assertThat(new TcpAddress(far, 1).loopback()).as(far).isFalse();
    }
  }
}
