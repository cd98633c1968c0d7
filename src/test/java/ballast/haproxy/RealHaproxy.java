package ballast.haproxy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The haproxy program of this machine.
final class RealHaproxy {
  private RealHaproxy() {}

  static Path program() {
    return on(System.getenv().getOrDefault("PATH", ""), "/usr/sbin", "/usr/local/sbin");
  }

  private static Path on(String path, String... more) {
    return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of(more))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "haproxy"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "this test runs the real HAProxy, 2.6 or later, and none is on PATH:"
                    + " install it (Debian, Ubuntu: apt-get install haproxy;"
                    + " Fedora: dnf install haproxy; macOS: brew install haproxy)"));
  }

  /// What `haproxy -c` says about a configuration, and whether it accepts it.
  record Verdict(int exit, String words) {}

  static Verdict check(Path config) throws IOException, InterruptedException {
    Path words = Files.createTempFile("haproxy-c", ".txt");
    Process process =
        new ProcessBuilder(List.of(program().toString(), "-c", "-V", "-f", config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(words.toFile())
            .start();
    int exit = process.waitFor();
    String text = Files.readString(words);
    Files.delete(words);
    return new Verdict(exit, text);
  }
}
