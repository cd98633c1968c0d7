package ballast.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a rollout's journal lies.
final class JournalFile {
  private static final String ENDING = ".jsonl";

  /// No journal grows larger than that; what does is none.
  static final long MOST_BYTES = 64L << 20;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /// What follows a service's name in the ids of its rollouts.
  private static final Pattern WHEN = Pattern.compile("-\\d{8}-\\d{6}.*$");

  private JournalFile() {}

  /// @throws IllegalArgumentException when the id could name a file elsewhere
  static Path of(Path folder, String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not a rollout's id: '" + id + "'");
    }
    return folder.resolve(id + ENDING);
  }

  static String id(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ENDING.length());
  }

  /// Whose journal that is, by its name: good enough for keeping house.
  static String service(Path file) {
    return WHEN.matcher(id(file)).replaceFirst("");
  }

  /// @throws IOException when nobody should try to read that much
  static void refuseTooLarge(Path file, long bytes) throws IOException {
    if (bytes > MOST_BYTES) {
      throw new IOException(
          "%s has %d MB, and no journal has more than %d MB"
              .formatted(file.getFileName(), bytes >> 20, MOST_BYTES >> 20));
    }
  }

  /// The newest ones, newest first, so many at most; none when there is no such folder.
  static List<Path> newest(Path folder, int most) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var files = new ArrayList<Dated>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(path -> path.toString().endsWith(ENDING)).toList()) {
        dated(file).ifPresent(files::add);
      }
    }
    return files.stream()
        .sorted(Comparator.comparing(Dated::written).thenComparing(Dated::file).reversed())
        .limit(most)
        .map(Dated::file)
        .toList();
  }

  private record Dated(Path file, FileTime written) {}

  /// Nothing for one that was removed meanwhile.
  private static Optional<Dated> dated(Path file) throws IOException {
    try {
      return Optional.of(new Dated(file, Files.getLastModifiedTime(file)));
    } catch (NoSuchFileException removed) {
      return Optional.empty();
    }
  }
}
