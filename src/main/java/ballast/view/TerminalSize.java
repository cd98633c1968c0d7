package ballast.view;

import java.util.Map;
import java.util.OptionalInt;

/// How much a terminal shows at once.
public record TerminalSize(int columns, int rows) {
  private static final TerminalSize USUAL = new TerminalSize(80, 24);
  private static final int LEAST_COLUMNS = 20;
  private static final int LEAST_ROWS = 6;
  private static final int MOST = 1000;

  public TerminalSize {
    columns = Math.clamp(columns, LEAST_COLUMNS, MOST);
    rows = Math.clamp(rows, LEAST_ROWS, MOST);
  }

  /// `COLUMNS` and `LINES` before what the terminal says; 80x24 when neither does.
  ///
  /// @param stty what `stty size` answered, `24 80`; empty when it did not
  public static TerminalSize choose(Map<String, String> environment, String stty) {
    String[] told = stty.strip().split("\\s+", -1);
    OptionalInt rows = number(told[0]);
    OptionalInt columns = number(told[told.length - 1]);
    return new TerminalSize(
        number(environment.getOrDefault("COLUMNS", "")).orElse(columns.orElse(USUAL.columns)),
        number(environment.getOrDefault("LINES", "")).orElse(rows.orElse(USUAL.rows)));
  }

  /// Terminals that do not know their size say 0.
  private static OptionalInt number(String text) {
    return text.matches("[1-9][0-9]{0,4}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
