package ballast.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The known word that a mistyped one was meant to be.
final class Nearest {
  /// A guess further away than a third of the word is no help.
  private static final int LETTERS_PER_SLIP = 3;

  private static final int WORD_LETTERS_MAX = 64;

  private Nearest() {}

  static Optional<String> to(String word, Collection<String> known) {
    if (word.length() > WORD_LETTERS_MAX) {
      return Optional.empty();
    }
    String plain = plain(word);
    int slipsMax = Math.max(1, plain.length() / LETTERS_PER_SLIP);
    return known.stream()
        .filter(candidate -> slips(plain, plain(candidate)) <= slipsMax)
        .min(
            Comparator.comparingInt((String candidate) -> slips(plain, plain(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// `maxOut`, `max-out` and `max_out` are the same word to someone in a hurry.
  private static String plain(String word) {
    return word.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
  }

  /// Letters to insert, drop, change or swap with their neighbour (optimal string alignment).
  private static int slips(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j - 1] + change, cost[i - 1][j] + 1);
        cost[i][j] = Math.min(least, cost[i][j - 1] + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
