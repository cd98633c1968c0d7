package ballast.config;

import static ballast.config.Texts.config;
import static ballast.config.Texts.warningsWith;
import static ballast.config.Texts.with;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.BalancerChoice;
import ballast.model.Batches;
import ballast.model.ContainerSpec;
import ballast.model.ContainerSpec.Ulimit;
import ballast.model.Health;
import ballast.model.Https;
import ballast.model.NamePattern;
import ballast.model.Policy;
import ballast.model.Policy.MaxOut;
import ballast.model.Policy.PastDeadline;
import ballast.model.RegistryChoice;
import ballast.model.Service;
import ballast.model.Share;
import ballast.model.Strategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  @Test
  void fourKeysAreEnough() {
    var managed =
        new BalancerChoice.Managed(
            "shop",
            new NamePattern("shop-{slot}"),
            "haproxy:3.0",
            new BalancerChoice.Entrance.Http(80, Optional.empty()),
            "172.30.77");
    var health =
        new Health.Http(
            "GET", "/", Optional.empty(), 200, 299, Duration.ZERO, Duration.ofSeconds(60));
    var service =
        new Service(
            "shop",
            "registry.example/shop",
            8080,
            1,
            new NamePattern("shop-{slot}"),
            ContainerSpec.defaults(),
            health,
            managed);
    var ssh =
        new SshSettings(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            10,
            Duration.ofSeconds(10),
            List.of());
    assertThat(config(Texts.FOUR))
        .isEqualTo(
            new Config(
                service,
                Policy.defaults(),
                new Hosts.Inventory(Path.of("inventory/production")),
                Optional.empty(),
                Optional.empty(),
                ssh,
                new DockerSettings(Optional.empty(), DockerSettings.Tls.VERIFIED),
                Map.of(),
                List.of(),
                List.of(),
                new RegistryChoice.DockerConfig(Optional.empty()),
                Optional.empty()));
  }

  @Test
  void certificatesAreSoughtBesideTheFileAndTlsHasItsDefaults() {
    Config read = Texts.with("balancer: {https: {certs: [certs/shop.pem, /etc/tls/b.pem]}}\n");
    assertThat(read.service().balancer())
        .isInstanceOfSatisfying(
            BalancerChoice.Managed.class,
            managed ->
                assertThat(managed.https())
                    .contains(
                        Https.of(
                            443,
                            List.of(Path.of("certs/shop.pem"), Path.of("/etc/tls/b.pem")),
                            Https.Plain.SERVED)));
  }

  @Test
  void everySettingOfAContainerArrives() {
    var container =
        with("""
        slots: 3
        container:
          command: [serve, "--greeting=hello world"]
          user: 1000:1000
          env: {NUMBER: 010, YES: yes, RATIO: 1.10, EMPTY: "", LINES: "a\\nb"}
          publish: ["127.0.0.1:808{slot}:8080", "9000", "[::1]:{slot}0:53/udp"]
          volumes: ["/srv/{host}:/data:ro,z", "shop-{slot}:/cache"]
          labels: {team: shop}
          memory: 512m
          cpus: 0.5
          ulimits: {nofile: "1024:2048", core: 0, memlock: -1}
          network: back
          stop_signal: SIGRTMIN+3
          stop_grace: 500ms
          restart: on-failure:3
          log: {driver: json-file, options: {max-size: 10m}}
          extra_hosts: ["db:10.0.0.9", "me:host-gateway"]
          cap_add: [NET_BIND_SERVICE]
        """)
            .service()
            .container();
    assertThat(container)
        .isEqualTo(
            new ContainerSpec(
                List.of("serve", "--greeting=hello world"),
                Optional.of("1000:1000"),
                new TreeMap<>(
                    Map.of(
                        "NUMBER", "010", "YES", "yes", "RATIO", "1.10", "EMPTY", "", "LINES",
                        "a\nb")),
                List.of("127.0.0.1:808{slot}:8080", "9000", "[::1]:{slot}0:53/udp"),
                List.of("/srv/{host}:/data:ro,z", "shop-{slot}:/cache"),
                new TreeMap<>(Map.of("team", "shop")),
                OptionalLong.of(512L << 20),
                OptionalLong.of(500_000_000),
                List.of(
                    new Ulimit("core", 0, 0),
                    new Ulimit("memlock", -1, -1),
                    new Ulimit("nofile", 1024, 2048)),
                Optional.of("back"),
                Optional.of("SIGRTMIN+3"),
                Duration.ofMillis(500),
                "on-failure:3",
                Optional.of(
                    new ContainerSpec.Log("json-file", new TreeMap<>(Map.of("max-size", "10m")))),
                List.of("db:10.0.0.9", "me:host-gateway"),
                List.of("NET_BIND_SERVICE")));
  }

  @Test
  void everySettingOfARolloutArrives() {
    var policy =
        with("""
        slots: 3
        rollout:
          strategy: rolling
          batch: [1, "10%", 35%]
          per_host: 2
          max_out: 12%
          soak: 1h
          drain: {deadline: 5m, then: cut}
          on_failure: pause
          tolerate: 10%
          stall: 20m
          keep: 3
        """)
            .policy();
    assertThat(policy)
        .isEqualTo(
            new Policy(
                new MaxOut.Of(new Share.Percent(12)),
                2,
                new Batches.Serial(
                    List.of(new Share.Count(1), new Share.Percent(10), new Share.Percent(35))),
                new Policy.Drain(Duration.ofMinutes(5), PastDeadline.CUT),
                Duration.ofHours(1),
                new Policy.Failing(
                    Optional.of(new Share.Percent(10)),
                    Policy.Reaction.PAUSE,
                    Duration.ofMinutes(20)),
                3,
                Strategy.ROLLING));
    assertThat(with("rollout: {strategy: blue-green}").policy().strategy())
        .isEqualTo(Strategy.BLUE_GREEN);
    assertThat(with("rollout: {strategy: surge}").policy().strategy()).isEqualTo(Strategy.surge(1));
    assertThat(with("rollout: {strategy: surge, surge: 2}").policy().strategy())
        .isEqualTo(Strategy.surge(2));
    assertThat(with("rollout: {tolerate: 0}").policy().failing().tolerate()).isEmpty();
    assertThat(with("rollout: {batch: 35%}").policy().batches())
        .isEqualTo(new Batches.Serial(List.of(new Share.Percent(35))));
    assertThat(with("rollout: {batches: 3}").policy().batches()).isEqualTo(new Batches.Even(3));
    assertThat(with("rollout: {max_out: 3}").policy().maxOut())
        .isEqualTo(new MaxOut.Of(new Share.Count(3)));
  }

  @Test
  void healthAndBalancersArrive() {
    assertThat(
            with("health: {path: '/api?x=1', method: HEAD, host: shop, status: 204, healthy_for: 5s}")
                .service()
                .health())
        .isEqualTo(
            new Health.Http(
                "HEAD",
                "/api?x=1",
                Optional.of("shop"),
                204,
                204,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60)));
    var server = new NamePattern("s{slot}");
    assertThat(
            with("balancer: {socket: /run/a.sock, master: /run/m.sock, server: 's{slot}'}")
                .service()
                .balancer())
        .isEqualTo(
            new BalancerChoice.AtSocket(
                "shop", server, Path.of("/run/a.sock"), Optional.of(Path.of("/run/m.sock"))));
    assertThat(
            with("balancer: {managed: false, container: lb, backend: be, server: 's{slot}'}")
                .service()
                .balancer())
        .isEqualTo(
            new BalancerChoice.InContainer(
                "be", server, "lb", Path.of("/var/run/haproxy.sock"), Optional.empty()));
    assertThat(
            with("balancer: {container: lb, master: /run/m.sock, server: 's{slot}'}")
                .service()
                .balancer())
        .isEqualTo(
            new BalancerChoice.InContainer(
                "shop",
                server,
                "lb",
                Path.of("/var/run/haproxy.sock"),
                Optional.of(Path.of("/run/m.sock"))));
  }

  @Test
  void hostsMayBeListed() {
    String text =
        Texts.FOUR.replace(
            "hosts: inventory/production",
            """
            hosts:
              - local
              - fe-1
              - deploy@fe-2:2222
              - root@[2001:db8::1]:22
              - {name: fe-3, address: 10.0.0.3, port: 22, user: me, key: keys/fe-3}
            """);
    assertThat(config(text).hosts())
        .isEqualTo(
            new Hosts.Listed(
                List.of(
                    new HostLine.Local(),
                    remote("fe-1", "", 0, ""),
                    remote("fe-2", "", 2222, "deploy"),
                    remote("2001:db8::1", "2001:db8::1", 22, "root"),
                    new HostLine.Remote(
                        "fe-3",
                        Optional.of("10.0.0.3"),
                        OptionalInt.of(22),
                        Optional.of("me"),
                        Optional.of(Path.of("keys/fe-3"))))));
  }

  private static HostLine remote(String name, String address, int port, String user) {
    return new HostLine.Remote(
        name,
        Optional.of(address).filter(text -> !text.isEmpty()),
        port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
        Optional.of(user).filter(text -> !text.isEmpty()),
        Optional.empty());
  }

  @Test
  void pathsAreAsSeenFromTheFileAndHomeStaysHome() {
    var reading =
        ConfigReader.parse(
            Texts.FOUR + "ssh: {key: ~/.ssh/deploy, user: me, port: 22}", "deploy/ballast.yml");
    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Read.class,
            read -> {
              assertThat(read.config().hosts())
                  .isEqualTo(new Hosts.Inventory(Path.of("deploy/inventory/production")));
              assertThat(read.config().ssh().key()).contains(Path.of("~/.ssh/deploy"));
            });
  }

  @Test
  void anchorsAliasesAndMergesAreTakenInAndWhatIsWrittenHereComesFirst() {
    var container =
        with("""
        container:
          env: &shared {A: 1, B: 2}
          labels: {<<: *shared, B: mine}
        """)
            .service()
            .container();
    assertThat(container.labels()).isEqualTo(Map.of("A", "1", "B", "mine"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"container:\n", "container: ~\n", "container: {}\n", "\n# nothing\n"})
  void aSectionThatSaysNothingKeepsItsDefaults(String lines) {
    assertThat(with(lines)).isEqualTo(config(Texts.FOUR));
  }

  @Test
  void whatIsAllowedAndHardlyMeantIsWarnedOf() {
    assertThat(
            warningsWith(
                """
                container: {command: "migrate && serve", restart: no}
                ssh: {args: [-o, StrictHostKeyChecking=no]}
                """))
        .containsExactly(
            "ballast.yml:5:22: container.command: no shell runs it, so '&&' is an argument like any"
                + " other — for a shell write [sh, -c, \"…\"]",
            "ballast.yml:5:51: container.restart: with 'no' a reboot of a host leaves its slots out"
                + " — always brings them back",
            "ballast.yml:6:18: ssh.args: without host keys nobody knows whose Docker this is — put"
                + " the hosts into known_hosts instead");
  }
}
