package ballast.config;

import static ballast.config.Texts.mistakes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HostileConfigTest {
  private static final int SEED = 4711;

  @TempDir Path folder = Path.of("");

  private String mistakeIn(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("ballast.yml"), bytes);
    return mistakeIn(file);
  }

  private static String mistakeIn(Path file) {
    return switch (ConfigReader.read(file)) {
      case Reading.Read(var config, var _) -> throw new AssertionError("accepted: " + config);
      case Reading.Refused(var mistakes) -> {
        String name = String.valueOf(file.getFileName());
        yield Diagnostic.render(mistakes).replace(file.toString(), name);
      }
    };
  }

  @Test
  void aMissingFileSaysHowToGetOne() {
    assertThat(mistakeIn(folder.resolve("ballast.yml")))
        .isEqualTo("ballast.yml: no such file — run ballast init, or name another: -c FILE");
  }

  @Test
  void aFolderIsNoConfig() throws IOException {
    assertThat(mistakeIn(Files.createDirectory(folder.resolve("conf"))))
        .isEqualTo("conf: is a folder — name the file: -c FILE");
  }

  @Test
  void aFileIsReadAsItIs() throws IOException {
    Path file = folder.resolve("ballast.yml");
    Files.writeString(file, "\uFEFF" + Texts.FOUR.replace("\n", "\r\n"), StandardCharsets.UTF_8);
    assertThat(ConfigReader.read(file)).isInstanceOf(Reading.Read.class);
  }

  @Test
  void tenMegabytesAreRefusedWithTheLimit() throws IOException {
    assertThat(mistakeIn("a: b\n".repeat(2_000_000).getBytes(StandardCharsets.UTF_8)))
        .startsWith("ballast.yml: more than 1024 kilobytes — ");
  }

  @Test
  void whatIsNotUtf8IsShownWhereItBegins() throws IOException {
    assertThat(mistakeIn("service: shop\nimage: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(
            """
            ballast.yml:2:11: not UTF-8 from here on — save it as UTF-8
                2 | image: caf\uFFFD
                  |           ^\
            """);
  }

  @Test
  void aNulIsNoText() throws IOException {
    assertThat(mistakeIn("service: shop\nimage: a\0b\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            """
            ballast.yml:2:9: the character U+0000 has no place in a text file — is it the right file?
                2 | image: a\uFFFDb
                  |         ^\
            """);
  }

  @Test
  void noEscapeSequenceReachesTheTerminal() {
    assertThat(Diagnostic.render(mistakes(Texts.FOUR + "\u001b[31m: x\n")))
        .doesNotContain("\u001b");
    assertThat(Diagnostic.render(mistakes(Texts.FOUR + "\"\\e[31m\": x\n")))
        .doesNotContain("\u001b");
    assertThat(Diagnostic.render(mistakes(Texts.FOUR + "slots: \"\\e[31m\"\n")))
        .doesNotContain("\u001b");
  }

  @Test
  void aLongValueDoesNotFillTheScreen() {
    assertThat(Diagnostic.render(mistakes(Texts.FOUR + "slots: " + "9".repeat(100_000) + "\n")))
        .hasSizeLessThan(1_000);
  }

  @Test
  void anyBytesAreRefusedInGoodOrder() throws IOException {
    var random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(2_000)];
      random.nextBytes(bytes);
      assertThat(mistakeIn(bytes)).startsWith("ballast.yml");
    }
  }

  @Test
  void anyCutAndAnyFlippedLetterOfTheTemplateIsReadInGoodOrder() {
    var random = new Random(SEED);
    String text =
        new InitTemplate("shop", "shop", 80, new Hosts.Inventory(Path.of("hosts"))).text();
    String letters = "{}[]:,&*!|>'\"%@`#-? \n\tx0";
    for (int i = 0; i < 500; i++) {
      var broken = new StringBuilder(text);
      int at = random.nextInt(text.length());
      broken.setCharAt(at, letters.charAt(random.nextInt(letters.length())));
      broken.setLength(i % 2 == 0 ? text.length() : at + 1);
      assertThat(ConfigReader.parse(broken.toString(), "ballast.yml")).isInstanceOf(Reading.class);
    }
  }

  @Test
  void aBillionLaughsAreNoLaughingMatter() {
    var text = new StringBuilder(Texts.FOUR).append("a0: &a0 [ha, ha, ha, ha]\n");
    for (int i = 1; i < 12; i++) {
      text.append(
          "a%d: &a%d [*a%d, *a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
    }
    assertThat(mistakes(text.toString()).getFirst().headline()).contains("unknown key 'a0'");
    text.append("z: [*a11").append(", *a11".repeat(20)).append("]\n");
    assertThat(mistakes(text.toString()).getFirst().headline())
        .contains("Number of aliases for non-scalar nodes exceeds the specified max=50");
  }

  @Test
  void mergesThatMultiplyAndMergesOfThemselvesEnd() {
    var text = new StringBuilder(Texts.FOUR).append("container:\n  env: &m0 {A: 1}\n");
    for (int i = 1; i < 10; i++) {
      text.append(
          "  k%d: &m%d {<<: [*m%d, *m%d, *m%d, *m%d]}\n"
              .formatted(i, i, i - 1, i - 1, i - 1, i - 1));
    }
    text.append("  labels: {<<: *m9}\n");
    assertThat(Diagnostic.render(mistakes(text.toString())))
        .contains("more than 100 merges in one mapping");
    assertThat(Diagnostic.render(mistakes(Texts.FOUR + "container: &c {<<: *c}\n")))
        .contains("more than 100 merges in one mapping");
    assertThat(mistakes(Texts.FOUR + "container: {command: &c [*c]}\n").getFirst().headline())
        .contains("a list where one value is wanted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "{? "})
  void nestingWithoutEndIsRefused(String opening) {
    assertThat(mistakes("a: \n  " + opening.repeat(50_000))).hasSize(1);
  }

  @Test
  void noObjectIsEverBuilt() {
    assertThat(mistakes("!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://x/\"]]"))
        .hasSize(1);
    assertThat(mistakes(Texts.FOUR + "slots: !!java.util.Date 2\n")).hasSize(1);
  }
}
