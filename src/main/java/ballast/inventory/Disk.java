package ballast.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Reads files and folders, bounded; what cannot be read becomes a value that says why.
final class Disk {

  sealed interface Contents {
    record Text(String text) implements Contents {}

    record Unreadable(InventoryProblem problem) implements Contents {}
  }

  sealed interface Listing {
    /// Names in ASCII order, without their folder.
    record Names(List<String> names) implements Listing {}

    record Unreadable(InventoryProblem problem) implements Listing {}
  }

  private Disk() {}

  static Contents read(Path file) {
    Origin at = Origin.whole(file.toString());
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(Limits.MAX_FILE_BYTES + 1);
      return bytes.length > Limits.MAX_FILE_BYTES
          ? unreadable(at, "this file is larger than " + Limits.MAX_FILE_BYTES + " bytes")
          : decoded(at, bytes);
    } catch (IOException e) {
      return unreadable(at, reason(e));
    }
  }

  static Listing list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> names =
          entries
              .limit(Limits.MAX_FILES + 1L)
              .map(path -> path.getFileName().toString())
              .sorted()
              .toList();
      return names.size() > Limits.MAX_FILES
          ? new Listing.Unreadable(
              new InventoryProblem(
                  Origin.whole(folder.toString()),
                  "this folder holds more than " + Limits.MAX_FILES + " files",
                  ""))
          : new Listing.Names(names);
    } catch (IOException e) {
      return new Listing.Unreadable(
          new InventoryProblem(Origin.whole(folder.toString()), reason(e), ""));
    }
  }

  /// A file whose first bytes are a script's or a program's, and which may be run.
  ///
  /// Executable alone is not enough: on some file systems every file is.
  static boolean isScript(Path file) {
    if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
      return false;
    }
    try (InputStream stream = Files.newInputStream(file)) {
      String magic = new String(stream.readNBytes(4), StandardCharsets.ISO_8859_1);
      return magic.startsWith("#!") || magic.equals("\u007fELF");
    } catch (IOException e) {
      return false;
    }
  }

  private static Contents decoded(Origin at, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\0') >= 0) {
      return unreadable(at, "this file is binary");
    }
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        // Ansible tolerates any bytes in comments, and so inventories have them.
        String line = lines.get(i).strip();
        if (line.indexOf('\ufffd') >= 0 && !line.startsWith("#") && !line.startsWith(";")) {
          return unreadable(Origin.line(at.file(), i + 1), "this line is not UTF-8");
        }
      }
    }
    return new Contents.Text(text.startsWith("\ufeff") ? text.substring(1) : text);
  }

  private static Contents unreadable(Origin at, String why) {
    return new Contents.Unreadable(new InventoryProblem(at, why, ""));
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "this file may not be read";
      case IOException _ -> "this file cannot be read: " + e.getMessage();
    };
  }
}
