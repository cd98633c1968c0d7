package ballast.inventory;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Finds the known names that someone may have meant.
final class Nearest {
  private static final int MAX_NAMES = 3;

  /// Beyond this many names the search would cost more than it helps.
  private static final int MAX_SEARCHED = 50_000;

  private static final int MAX_CHARACTERS = 64;

  private record Candidate(String name, int distance) {}

  private Nearest() {}

  /// Up to three names, nearest first; none when nothing is near.
  static List<String> of(String wrong, Collection<String> known) {
    int tolerated = Math.max(1, Math.min(wrong.length(), MAX_CHARACTERS) / 3);
    return known.stream()
        .limit(MAX_SEARCHED)
        .filter(name -> !name.equals(wrong))
        .filter(name -> Math.abs(name.length() - wrong.length()) <= tolerated)
        .filter(name -> name.length() <= MAX_CHARACTERS)
        .map(name -> new Candidate(name, distance(wrong, name)))
        .filter(candidate -> candidate.distance() <= tolerated)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(MAX_NAMES)
        .map(Candidate::name)
        .toList();
  }

  /// `did you mean a, b?`, or other advice when nothing is near.
  static String hint(String wrong, Collection<String> known, String otherwise) {
    List<String> near = of(wrong, known);
    return near.isEmpty()
        ? otherwise
        : near.stream().collect(Collectors.joining(", ", "did you mean ", "?"));
  }

  /// Letters to insert, drop, replace, or swap with a neighbour.
  static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
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
