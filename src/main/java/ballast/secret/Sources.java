package ballast.secret;

import ballast.model.Secret;
import ballast.model.SecretSource;
import ballast.program.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Reads secrets where ballast.yml says that they are.
///
/// @param environment Ballast's own
/// @param home what `~` stands for
public record Sources(Map<String, String> environment, Path home, Limits limits) {
  /// Those of this process.
  public static Sources own() {
    return new Sources(
        System.getenv(), Path.of(System.getProperty("user.home", "/")), Limits.DEFAULT);
  }

  /// What one source gave.
  public sealed interface Reading {
    record Found(Secret value) implements Reading {}

    /// @param why without a word of what was read
    record Missing(String why, String next) implements Reading {}
  }

  /// An empty value is none: it would be a login without a password.
  public Reading read(SecretSource source) throws InterruptedException {
    Reading reading =
        switch (source) {
          case SecretSource.Variable(var name) -> variable(name);
          case SecretSource.InFile(var path) -> file(underHome(path));
          case SecretSource.Output output -> output(output);
        };
    return reading instanceof Reading.Found(var value) && value.length() == 0
        ? new Reading.Missing("it is empty", "see what is in " + source)
        : reading;
  }

  /// `~/x` as a shell has it.
  Path underHome(Path path) {
    return path.startsWith("~") ? home.resolve(Path.of("~").relativize(path)) : path;
  }

  private Reading variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .<Reading>map(value -> new Reading.Found(Secret.of(value)))
        .orElseGet(() ->
            new Reading.Missing(
                "the variable is not set", "export %s where ballast runs".formatted(name)));
  }

  private Reading file(Path path) {
    String look = "ls -l " + path;
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // a pipe that nobody writes to would be waited for without end
      return new Reading.Missing("it is no regular file", look);
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(limits.secretBytes() + 1);
      return bytes.length > limits.secretBytes() ? tooLong() : new Reading.Found(Secret.of(bytes));
    } catch (NoSuchFileException none) {
      return new Reading.Missing("there is no such file", look);
    } catch (AccessDeniedException denied) {
      return new Reading.Missing("this user may not read it", look);
    } catch (IOException unreadable) {
      return new Reading.Missing(Words.plain(String.valueOf(unreadable.getMessage())), look);
    }
  }

  private Reading output(SecretSource.Output output) throws InterruptedException {
    var program =
        new Program(output.words(), limits.command(), limits.secretBytes()).in(output.folder());
    String next = "run that command by hand, as this user, in " + output.folder();
    return switch (program.run("")) {
      case Program.Ending.Exited(var code, var said, _) when code == 0 ->
          new Reading.Found(Secret.of(said.bytes()).withoutLineEnd());
      case Program.Ending.Exited(var code, var said, var complaint) ->
          new Reading.Missing(
              "it ended with exit code %d: %s"
                  .formatted(code, told(Secret.of(said.bytes()), complaint)),
              next);
      case Program.Ending.NotStarted(var why) ->
          new Reading.Missing("it cannot be run: " + Words.plain(why), next);
      case Program.Ending.TooSlow _ ->
          new Reading.Missing(
              "it did not end within %d s".formatted(limits.command().toSeconds()), next);
      case Program.Ending.TooLong() -> tooLong();
      case Program.Ending.Held held -> new Reading.Missing(held.toString(), next);
    };
  }

  /// What a failed command complains of, without anything that it said where secrets go.
  private static String told(Secret said, String complaint) {
    String hidden = Words.plain(said.hiddenIn(complaint));
    return hidden.isEmpty() ? "it gave no reason" : hidden;
  }

  private Reading tooLong() {
    return new Reading.Missing(
        "it is longer than %d bytes".formatted(limits.secretBytes()),
        "secrets are short: put large files into the image or a volume");
  }
}
