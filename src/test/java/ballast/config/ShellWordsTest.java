package ballast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "serve --port 80~serve|--port|80",
        "  a   b  ~a|b",
        "'a b' c~a b|c",
        "\"a 'b' c\"~a 'b' c",
        "a\\ b~a b",
        "\"\\$HOME \\n\"~$HOME \\n",
        "'\\n'~\\n",
        "a\"b\"'c'~abc",
        "'' x~|x",
        "$HOME *~$HOME|*",
      })
  void splitsAsAShellDoesAndExpandsNothing(String text, String words) {
    assertThat(ShellWords.of(text)).isEqualTo(Form.fits(List.of(words.split("\\|", -1))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'a", "a \"b", "a\\", "   ", ""})
  void refusesWhatNoShellWouldRun(String text) {
    assertThat(ShellWords.of(text)).isInstanceOf(Form.Outcome.Misfit.class);
  }

  @Test
  void knowsWhatOnlyAShellUnderstands() {
    assertThat(ShellWords.shellOnly(List.of("a", "|", "b"))).contains("|");
    assertThat(ShellWords.shellOnly(List.of("a", "a|b"))).isEmpty();
  }
}
