package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A screen and the file that holds what it must be. `UPDATE=1` writes the file anew.
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/view");

  private Golden() {}

  static void matches(String name, List<String> lines) {
    matches(name, String.join("\n", lines) + "\n");
  }

  static void matches(String name, String screen) {
    Path file = FOLDER.resolve(name + ".txt");
    try {
      if ("1".equals(System.getenv("UPDATE"))) {
        Files.writeString(file, screen);
      }
      assertThat(Files.exists(file)).as("%s is there; UPDATE=1 writes it", file).isTrue();
      assertThat(screen).as("%s; UPDATE=1 rewrites it", file).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
