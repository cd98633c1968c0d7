package ballast.config;

import static ballast.config.Form.fits;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Splits a command as a POSIX shell splits words: blanks, quotes and backslashes, and nothing
/// else. No variable, pipe or wildcard means anything, since no shell will run it.
final class ShellWords {
  private static final Set<String> SHELL_ONLY =
      Set.of("&&", "||", "|", ";", "&", ">", ">>", "<", "2>&1");

  private enum Quote {
    NONE,
    SINGLE,
    DOUBLE
  }

  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean started;

  private ShellWords() {}

  static Form.Outcome<List<String>> of(String text) {
    return new ShellWords().split(text);
  }

  /// The first word that only a shell would understand.
  static Optional<String> shellOnly(List<String> words) {
    return words.stream().filter(SHELL_ONLY::contains).findFirst();
  }

  private Form.Outcome<List<String>> split(String text) {
    var quote = Quote.NONE;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : '\0';
      boolean escapes =
          switch (quote) {
            case NONE -> letter == '\\';
            case DOUBLE -> letter == '\\' && "\"\\$`".indexOf(next) >= 0;
            case SINGLE -> false;
          };
      if (escapes && i + 1 == text.length()) {
        return new Form.Outcome.Misfit<>("ends in the middle of an escape", "double the last '\\'");
      } else if (escapes) {
        add(next);
        i++;
      } else if (quote == Quote.NONE && Character.isWhitespace(letter)) {
        end();
      } else {
        quote = take(letter, quote);
      }
    }
    if (quote != Quote.NONE) {
      return new Form.Outcome.Misfit<>("a quote is not closed", "close it, or write a list");
    }
    end();
    return words.isEmpty()
        ? new Form.Outcome.Misfit<>("has no words", "name a program, or leave it out")
        : fits(List.copyOf(words));
  }

  private Quote take(char letter, Quote quote) {
    if (letter == '\'' && quote != Quote.DOUBLE) {
      started = true;
      return quote == Quote.NONE ? Quote.SINGLE : Quote.NONE;
    }
    if (letter == '"' && quote != Quote.SINGLE) {
      started = true;
      return quote == Quote.NONE ? Quote.DOUBLE : Quote.NONE;
    }
    add(letter);
    return quote;
  }

  private void add(char letter) {
    started = true;
    word.append(letter);
  }

  private void end() {
    if (started) {
      words.add(word.toString());
    }
    word.setLength(0);
    started = false;
  }
}
