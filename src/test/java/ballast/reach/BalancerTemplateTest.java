package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.ManagedConfig;
import ballast.haproxy.ServerName;
import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.ContainerSpec;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.NamePattern;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.Service;
import ballast.port.Engine;
import ballast.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BalancerTemplateTest {
  private static final Host FE_1 = new Host("fe-1");
  private static final BalancerChoice.Managed MANAGED =
      new BalancerChoice.Managed(
          "pxapp_cluster",
          new NamePattern("pxApp_{slot}"),
          "haproxy:3.0",
          new BalancerChoice.Entrance.Http(80, Optional.empty()),
          "172.30.77");
  private static final Service SERVICE =
      new Service(
          "pxapp",
          "registry.example/pxapp",
          8080,
          3,
          new NamePattern("pxapp-{slot}"),
          ContainerSpec.defaults(),
          new Health.Http(
              "HEAD",
              "/api/v1/my/status",
              Optional.of("pxapp"),
              200,
              299,
              Duration.ZERO,
              Duration.ofSeconds(60)),
          MANAGED);

  @TempDir Path folder;

  @Test
  void ballastsOwnPartsMakeBallastsOwnConfig() throws IOException {
    String parts =
        "# Written by Ballast. Changes made here are lost.\n"
            + "{{ ballast.global }}\n{{ ballast.defaults }}\n{{ ballast.frontend }}\n{{ ballast.backend }}";
    assertThat(text(parts, Map.of())).isEqualTo(own().render());
  }

  /// The seed's backend, with its loop and its inventory variable, leading to where slots are.
  @Test
  void theSeedsBackendBetweenBallastsOwnPartsIsAConfigThatRolloutsCanRestOn() throws IOException {
    String config =
        text(
            """
            {{ ballast.global }}
            {{ ballast.defaults }}
            {{ ballast.frontend }}
            backend pxapp_cluster
            balance roundrobin
            option httpchk HEAD /api/v1/my/status HTTP/1.1\\r\\nHost:pxapp
            {% for id in range(1, app_per_host + 1) %}
            server pxApp_{{ id }} {{ slots[id - 1].address }}:8080 check {{ slots[id - 1].disabled }}
            {% endfor %}
            """,
            Map.of("app_per_host", 4L));
    assertThat(config)
        .contains("server pxApp_3 172.30.77.13:8080 check\n")
        .contains("server pxApp_4 172.30.77.14:8080 check disabled\n");
    assertThat(ManagedConfig.with(config, new ServerName("pxApp_4"), ManagedConfig.Use.SERVING))
        .contains("server pxApp_4 172.30.77.14:8080 check\n");
  }

  @Test
  void theSeedsBackendWordForWordIsToldWhatItLacks() throws IOException {
    assertThat(
            refused(
                """
                backend pxapp_cluster
                balance roundrobin
                option httpchk HEAD /api/v1/my/status HTTP/1.1\\r\\nHost:pxapp
                {% for id in range(1, app_per_host + 1) %}
                server pxApp_{{ id }} pxApp_{{ id }}:8080 check
                {% endfor %}
                """,
                Map.of("app_per_host", 4L)))
        .extracting(Problem::what)
        .anyMatch(what -> what.contains("stats socket /run/ballast/admin.sock"))
        .anyMatch(what -> what.contains("port 80"))
        .anyMatch(what -> what.contains("option redispatch"))
        .anyMatch(what -> what.contains("server pxApp_1 leads to pxApp_1:8080"))
        .anyMatch(what -> what.contains("pxApp_4 is open, and its slot is empty"));
  }

  @Test
  void eachHostHasItsOwnVariablesAndAMistakeIsToldWithItsLine() throws IOException {
    assertThat(refused("#\n{{ app_per_host }}\n", Map.of()))
        .extracting(Problem::what)
        .first()
        .asString()
        .contains("haproxy.cfg.j2:2:", "app_per_host");
  }

  @Test
  void ballastsOwnNamesAreNotTakenByTheInventorys() throws IOException {
    String config =
        text(
            "# {{ service }} {{ vars.service }} {{ host }}\n"
                + "{{ ballast.global }}{{ ballast.defaults }}{{ ballast.frontend }}{{ ballast.backend }}",
            Map.of("service", "theirs"));
    assertThat(config).startsWith("# pxapp theirs fe-1\n");
  }

  private static ManagedConfig own() {
    List<Engine.Found> serving =
        IntStream.rangeClosed(1, SERVICE.slots()).mapToObj(BalancerTemplateTest::holder).toList();
    List<ManagedConfig.Slot> slots = BalancerSetup.slots(SERVICE, MANAGED, 1, serving);
    var wish =
        new BalancerSetup.Wish(
            SERVICE, 1, MANAGED, List.of(), new BalancerTemplate(Optional.empty(), Map.of()), FE_1);
    return new BalancerConfig(wish, FE_1, slots, 0).own();
  }

  private static Engine.Found holder(int slot) {
    return new Engine.Found(
        slot,
        new Berth(
            "id",
            new ReleaseId("v1"),
            "v1",
            Berth.Place.HOLDER,
            Berth.State.RUNNING,
            Optional.empty(),
            Instant.EPOCH));
  }

  private BalancerTemplate.Outcome outcome(String template, Map<String, Object> vars)
      throws IOException {
    Path file = Files.writeString(folder.resolve("haproxy.cfg.j2"), template);
    return new BalancerTemplate(Optional.of(Template.read(file)), Map.of(FE_1, vars))
        .of(SERVICE, MANAGED, FE_1, own());
  }

  private String text(String template, Map<String, Object> vars) throws IOException {
    return switch (outcome(template, vars)) {
      case BalancerTemplate.Outcome.Text(var config) -> config;
      case BalancerTemplate.Outcome.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  private List<Problem> refused(String template, Map<String, Object> vars) throws IOException {
    return switch (outcome(template, vars)) {
      case BalancerTemplate.Outcome.Text(var config) -> throw new AssertionError(config);
      case BalancerTemplate.Outcome.Refused(var problems) -> problems;
    };
  }
}
