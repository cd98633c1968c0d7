package ballast.view;

import java.io.PrintStream;
import java.util.List;

/// Lines that stay, and under them a block that is drawn over and over. The only class that moves a
/// cursor.
///
/// The cursor rests at the start of the row under the block. Story lines are written where the
/// block was and scroll up like any others, so none is ever drawn over.
final class Terminal implements AutoCloseable {
  private static final String CSI = "\033[";
  private static final String HIDE_CURSOR = CSI + "?25l";
  private static final String SHOW_CURSOR = CSI + "?25h";

  /// A row of the block that is wider than thought must not become two, or the way up is wrong.
  private static final String NO_WRAP = CSI + "?7l";

  private static final String WRAP = CSI + "?7h";
  private static final String CLEAR_REST_OF_LINE = CSI + "K";
  private static final String CLEAR_BELOW = CSI + "J";

  private final PrintStream out;
  private int blockRows;
  private State state = State.FRESH;

  private enum State {
    FRESH,
    DRAWING,
    CLOSED
  }

  Terminal(PrintStream out) {
    this.out = out;
  }

  /// Tells the lines and draws the block under them. Once closed, only the lines.
  void show(List<String> story, List<String> block) {
    var text = new StringBuilder();
    switch (state) {
      case FRESH -> {
        text.append(HIDE_CURSOR);
        state = State.DRAWING;
      }
      case DRAWING -> {
        if (blockRows > 0) {
          text.append(CSI).append(blockRows).append('A');
        }
      }
      case CLOSED -> {
        story.forEach(out::println);
        out.flush();
        return;
      }
    }
    if (!story.isEmpty()) {
      text.append(CLEAR_BELOW);
      story.forEach(line -> text.append(line).append("\r\n"));
    }
    text.append(NO_WRAP);
    block.forEach(line -> text.append(CLEAR_REST_OF_LINE).append(line).append("\r\n"));
    text.append(CLEAR_BELOW).append(WRAP);
    blockRows = block.size();
    // One write, so that no half-drawn block is seen.
    out.print(text);
    out.flush();
  }

  /// The block stays as it was drawn last; the cursor is shown again.
  @Override
  public void close() {
    if (state == State.DRAWING) {
      out.print(WRAP + SHOW_CURSOR);
      out.flush();
    }
    state = State.CLOSED;
  }
}
