package ballast.command;

import ballast.cli.Arguments;
import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.rollout.StopSign;

/// Carries out one command. The whole product hangs off this switch.
public final class App {
  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final StopSign stop;

  /// @param stop raised when a person asks to stop
  public App(Terminal terminal, Crew crew, Time time, StopSign stop) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.stop = stop;
  }

  /// Never throws for anything a user or a peer can cause: that is told on the terminal.
  public Exit run(Command command) throws InterruptedException {
    try {
      return switch (command) {
        case Command.Init init -> new Init(terminal).run(init);
        case Command.Setup setup -> new Setup(terminal, crew, time).run(setup);
        case Command.Check check -> new Check(terminal, crew, time).run(check);
        case Command.Plan plan -> new Plan(terminal, crew, time).run(plan);
        case Command.Deploy deploy -> new Deploy(terminal, crew, time, stop).run(deploy);
        case Command.Status status -> new Status(terminal, crew, time).run(status);
        case Command.Demo demo -> new Demo(this, terminal).run(demo);
        case Command.Traffic traffic -> new SendTraffic(terminal, stop).run(traffic);
        case Command.Completion _ -> {
          terminal.out().println(Arguments.completionScript());
          yield Exit.DONE;
        }
      };
    } catch (Failure failure) {
      terminal.complain(String.valueOf(failure.getMessage()));
      return failure.exit();
    }
  }
}
