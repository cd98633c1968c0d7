package ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Command.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RehearseVerbsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Arguments.Parsed parse(String... args) {
    return Arguments.parse(args, new PrintWriter(out), new PrintWriter(err));
  }

  private Command.Rehearse wanted(String... args) {
    assertThat(parse(args)).isInstanceOf(Arguments.Parsed.Wanted.class);
    return (Command.Rehearse) ((Arguments.Parsed.Wanted) parse(args)).command();
  }

  @Test
  void withoutFaultsNothingGoesWrongAndTheDiceAreThrownAnew() {
    Command.Rehearse rehearse = wanted("rehearse", "1.2.3");
    assertThat(rehearse.release()).isEqualTo("1.2.3");
    assertThat(rehearse.faults()).isEmpty();
    assertThat(rehearse.seed()).isEmpty();
  }

  @Test
  void severalFaultsAreSeparatedByCommas() {
    Command.Rehearse rehearse =
        wanted("rehearse", "1.2.3", "--faults", "kill,lost-replies", "--seed", "7");
    assertThat(rehearse.faults()).containsExactly(Fault.KILL, Fault.LOST_REPLIES);
    assertThat(rehearse.seed()).contains(7L);
  }

  @Test
  void aFaultThatIsNoneIsToldWithThoseThatAre() {
    assertThat(parse("rehearse", "1.2.3", "--faults", "fire"))
        .isEqualTo(new Arguments.Parsed.Answered(Exit.USAGE));
    assertThat(err.toString()).contains("'fire' is no fault", "power-cut");
  }

  @ParameterizedTest
  @EnumSource
  void everyFaultIsExplained(Fault fault) {
    parse("rehearse", "--help");
    assertThat(out.toString()).containsPattern("\n  " + fault.word() + " +[a-zA-Z]");
  }
}
