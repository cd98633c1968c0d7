package ballast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyTest {
  /// A value that fits nowhere: whoever reads the key must refuse it.
  private static final String NONSENSE = "{nonsense: {}}";

  @ParameterizedTest
  @EnumSource(Key.class)
  void everyKeyOfTheTableIsReadOrRefusedAsNotYetThere(Key key) {
    var mistakes = Texts.mistakes(fileWith(key, NONSENSE));
    var headlines = mistakes.stream().map(Diagnostic::headline).toList();
    switch (key.kind()) {
      case LATER ->
          assertThat(headlines)
              .anySatisfy(line -> assertThat(line).contains("not yet: '" + key.word() + "'"));
      case SECTION ->
          assertThat(headlines)
              .anySatisfy(line -> assertThat(line).contains("unknown key 'nonsense'"));
      case NEEDED, DEFAULT, CHOICE ->
          assertThat(headlines).anySatisfy(line -> assertThat(line).contains(key.path()));
    }
    assertThat(headlines)
        .noneSatisfy(line -> assertThat(line).contains("unknown key '" + key.word() + "'"));
  }

  /// Four keys and this one, written on the way down as its path goes.
  private static String fileWith(Key key, String value) {
    var words = List.of(key.path().split("\\."));
    String four =
        Texts.FOUR
            .lines()
            .filter(line -> !line.startsWith(words.getFirst() + ":"))
            .reduce("", (a, b) -> a + b + "\n");
    String nested = value;
    for (String word : words.reversed().subList(0, words.size() - 1)) {
      nested = "{" + word + ": " + nested + "}";
    }
    boolean ofHosts = key.path().startsWith("hosts.");
    return four + words.getFirst() + ": " + (ofHosts ? "[" + nested + "]" : nested) + "\n";
  }

  @Test
  void everyKeySaysWhatItIsForInOneLine() {
    assertThat(Arrays.stream(Key.values()).map(Key::doc))
        .allSatisfy(doc -> assertThat(doc).isNotBlank().hasSizeLessThan(70).doesNotContain("\n"));
  }
}
