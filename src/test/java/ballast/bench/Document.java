package ballast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A document in which benchmarks write their own parts, each between two marks.
record Document(Path file) {
  /// Puts the text between `<!-- mark -->` and `<!-- /mark -->`.
  ///
  /// @throws IOException also when the marks are not there
  void write(String mark, String text) throws IOException {
    String whole = Files.readString(file);
    String begin = "<!-- " + mark + " -->\n";
    int from = whole.indexOf(begin);
    int to = whole.indexOf("<!-- /" + mark + " -->");
    if (from < 0 || to < from) {
      throw new IOException("%s has no place for '%s'".formatted(file, mark));
    }
    Files.writeString(file, whole.substring(0, from + begin.length()) + text + whole.substring(to));
  }
}
