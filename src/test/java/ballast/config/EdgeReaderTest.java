package ballast.config;

import static ballast.config.Texts.mistakeWith;
import static ballast.config.Texts.with;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.EdgeChoice;
import ballast.model.EdgeChoice.Google.Members;
import ballast.model.EdgeChoice.Haproxy.Admin;
import ballast.model.EdgeChoice.Haproxy.Tier;
import ballast.model.HostPattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeReaderTest {
  private static EdgeSettings edge(String lines) {
    return with("edge:\n" + lines.indent(2)).edge().orElseThrow();
  }

  @Test
  void withoutOneThereIsNone() {
    assertThat(with("edge: {leave_deadline: 1m}\n").edge()).isEmpty();
    assertThat(with("edge:\n").edge()).isEmpty();
  }

  @Test
  void oneHaproxyByItsSocketHasTheServicesNameAndAServerForEachHost() {
    assertThat(edge("haproxy: {socket: /run/edge.sock}"))
        .isEqualTo(
            new EdgeSettings(
                new EdgeChoice.Haproxy(
                    List.of(
                        new Tier(
                            new Admin.Socket(
                                Path.of("/run/edge.sock"), Optional.empty(), Optional.empty()),
                            "shop",
                            new HostPattern("{host}")))),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5)));
  }

  @Test
  void severalHaproxiesAreAListEachWithItsOwnNames() {
    var edge =
        edge(
            """
            leave_deadline: 90s
            join_deadline: 2m
            haproxy:
              - {socket: /run/edge.sock, host: "me@edge-1:2222", master: /run/m.sock, backend: fe}
              - {address: "[2001:db8::5]:9999", server: "s-{edge_name}"}
            """);
    assertThat(edge)
        .isEqualTo(
            new EdgeSettings(
                new EdgeChoice.Haproxy(
                    List.of(
                        new Tier(
                            new Admin.Socket(
                                Path.of("/run/edge.sock"),
                                Optional.of(Path.of("/run/m.sock")),
                                Optional.of("me@edge-1:2222")),
                            "fe",
                            new HostPattern("{host}")),
                        new Tier(
                            new Admin.Tcp("2001:db8::5", 9999),
                            "shop",
                            new HostPattern("s-{edge_name}")))),
                Duration.ofSeconds(90),
                Duration.ofMinutes(2)));
  }

  @Test
  void googlesEdgeHasAllItsNames() {
    var edge =
        edge(
            """
            google:
              project: example-shop
              zone: "{gcp_zone}"
              region: europe-west1
              backend_service: shop
              neg: shop-neg
              port: 8443
              instance: "vm-{host}"
              endpoint: https://compute.example
            """);
    assertThat(edge.choice())
        .isEqualTo(
            new EdgeChoice.Google(
                "example-shop",
                new HostPattern("{gcp_zone}"),
                Optional.of("europe-west1"),
                new Members.Neg(new HostPattern("shop-neg"), OptionalInt.of(8443)),
                "shop",
                new HostPattern("vm-{host}"),
                Optional.of(URI.create("https://compute.example"))));
  }

  @Test
  void commandsAreListsOfWords() {
    assertThat(
            edge("command: {leave: [a, b c], join: [d], state: [e, \"\"], deadline: 5s}").choice())
        .isEqualTo(
            new EdgeChoice.Commands(
                List.of("a", "b c"),
                List.of("d"),
                List.of("e", ""),
                Path.of(""),
                Duration.ofSeconds(5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {haproxy: {backend: fe}}                               | ballast.yml:5:8: edge.haproxy: which HAProxy is it?
          {haproxy: {socket: a.sock}}                            | ballast.yml:5:26: edge.haproxy.socket: 'a.sock' is not the path of a socket
          {haproxy: {address: edge}}                             | ballast.yml:5:27: edge.haproxy.address: 'edge' is not an address with a port
          {haproxy: {address: "e:99999"}}                        | ballast.yml:5:27: edge.haproxy.address: '99999' is not a port
          {haproxy: {address: "e:1", socket: /a}}                | ballast.yml:5:18: edge.haproxy: socket and address exclude each other
          {haproxy: {address: "e:1", host: e}}                   | ballast.yml:5:34: edge.haproxy: host goes with socket
          {haproxy: {socket: /a, host: "-oProxyCommand=id"}}     | ballast.yml:5:36: edge.haproxy.host: '-oProxyCommand=id' is not a host name
          {haproxy: {socket: /a, server: "a;b"}}                 | ballast.yml:5:38: edge.haproxy.server: 'a;b' is not a name for every host
          {haproxy: {socket: /a, servr: a}}                      | ballast.yml:5:30: unknown key 'servr'
          {haproxy: []}                                          | ballast.yml:5:8: edge.haproxy: an empty list
          {haproxy: [a]}                                         | ballast.yml:5:18: edge.haproxy: a single value where keys are wanted
          {haproxy: {socket: /a}, command: {leave: [a], join: [a], state: [a]}} | ballast.yml:5:31: edge: haproxy and command exclude each other
          {google: {project: shop, zone: b, backend_service: s}} | ballast.yml:5:8: edge.google: what is a host taken out of?
          {google: {project: shop, neg: a}}                      | ballast.yml:5:8: edge.google: missing: zone, backend_service
          {google: {project: SHOP, zone: b, backend_service: s, neg: a}} | ballast.yml:5:26: edge.google.project: 'SHOP' is not a project id
          {google: {project: shop, zone: b, backend_service: s, neg: a, instance_group: b}} | ballast.yml:5:61: edge.google: instance_group and neg exclude each other
          {google: {project: shop, zone: b, backend_service: s, instance_group: b, port: 1}} | ballast.yml:5:80: edge.google: port goes with neg
          {google: {project: shop, zone: b, backend_service: s, neg: a, endpoint: "http://far.example:80"}} | ballast.yml:5:79: edge.google.endpoint: 'http://far.example:80' is not the address of an API
          {command: {leave: [a], join: [a]}}                     | ballast.yml:5:8: edge.command: missing: state
          {command: {leave: run me, join: [a], state: [a]}}      | ballast.yml:5:25: edge.command.leave: a single value where a list is wanted
          {command: {leave: [], join: [a], state: [a]}}          | ballast.yml:5:18: edge.command.leave: names no program
          {command: {leave: [a], join: [a], state: [a], deadline: 0s}} | ballast.yml:5:63: edge.command.deadline: '0s' is not a deadline
          {gogle: {}}                                            | ballast.yml:5:8: unknown key 'gogle'
          """)
  void everyMistakeHasItsPlaceAndItsWords(String edge, String headline) {
    assertThat(mistakeWith("edge: " + edge + "\n")).startsWith(headline);
  }
}
