package ballast.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;

/// A controller's machine of a test's own: a home, an environment, programs.
record Machine(Path folder) {
  static final Limits HASTY =
      new Limits(Duration.ofMillis(500), Duration.ofMillis(500), 1_000, 10_000);

  /// Time enough for a shell to start on a busy machine.
  static final Limits PATIENT =
      new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 1_000, 10_000);

  Sources sources(Map<String, String> environment, Limits limits) {
    return new Sources(environment, folder, limits);
  }

  Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /// A shell script that can be run.
  Path script(String name, String text) throws IOException {
    Path file = write(name, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }
}
