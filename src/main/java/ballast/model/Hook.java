package ballast.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A command that is run at a [HookPoint], on the machine where Ballast runs.
///
/// @param command the program and its arguments, never empty
/// @param folder where it is run, as seen from the working directory
/// @param deadline how long it may take, with all that it starts
public record Hook(List<String> command, Path folder, Duration deadline) {
  public Hook {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a hook needs a command");
    }
  }
}
