package ballast.edge;

import ballast.model.EdgeChoice;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import ballast.port.Edge;
import ballast.program.Program;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// An edge that the user's own commands speak to: one asks it to let a host go, one to take it
/// back, and one tells in a word what it does with it now.
///
/// They run beside ballast.yml, as hooks do. The facts are in the environment (`BALLAST_HOST`,
/// `BALLAST_ADDRESS`, `BALLAST_SERVICE`, `BALLAST_ACTION`) and, with the host's inventory
/// variables, as one JSON object on the standard input. Exit code 0 is yes; whatever else it ends
/// with, its error stream says why.
public final class CommandEdge implements Edge {
  /// Bytes of what a command says that are taken; more is an error.
  private static final int LONGEST_OUTPUT = 64 << 10;

  private final String service;
  private final EdgeChoice.Commands commands;
  private final Function<Host, HostFacts> facts;

  /// @param facts what is known of each host
  public CommandEdge(
      String service, EdgeChoice.Commands commands, Function<Host, HostFacts> facts) {
    this.service = service;
    this.commands = commands;
    this.facts = facts;
  }

  private enum Action {
    LEAVE("leave", Effect.UNKNOWN),
    JOIN("join", Effect.UNKNOWN),
    STATE("state", Effect.NONE);

    private final String word;
    private final Effect ifItFails;

    Action(String word, Effect ifItFails) {
      this.word = word;
      this.ifItFails = ifItFails;
    }
  }

  @Override
  public EdgeView read(Host host) throws CallFailed, InterruptedException {
    String said = run(Action.STATE, commands.state(), host);
    return EdgeWord.read(said)
        .orElseThrow(() ->
            failed(
                Action.STATE,
                host,
                said.isBlank() ? "it said nothing" : "it said: " + EdgeWord.excerpt(said),
                EdgeWord.GRAMMAR,
                Effect.NONE));
  }

  @Override
  public void leave(Host host) throws CallFailed, InterruptedException {
    run(Action.LEAVE, commands.leave(), host);
  }

  @Override
  public void join(Host host) throws CallFailed, InterruptedException {
    run(Action.JOIN, commands.join(), host);
  }

  private String run(Action action, List<String> words, Host host)
      throws CallFailed, InterruptedException {
    HostFacts known = facts.apply(host);
    Duration deadline = commands.deadline();
    var program =
        new Program(words, deadline, LONGEST_OUTPUT)
            .in(commands.folder().toAbsolutePath())
            .with(environment(action, known));
    return switch (program.run(json(action, known))) {
      case Program.Ending.Exited(var code, var output, _) when code == 0 -> output.text();
      case Program.Ending.Exited(var code, _, var complaint) ->
          throw byHand(action, host, with("it ended with exit code " + code, complaint));
      case Program.Ending.NotStarted(var why) ->
          throw failed(action, host, why, "see that it is there and may be run", Effect.NONE);
      case Program.Ending.TooLong() ->
          throw byHand(action, host, "it said more than %d bytes".formatted(LONGEST_OUTPUT));
      case Program.Ending.Held held -> throw byHand(action, host, held.toString());
      case Program.Ending.TooSlow(var complaint) ->
          throw failed(
              action,
              host,
              with(
                  "it did not end within %s, and was ended with all that it had started"
                      .formatted(seconds(deadline)),
                  complaint),
              "give it longer (edge: command: deadline), or mend what it waits for",
              action.ifItFails);
    };
  }

  private CallFailed byHand(Action action, Host host, String why) {
    return failed(action, host, why, "run it by hand to see more", action.ifItFails);
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static String with(String why, String complaint) {
    return complaint.isBlank() ? why : why + ": " + EdgeWord.excerpt(complaint);
  }

  private CallFailed failed(Action action, Host host, String why, String next, Effect effect) {
    return new CallFailed(
        new Problem("the edge's %s command failed for %s".formatted(action.word, host), why, next),
        effect);
  }

  private Map<String, String> environment(Action action, HostFacts host) {
    return Map.of(
        "BALLAST_ACTION",
        action.word,
        "BALLAST_HOST",
        host.host().name(),
        "BALLAST_ADDRESS",
        host.address(),
        "BALLAST_SERVICE",
        service);
  }

  private String json(Action action, HostFacts host) {
    var json = new JsonObject();
    json.addProperty("action", action.word);
    json.addProperty("host", host.host().name());
    json.addProperty("address", host.address());
    json.addProperty("service", service);
    var variables = new JsonObject();
    host.variables().forEach(variables::addProperty);
    json.add("variables", variables);
    return json + "\n";
  }
}
