package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.config.Hosts;
import ballast.config.InitTemplate;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a ballast.yml in which every key is explained. Never over one that is there.
final class Init {
  private final Terminal terminal;

  Init(Terminal terminal) {
    this.terminal = terminal;
  }

  Exit run(Command.Init wanted) throws Failure {
    Path file = wanted.config();
    String service = wanted.service().orElseGet(Init::folderName);
    String text =
        new InitTemplate(
                service,
                wanted.image().orElse("registry.example/" + service),
                8080,
                new Hosts.Inventory(Path.of("inventory")))
            .text();
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

  private static String folderName() {
    Path here = Path.of("").toAbsolutePath().getFileName();
    String name =
        here == null
            ? ""
            : here.toString().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9_.-]", "");
    return name.matches("[a-z0-9].*") ? name : "shop";
  }
}
