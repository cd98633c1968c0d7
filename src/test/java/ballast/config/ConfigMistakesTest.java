package ballast.config;

import static ballast.config.Texts.mistakeWith;
import static ballast.config.Texts.mistakes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigMistakesTest {
  private static final Path HERE = Path.of("src/test/resources/config");

  /// A case of the table: lines after the four needed keys, and the mistake they are.
  record Case(String lines, String headline) {
    @Override
    public String toString() {
      return lines;
    }
  }

  static Stream<Case> table() {
    try {
      String text = Files.readString(HERE.resolve("mistakes.txt"), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\n\n")).map(ConfigMistakesTest::oneCase);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case oneCase(String block) {
    var lines = block.strip().lines().toList();
    return new Case(String.join("\n", lines.subList(0, lines.size() - 1)) + "\n", lines.getLast());
  }

  @ParameterizedTest
  @MethodSource("table")
  void eachMistakeIsToldWithItsPlaceAndWhatHelps(Case mistake) {
    assertThat(mistakeWith(mistake.lines())).isEqualTo("ballast.yml:" + mistake.headline());
  }

  @Test
  void tenMistakesAreToldAtOnce() throws IOException {
    String text = Files.readString(HERE.resolve("ten-mistakes.yml"), StandardCharsets.UTF_8);
    String golden = Files.readString(HERE.resolve("ten-mistakes.txt"), StandardCharsets.UTF_8);
    assertThat(Diagnostic.render(mistakes(text)) + "\n").isEqualTo(golden);
    assertThat(mistakes(text)).hasSize(10);
  }

  @Test
  void allMissingKeysAreToldAtOnce() {
    assertThat(mistakes("service: shop\n"))
        .extracting(Diagnostic::headline)
        .containsExactly(
            "ballast.yml:1:1: missing: image, hosts, port — as in 'image: registry.example/shop'"
                + " (the repository; the tag is given to deploy), 'hosts: inventory/production' (an"
                + " Ansible inventory, or a list of hosts), 'port: 8080' (where the application"
                + " listens in its container)");
  }

  @Test
  void anEmptyFileIsToldWhatItNeeds() {
    assertThat(mistakes("# nothing yet\n").getFirst().headline())
        .startsWith("ballast.yml: is empty — it needs 'service: shop'")
        .contains("'image: ", "'hosts: ", "'port: ");
  }

  @Test
  void aKeyGivenTwiceNamesBothPlaces() {
    assertThat(mistakes(Texts.FOUR + "slots: 2\nslots: 3\n").getFirst().headline())
        .isEqualTo("ballast.yml:6:1: 'slots' is given twice — the first is in line 5, column 1");
  }

  @Test
  void aBadValueIsNotFollowedByMistakesThatComeFromItsDefault() {
    assertThat(mistakes(Texts.FOUR + "slots: three\nrollout: {per_host: 2}\n")).hasSize(1);
  }

  @Test
  void pastFiftyMistakesOnlyTheirNumberIsTold() {
    var text = new StringBuilder(Texts.FOUR);
    for (int i = 0; i < 80; i++) {
      text.append("qqqqqq").append(i).append(": 1\n");
    }
    var mistakes = mistakes(text.toString());
    assertThat(mistakes).hasSize(51);
    assertThat(mistakes.getLast().headline()).isEqualTo("ballast.yml: and 30 more mistakes");
  }

  @Test
  void noValueOfTheEnvironmentIsEverShown() {
    for (String lines :
        new String[] {
          "container: {env: {PASSWORD: hunter2}, cpus: many}\n",
          "container:\n  env:\n    PASSWORD: [hunter2]\n",
          "container:\n  env: [PASSWORD=hunter2]\n",
          "container:\n  env: {PASSWORD: !vault hunter2}\n",
          "container:\n  env: {PASSWORD: \"hunter2\\0\"}\n",
          "container:\n  env: {\"A B\": hunter2}\n",
          "container:\n  env: {P: hunter2, P: hunter2}\n",
          "container: {log: {options: {token: hunter2}}}\n",
          "container:\n  env:\n    PASSWORD: \"hunter2\n",
          "container:\n  env:\n    PASSWORD: hunter2: 1\n",
        }) {
      assertThat(Diagnostic.render(mistakes(Texts.FOUR + lines)))
          .as(lines)
          .doesNotContain("hunter2");
    }
  }

  static Stream<Case> hosts() {
    return Stream.of(
        new Case("[]", "hosts: an empty list — name a host, or an inventory"),
        new Case(
            "local",
            "hosts: 'local' could be an inventory or this machine — write [local] for this machine,"
                + " ./local for an inventory of that name"),
        new Case(
            "\"fe-1,fe-2\"",
            "hosts: 'fe-1,fe-2' is not the path of an inventory — a list of hosts is written as"
                + " [fe-1, fe-2]"),
        new Case("{fe-1: x}", "hosts: a mapping where one value is wanted"),
        new Case(
            "[fe-1, me@fe-1:23]",
            "hosts: 'fe-1' is there twice — the first is in line 3, column 9"),
        new Case("[fe-1:0]", "hosts: '0' is not a port — a whole number from 1 to 65535"),
        new Case("[-l@fe-1]", "hosts: '-l' is not a user name — the user that ssh logs in as"),
        new Case(
            "[2001:db8::1]",
            "hosts: '2001:db8::1' is not a host — write fe-1, user@fe-1:22, user@[2001:db8::1]:22,"
                + " tcp://fe-1:2376, docker or local"),
        new Case(
            "[\"tcp://10.0.0.1:0\"]",
            "hosts: 'tcp://10.0.0.1:0' is not where a Docker Engine listens — write"
                + " tcp://fe-1.example:2376 or tcp://[2001:db8::1]:2376"),
        new Case(
            "[{name: fe-1, docker: \"tcp://10.0.0.1\", user: me}]",
            "hosts: one host, and more than one way to it — leave one: docker (and cert_path),"
                + " context, or address, port, user and key for ssh"),
        new Case(
            "[{name: fe-1, cert_path: certs}]",
            "hosts: cert_path without docker — as in {name: fe-1, docker: tcp://10.0.0.1, ...}"),
        new Case(
            "[{address: 10.0.0.1}]",
            "hosts: a host without a name — as in {name: fe-1, address: 10.0.0.1}"),
        new Case(
            "[{name: local, port: 22}]",
            "hosts: 'local' is this machine, and is not reached — write just local"),
        new Case("[{name: fe-1, adress: x}]", "unknown key 'adress' — did you mean 'address'?"),
        new Case(
            "[{name: fe-1, address: -x}]",
            "hosts.address: '-x' is not an address — an IP address or a DNS name"));
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void eachMistakeInTheHostsIsTold(Case mistake) {
    var mistakes = mistakes(Texts.FOUR.replace("inventory/production", mistake.lines()));
    assertThat(mistakes)
        .extracting(found -> found.headline().replaceFirst("ballast.yml:3:[0-9]+: ", ""))
        .containsExactly(mistake.headline());
  }

  static Stream<Case> needed() {
    return Stream.of(
        new Case("service: -x", "service: '-x' is not a service name"),
        new Case("service: " + "x".repeat(64), "is not a service name"),
        new Case("image: Shop", "image: 'Shop' is not the name of an image"),
        new Case("image: shop:1.2", "write only 'shop'; the release is given to ballast deploy"),
        new Case("image: shop@sha256:ab", "write only 'shop'; the release is given"),
        new Case("port: 0", "port: '0' is not a port"),
        new Case("port: 8_080", "port: '8_080' is not a port"),
        new Case("port: 8080/tcp", "port: '8080/tcp' is not a port"));
  }

  @ParameterizedTest
  @MethodSource("needed")
  void eachMistakeInTheNeededKeysIsTold(Case mistake) {
    String key = mistake.lines().substring(0, mistake.lines().indexOf(':'));
    var mistakes = mistakes(Texts.FOUR.replaceAll("(?m)^" + key + ": .*$", mistake.lines()));
    assertThat(mistakes).hasSize(1);
    assertThat(mistakes.getFirst().headline()).contains(mistake.headline());
  }

  @Test
  void aRegistryWithAPortIsNoTag() {
    assertThat(Texts.config(Texts.FOUR.replace("registry.example/", "localhost:5000/")).service())
        .satisfies(service -> assertThat(service.image()).isEqualTo("localhost:5000/shop"));
  }
}
