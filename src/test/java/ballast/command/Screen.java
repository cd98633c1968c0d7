package ballast.command;

import ballast.cli.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a command says, and a small project for it.
final class Screen {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  Terminal terminal() {
    return terminal(InputStream.nullInputStream(), Terminal.Kind.PIPE);
  }

  /// One at which a person types that.
  Terminal answering(String typed) {
    return terminal(
        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
        Terminal.Kind.INTERACTIVE);
  }

  private Terminal terminal(InputStream in, Terminal.Kind kind) {
    return new Terminal(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        in,
        kind,
        80,
        24);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  static void writeProject(Path folder) throws IOException {
    writeProject(folder, "hosts: [fe-1, fe-2, fe-3]\n");
  }

  /// @param lines `hosts` and whatever else
  static void writeProject(Path folder, String lines) throws IOException {
    Files.writeString(
        folder.resolve("ballast.yml"),
        """
        service: pxapp
        image: registry.example/pxapp
        port: 8080
        slots: 3
        """
            + lines);
  }

  static Command.Common common(Path folder, Command.Output output) {
    return common(folder, output, Optional.empty());
  }

  static Command.Common common(Path folder, Command.Output output, Optional<String> limit) {
    return new Command.Common(
        folder.resolve("ballast.yml"),
        Optional.empty(),
        limit,
        Optional.empty(),
        output,
        Command.Consent.ASK,
        Command.Detail.USUAL,
        Command.Colour.NEVER);
  }
}
