package ballast.live;

import ballast.Main;
import ballast.cli.Exit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Ballast as a person runs it, in this process: arguments in, exit code and texts out.
final class Product {
  private final Path folder;

  /// @param folder where its ballast.yml is
  Product(Path folder) {
    this.folder = folder;
  }

  record Ran(Exit exit, String out, String err) {
    @Override
    public String toString() {
      return "exit %s%n--- out%n%s%n--- err%n%s".formatted(exit, out, err);
    }
  }

  void config(String text) throws IOException {
    Files.writeString(folder.resolve("ballast.yml"), text);
  }

  Path folder() {
    return folder;
  }

  Ran run(String command, String... arguments) throws InterruptedException {
    var all = new ArrayList<>(List.of(command, "-c", folder.resolve("ballast.yml").toString()));
    all.addAll(List.of(arguments));
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Exit exit =
        Main.run(
            all.toArray(String[]::new),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new ByteArrayInputStream(new byte[0]));
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
