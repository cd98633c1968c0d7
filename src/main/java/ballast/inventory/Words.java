package ballast.inventory;

import java.util.ArrayList;
import java.util.List;

/// Splits a line into words as Python's `shlex.split` does (POSIX mode): what Ansible uses for host
/// lines and ssh arguments.
final class Words {

  /// A word without its quotes, and its column from 0.
  record Word(String text, int column) {}

  sealed interface Split {
    record Into(List<Word> words) implements Split {}

    record Unclosed(String what, int column) implements Split {}
  }

  private enum Hash {
    ENDS_THE_LINE,
    IS_TEXT
  }

  private final String line;
  private final Hash hash;
  private final List<Word> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private int wordStart = -1;

  private Words(String line, Hash hash) {
    this.line = line;
    this.hash = hash;
  }

  /// Words up to an unquoted `#`, even one in the middle of a word.
  static Split beforeComment(String line) {
    return new Words(line, Hash.ENDS_THE_LINE).split();
  }

  /// All words; `#` is a character like others.
  static Split of(String line) {
    return new Words(line, Hash.IS_TEXT).split();
  }

  private Split split() {
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == '#' && hash == Hash.ENDS_THE_LINE) {
        break;
      }
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        endWord();
        at++;
        continue;
      }
      if (wordStart < 0) {
        wordStart = at;
      }
      int next =
          switch (c) {
            case '\'' -> literal(at);
            case '"' -> quoted(at);
            case '\\' -> escaped(at);
            default -> plain(at);
          };
      if (next < 0) {
        return new Split.Unclosed(
            c == '\\' ? "nothing follows the last backslash" : "a quote is not closed", at);
      }
      at = next;
    }
    endWord();
    return new Split.Into(List.copyOf(words));
  }

  private void endWord() {
    if (wordStart >= 0) {
      words.add(new Word(word.toString(), wordStart));
      word.setLength(0);
      wordStart = -1;
    }
  }

  private int plain(int at) {
    word.append(line.charAt(at));
    return at + 1;
  }

  private int escaped(int at) {
    return at + 1 < line.length() ? plain(at + 1) : -1;
  }

  private int literal(int open) {
    int close = line.indexOf('\'', open + 1);
    if (close >= 0) {
      word.append(line, open + 1, close);
    }
    return close < 0 ? -1 : close + 1;
  }

  private int quoted(int open) {
    int at = open + 1;
    while (at < line.length() && line.charAt(at) != '"') {
      boolean escape =
          line.charAt(at) == '\\'
              && at + 1 < line.length()
              && "\"\\".indexOf(line.charAt(at + 1)) >= 0;
      at = plain(escape ? at + 1 : at);
    }
    return at < line.length() ? at + 1 : -1;
  }
}
