package ballast.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file with certificates or keys in it.
record SmallFile(Path path) {
  /// A chain of three with keys of 4096 bits is 10 KiB.
  static final int MOST_BYTES = 128 << 10;

  /// @param home what `~` stands for
  static SmallFile of(Path path, Path home) {
    return new SmallFile(path.startsWith("~") ? home.resolve(Path.of("~").relativize(path)) : path);
  }

  String text() throws Unusable {
    String look = "ls -l " + path;
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // a pipe that nobody writes to would be waited for without end
      throw new Unusable("it is no regular file", look);
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new Unusable("it is larger than %d KiB".formatted(MOST_BYTES >> 10), look);
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException none) {
      throw new Unusable("there is no such file", look);
    } catch (AccessDeniedException denied) {
      throw new Unusable("this user may not read it", look);
    } catch (IOException unreadable) {
      throw new Unusable("it cannot be read: " + unreadable.getMessage(), look);
    }
  }
}
