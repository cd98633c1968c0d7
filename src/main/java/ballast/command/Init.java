package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.config.ConfigReader;
import ballast.config.Diagnostic;
import ballast.config.Hosts;
import ballast.config.InitTemplate;
import ballast.config.Reading;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/// Writes a ballast.yml in which every key is explained. Never over one that is there.
final class Init {
  private final Terminal terminal;

  Init(Terminal terminal) {
    this.terminal = terminal;
  }

  Exit run(Command.Init wanted) throws Failure {
    Path file = wanted.config();
    String service = wanted.service().orElseGet(Init::folderName);
    String text = text(service, wanted.image().orElse("registry.example/" + service));
    mustBeReadable(text, file);
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException there) {
      throw new Failure(
          Exit.USAGE,
          "%s is there already\n  next: ballast init -c another.yml, or remove it first"
              .formatted(file));
    } catch (IOException unwritable) {
      throw new Failure(
          Exit.USAGE, "%s cannot be written: %s".formatted(file, unwritable.getMessage()));
    }
    terminal
        .out()
        .println("wrote %s: say in it where the hosts are, then run ballast check".formatted(file));
    return Exit.DONE;
  }

  /// What is typed for it may be no name of a service or of an image.
  private static void mustBeReadable(String text, Path file) throws Failure {
    switch (ConfigReader.parse(text, file.toString())) {
      case Reading.Read _ -> {}
      case Reading.Refused(var mistakes) ->
          throw new Failure(
              Exit.USAGE,
              "%s is not written, since it could not be read:\n%s\n  next: ballast init --service NAME --image IMAGE"
                  .formatted(file, Diagnostic.render(mistakes)));
    }
  }

  private static String text(String service, String image) {
    return new InitTemplate(service, image, 8080, new Hosts.Inventory(Path.of("inventory"))).text();
  }

  /// Where the folder's name is none for a service, or for an image, another one stands for it.
  private static String folderName() {
    Path here = Path.of("").toAbsolutePath().getFileName();
    String name =
        here == null ? "" : here.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]", "");
    return ConfigReader.parse(text(name, "registry.example/" + name), "ballast.yml")
            instanceof Reading.Read
        ? name
        : "shop";
  }
}
