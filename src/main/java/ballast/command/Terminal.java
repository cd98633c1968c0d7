package ballast.command;

import ballast.cli.Command;
import ballast.view.Palette;
import java.io.InputStream;
import java.io.PrintStream;

/// Where a command speaks and listens.
///
/// @param out the answer
/// @param err the story
/// @param in a person's answers
/// @param width columns of the terminal
/// @param height rows of the terminal
public record Terminal(
    PrintStream out, PrintStream err, InputStream in, Kind kind, int width, int height) {
  public enum Kind {
    INTERACTIVE,
    PIPE
  }

  /// The output that `auto` stands for here.
  Command.Output output(Command.Output wanted) {
    return wanted != Command.Output.AUTO
        ? wanted
        : kind == Kind.INTERACTIVE ? Command.Output.LIVE : Command.Output.PLAIN;
  }

  Palette palette(Command.Colour colour) {
    Palette.Ink ink =
        colour == Command.Colour.NEVER || kind == Kind.PIPE ? Palette.Ink.NONE : Palette.Ink.ANSI;
    return Palette.choose(ink, System.getenv(), out.charset());
  }

  /// Says what is wrong, in as many lines as it takes.
  void complain(String text) {
    err.println("ballast: " + text);
    err.flush();
  }
}
