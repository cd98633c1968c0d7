package ballast.command;

import ballast.cli.Command;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/// What `check` finds: line by line for people, in one object at the end for programs.
final class CheckReport {
  private final Terminal terminal;
  private final Command.Output output;
  private final JsonArray found = new JsonArray();
  private final JsonArray warnings = new JsonArray();

  CheckReport(Terminal terminal, Command.Output output) {
    this.terminal = terminal;
    this.output = output;
  }

  void say(String about, String text) {
    switch (output) {
      case JSON -> {
        var one = new JsonObject();
        one.addProperty("about", about);
        one.addProperty("text", text);
        found.add(one);
      }
      case AUTO, LIVE, PLAIN -> terminal.out().println("%-9s %s".formatted(about, text));
    }
  }

  void warn(String text) {
    warnings.add(text);
    terminal.err().println("warning: " + text);
  }

  /// Nothing stands in the way.
  void end() {
    switch (output) {
      case JSON -> {
        var json = new JsonObject();
        json.add("found", found);
        json.add("warnings", warnings);
        terminal.out().println(json);
      }
      case AUTO, LIVE, PLAIN -> {}
    }
  }
}
