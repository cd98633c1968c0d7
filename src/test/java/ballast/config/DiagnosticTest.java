package ballast.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiagnosticTest {
  @Test
  void showsTheLineWithACaretUnderTheMistake() {
    var diagnostic =
        new Diagnostic(
            "ballast.yml", 7, 5, "unknown key 'slotz'", "    slotz: 3", "did you mean 'slots'?");
    assertThat(diagnostic.render())
        .isEqualTo(
            """
            ballast.yml:7:5: unknown key 'slotz' — did you mean 'slots'?
                7 |     slotz: 3
                  |     ^\
            """);
  }

  @Test
  void keepsTabsSoThatTheCaretStandsWhereTheTerminalPutsTheMistake() {
    assertThat(new Diagnostic("f", 1, 3, "bad", "\ta\t", "").render())
        .isEqualTo("f:1:3: bad\n    1 | \ta\t\n      | \t ^");
  }

  @Test
  void countsCharactersAndNotHalvesOfThem() {
    assertThat(new Diagnostic("f", 1, 3, "bad", "😀😀x", "").render())
        .isEqualTo("f:1:3: bad\n    1 | 😀😀x\n      |   ^");
  }

  @Test
  void showsOnlyTheNeighbourhoodInALineWithoutEnd() {
    var lines =
        new Diagnostic("f", 1, 5_001, "bad", "x".repeat(5_000) + "!" + "y".repeat(5_000), "")
            .render()
            .lines()
            .toList();
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(120));
    assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo('!');
  }

  @Test
  void ofAFlagNamesTheFlag() {
    assertThat(Diagnostic.ofFlag("--soak", "5", "'5' is not a duration", "write 5s").render())
        .isEqualTo("--soak: '5' is not a duration — write 5s");
  }
}
