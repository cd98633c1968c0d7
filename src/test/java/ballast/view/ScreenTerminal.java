package ballast.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A terminal that understands what a live view writes, and remembers what has scrolled away. It
/// knows no other control sequence, and says so.
final class ScreenTerminal {
  private static final Pattern CONTROL = Pattern.compile("\033\\[(\\??[0-9;]*)([A-Za-z])");

  private final int columns;
  private final int rows;
  private final List<StringBuilder> lines = new ArrayList<>();
  private int top;
  private int row;
  private int column;
  private boolean wraps = true;
  private boolean cursorShown = true;

  ScreenTerminal(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    lines.add(new StringBuilder());
  }

  void write(String text) {
    Matcher control = CONTROL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == '\033') {
        if (!control.find(at) || control.start() != at) {
          throw new AssertionError("unknown control sequence at " + text.substring(at));
        }
        obey(control.group(1), control.group(2).charAt(0));
        at = control.end();
      } else {
        put(next);
        at++;
      }
    }
  }

  private void put(char next) {
    switch (next) {
      case '\r' -> column = 0;
      case '\n' -> down();
      default -> {
        if (column == columns && wraps) {
          column = 0;
          down();
        }
        int where = Math.min(column, columns - 1);
        StringBuilder line = lines.get(row);
        while (line.length() <= where) {
          line.append(' ');
        }
        line.setCharAt(where, next);
        column = where + 1;
      }
    }
  }

  private void down() {
    row++;
    if (row == lines.size()) {
      lines.add(new StringBuilder());
    }
    top = Math.max(top, row - rows + 1);
  }

  private void obey(String parameter, char command) {
    switch (command) {
      // What has scrolled away cannot be reached.
      case 'A' -> row = Math.max(top, row - Integer.parseInt(parameter));
      case 'J' -> {
        clearLine();
        lines.subList(row + 1, lines.size()).clear();
      }
      case 'K' -> clearLine();
      case 'm' -> {}
      case 'h', 'l' -> {
        switch (parameter) {
          case "?25" -> cursorShown = command == 'h';
          case "?7" -> wraps = command == 'h';
          default -> throw new AssertionError("unknown mode " + parameter);
        }
      }
      default -> throw new AssertionError("unknown control sequence " + command);
    }
  }

  private void clearLine() {
    StringBuilder line = lines.get(row);
    line.setLength(Math.min(line.length(), column));
  }

  boolean cursorShown() {
    return cursorShown;
  }

  boolean wraps() {
    return wraps;
  }

  /// Everything ever written that is still there, what has scrolled away included.
  List<String> everything() {
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  /// What a person sees now.
  List<String> visible() {
    return everything().subList(top, lines.size());
  }
}
