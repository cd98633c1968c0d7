package ballast.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a rollout's journal lies.
final class JournalFile {
  private static final String ENDING = ".jsonl";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private JournalFile() {}

  /// @throws IllegalArgumentException when the id could name a file elsewhere
  static Path of(Path folder, String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not a rollout's id: '" + id + "'");
    }
    return folder.resolve(id + ENDING);
  }

  /// The newest ones, newest first, so many at most; none when there is no such folder.
  static List<Path> newest(Path folder, int most) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    record Dated(Path file, java.nio.file.attribute.FileTime written) {}
    var files = new ArrayList<Dated>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(path -> path.toString().endsWith(ENDING)).toList()) {
        files.add(new Dated(file, Files.getLastModifiedTime(file)));
      }
    }
    return files.stream()
        .sorted(Comparator.comparing(Dated::written).thenComparing(Dated::file).reversed())
        .limit(most)
        .map(Dated::file)
        .toList();
  }
}
