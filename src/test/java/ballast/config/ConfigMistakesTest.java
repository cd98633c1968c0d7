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
}
