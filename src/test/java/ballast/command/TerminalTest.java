package ballast.command;

import static ballast.cli.Command.Output.AUTO;
import static ballast.cli.Command.Output.JSON;
import static ballast.cli.Command.Output.LIVE;
import static ballast.cli.Command.Output.PLAIN;
import static ballast.command.Terminal.Kind.INTERACTIVE;
import static ballast.command.Terminal.Kind.PIPE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

  @Test
  void autoIsLiveOnATerminalAndPlainElsewhere() {
    assertThat(Terminal.output(AUTO, INTERACTIVE, XTERM)).isEqualTo(LIVE);
    assertThat(Terminal.output(AUTO, PIPE, XTERM)).isEqualTo(PLAIN);
  }

  @Test
  void aTerminalThatOnlyTakesLinesOrThatNothingIsKnownOfGetsLines() {
    assertThat(Terminal.output(AUTO, INTERACTIVE, Map.of("TERM", "dumb"))).isEqualTo(PLAIN);
    assertThat(Terminal.output(AUTO, INTERACTIVE, Map.of())).isEqualTo(PLAIN);
  }

  @Test
  void whatWasAskedForIsGivenAnywhere() {
    assertThat(Terminal.output(JSON, INTERACTIVE, XTERM)).isEqualTo(JSON);
    assertThat(Terminal.output(LIVE, PIPE, Map.of())).isEqualTo(LIVE);
  }
}
