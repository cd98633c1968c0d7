package ballast.traffic;

import java.nio.ByteBuffer;

/// Counts server-sent events: an empty line after at least one `data` line ends one. Comments and
/// keep-alive lines are no events.
final class EventCounter implements Body.Sink {
  private static final String FIELD = "data";

  private int count;
  private int column;
  private boolean lineIsData;
  private boolean eventHasData;

  int count() {
    return count;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      byte letter = bytes.get(i);
      if (letter == '\n') {
        endLine();
      } else if (letter != '\r') {
        lineIsData = column == 0 ? letter == FIELD.charAt(0) : lineIsData && continuesField(letter);
        column++;
      }
    }
  }

  private boolean continuesField(byte letter) {
    return column > FIELD.length()
        || letter == (column < FIELD.length() ? FIELD.charAt(column) : ':');
  }

  private void endLine() {
    if (column == 0 && eventHasData) {
      count++;
    }
    boolean dataLine = lineIsData && column >= FIELD.length();
    eventHasData = column > 0 && (eventHasData || dataLine);
    lineIsData = false;
    column = 0;
  }
}
