package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.rollout.Signal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void onlyAYesGoesOn() {
    assertThatCode(() -> asked("y\n").yes("Do that?")).doesNotThrowAnyException();
    assertThatCode(() -> asked("YES\n").yes("Do that?")).doesNotThrowAnyException();
    for (String answer : new String[] {"\n", "n\n", "", "yeah\n"}) {
      assertThatThrownBy(() -> asked(answer).yes("Do that?"))
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.STOPPED));
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Do that? [y/N] ");
  }

  @Test
  void onlyTheVeryWordsGoOnWhereTheyMustBeTyped() {
    assertThatCode(() -> asked("fe-1 fe-2\n").typed("Sure?", "fe-1 fe-2"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> asked("yes\n").typed("Sure?", "fe-1 fe-2"))
        .isInstanceOf(Failure.class);
  }

  @Test
  void whatIsAnsweredInAdvanceIsNotAsked() throws Failure, InterruptedException {
    new Question(terminal("", Terminal.Kind.PIPE), Command.Consent.GIVEN, new Signal())
        .yes("Do that?");
    assertThat(err.size()).isZero();
  }

  @Test
  void nothingIsDoneWhereNobodyCanBeAsked() {
    var question =
        new Question(terminal("y\n", Terminal.Kind.PIPE), Command.Consent.ASK, new Signal());
    assertThatThrownBy(() -> question.yes("Do that?"))
        .hasMessageContaining("--yes")
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.USAGE));
  }

  private Question asked(String answer) {
    return new Question(
        terminal(answer, Terminal.Kind.INTERACTIVE), Command.Consent.ASK, new Signal());
  }

  private Terminal terminal(String answer, Terminal.Kind kind) {
    var out = new PrintStream(err, true, StandardCharsets.UTF_8);
    var in = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
    return new Terminal(out, out, in, kind, 80, 24);
  }
}
