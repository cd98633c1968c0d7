package ballast.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/// Collects what is wrong while reading goes on. Each thing is said once, though an alias may lead
/// to it twice.
final class Notes {
  private static final int MISTAKES_MAX = 50;
  private static final Comparator<Diagnostic> FILE_ORDER =
      Comparator.comparingInt(Diagnostic::line).thenComparingInt(Diagnostic::column);

  private final Source source;
  private final Set<Diagnostic> mistakes = new LinkedHashSet<>();
  private final Set<Diagnostic> warnings = new LinkedHashSet<>();

  Notes(Source source) {
    this.source = source;
  }

  String file() {
    return source.file();
  }

  /// Commands and paths in the file are as seen from the file.
  Path folder() {
    return Path.of(file()).resolveSibling("");
  }

  void mistake(Node at, String what, String hint) {
    mistakes.add(source.at(at.getStartMark(), what, hint));
  }

  /// A mistake in what is not there.
  void missing(String what, String hint) {
    mistakes.add(source.at(0, 0, what, hint));
  }

  void warning(Node at, String what, String hint) {
    warnings.add(source.at(at.getStartMark(), what, hint));
  }

  boolean clean() {
    return mistakes.isEmpty();
  }

  /// In the file's order; past the limit only how many more there are.
  List<Diagnostic> mistakes() {
    var sorted = mistakes.stream().sorted(FILE_ORDER).toList();
    if (sorted.size() <= MISTAKES_MAX) {
      return sorted;
    }
    var shown = new ArrayList<>(sorted.subList(0, MISTAKES_MAX));
    int more = sorted.size() - MISTAKES_MAX;
    shown.add(Diagnostic.ofFile(file(), "and %d more mistakes".formatted(more), ""));
    return shown;
  }

  List<Diagnostic> warnings() {
    return warnings.stream().sorted(FILE_ORDER).limit(MISTAKES_MAX).toList();
  }
}
