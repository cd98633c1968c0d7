package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.model.BalancerChoice;
import ballast.model.ContainerSpec;
import ballast.model.Origin;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContainerBodyTest {
  private static String json(BalancerChoice balancer, ContainerSpec spec) {
    return new ContainerBody(
            Samples.service("r/pxapp", balancer),
            Samples.SLOT,
            Samples.release("r/pxapp", Samples.digest("ab"), spec),
            new Origin("r-1", 1))
        .json()
        .toString();
  }

  private static ContainerSpec full() {
    return new ContainerSpec(
        List.of("serve", "--name={host}-{slot}"),
        Optional.of("1000:1000"),
        new TreeMap<>(Map.of("NAME", "{slot}")),
        List.of("80{slot}:8080", "127.0.0.1:9090:9090/udp", "[::1]::7070"),
        List.of("/srv/{slot}:/srv:ro", "/scratch"),
        new TreeMap<>(Map.of("team", "px", "ballast.service", "forged")),
        OptionalLong.of(1 << 20),
        OptionalLong.of(1_500_000_000),
        List.of(new ContainerSpec.Ulimit("nofile", 1, 2)),
        Optional.of("shop"),
        Optional.of("SIGINT"),
        Duration.ofMillis(1500),
        "on-failure:3",
        Optional.of(new ContainerSpec.Log("syslog", new TreeMap<>(Map.of("tag", "px")))),
        List.of("db:10.0.0.1"),
        List.of("NET_ADMIN"));
  }

  @Test
  void everySettingReachesTheEngine() {
    String release = Samples.release("r/pxapp", Samples.digest("ab"), full()).id().value();
    String image = "r/pxapp@sha256:" + "ab".repeat(32);
    assertThat(JsonParser.parseString(json(Samples.adopted(), full())))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"Image":"%1$s","Hostname":"pxapp-1","Cmd":["serve","--name=fe-1-1"],"User":"1000:1000","Env":["NAME=1"],
                 "Labels":{"team":"px","ballast.service":"pxapp","ballast.slot":"1","ballast.release":"%2$s",
                  "ballast.version":"1.0","ballast.rollout":"r-1","ballast.generation":"1","ballast.image":"%1$s","ballast.port":"8080"},
                 "ExposedPorts":{"8080/tcp":{},"9090/udp":{},"7070/tcp":{}},"StopSignal":"SIGINT","StopTimeout":2,
                 "Volumes":{"/scratch":{}},
                 "HostConfig":{"Binds":["/srv/1:/srv:ro"],
                  "PortBindings":{"8080/tcp":[{"HostIp":"","HostPort":"801"}],
                   "9090/udp":[{"HostIp":"127.0.0.1","HostPort":"9090"}],"7070/tcp":[{"HostIp":"::1","HostPort":""}]},
                  "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3},"NetworkMode":"shop","Memory":1048576,
                  "NanoCpus":1500000000,"Ulimits":[{"Name":"nofile","Soft":1,"Hard":2}],"ExtraHosts":["db:10.0.0.1"],
                  "CapAdd":["NET_ADMIN"],"LogConfig":{"Type":"syslog","Config":{"tag":"px"}}},
                 "NetworkingConfig":{"EndpointsConfig":{"shop":{"Aliases":["pxapp-1"]}}}}
                """
                    .formatted(image, release)));
  }

  @Test
  void behindAManagedBalancerASlotHasItsFixedAddress() {
    assertThat(json(Samples.managed(), ContainerSpec.defaults()))
        .contains("\"NetworkMode\":\"ballast-pxapp\"")
        .contains(
            "\"NetworkingConfig\":{\"EndpointsConfig\":{\"ballast-pxapp\":{\"IPAMConfig\":{\"IPv4Address\":\"172.30.77.11\"}}}}");
    assertThatThrownBy(() -> json(Samples.managed(), full()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shop");
  }

  @Test
  void portsThatNoEngineShouldGuessAboutAreRefused() {
    for (String bad :
        List.of("8000-8010:8000-8010", "x", "0:80", "80:70000", "1.2.3.4:80", "80/icmp")) {
      assertThatThrownBy(() -> PublishedPort.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(bad);
    }
    assertThat(PublishedPort.parse("80")).isEqualTo(new PublishedPort("", "", 80, "tcp"));
  }

  @Test
  void framesAreTakenApartAndACutOneIsNoAnswer() throws Exception {
    byte[] both = {1, 0, 0, 0, 0, 0, 0, 2, 'h', 'i', 2, 0, 0, 0, 0, 0, 0, 1, '!'};
    assertThat(Frames.whole(both)).isEqualTo(new Frames.Output("hi", "!"));
    assertThatThrownBy(() -> Frames.whole(java.util.Arrays.copyOf(both, 9)))
        .hasMessageContaining("breaks off");
    assertThat(Frames.log(both, Inspected.Terminal.NO)).containsExactly("hi!");
    assertThat(Frames.log(new byte[] {'a', 27, '[', '1', 'm', 'b', 7}, Inspected.Terminal.YES))
        .containsExactly("ab");
  }

  @Test
  void aTarThatIsWrittenCanBeRead() throws Exception {
    byte[] tar = Tar.of(List.of(new Tar.Entry.Text("haproxy.cfg", 0644, "global\n")));
    assertThat(tar.length % 512).isZero();
    assertThat(Tar.firstText(tar)).isEqualTo("global\n");
  }
}
