package ballast.command;

import ballast.cli.Arguments;
import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.rollout.Signal;
import ballast.view.ErrorJson;

/// Carries out one command. The whole product hangs off this switch.
public final class App {
  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final Signal signal;

  /// @param signal stopped when a person asks to stop
  public App(Terminal terminal, Crew crew, Time time, Signal signal) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.signal = signal;
  }

  /// Never throws for anything a user or a peer can cause: that is told on the terminal.
  public Exit run(Command command) throws InterruptedException {
    try {
      mustSpeak(command);
      return switch (command) {
        case Command.Init init -> new Init(terminal).run(init);
        case Command.Setup setup -> new Setup(terminal, crew, time, signal).run(setup);
        case Command.Check check -> new Check(terminal, crew, time).run(check);
        case Command.Plan plan -> new Plan(terminal, crew, time).run(plan);
        case Command.Deploy deploy -> new Deploy(terminal, crew, time, signal).run(deploy);
        case Command.Rollback rollback -> new Rollback(tools()).run(rollback);
        case Command.Repair repair -> new Repair(tools()).run(repair);
        case Command.Drain drain -> new Drain(tools()).run(drain);
        case Command.Ready ready -> new Ready(tools()).run(ready);
        case Command.Rehearse rehearse -> new Rehearse(terminal, crew, time).run(rehearse);
        case Command.Status status -> new Status(terminal, crew, time).run(status);
        case Command.Tell tell -> new Tell(terminal, crew, time).run(tell);
        case Command.Watch watch ->
            new Watch(terminal, crew, time, signal, History.folder()).run(watch);
        case Command.Why why -> new Why(terminal, crew, time, History.folder()).run(why);
        case Command.History history -> new HistoryList(terminal, History.folder()).run(history);
        case Command.Replay replay ->
            new Replay(terminal, time, signal, History.folder()).run(replay);
        case Command.Lock lock -> new LockByHand(terminal, crew, time, signal).run(lock);
        case Command.Unlock unlock -> new Unlock(terminal, crew, time, signal).run(unlock);
        case Command.Demo demo -> new Demo(this, terminal).run(demo);
        case Command.Traffic traffic -> new SendTraffic(terminal, signal).run(traffic);
        case Command.Completion _ -> {
          terminal.out().println(Arguments.completionScript());
          yield Exit.DONE;
        }
      };
    } catch (Failure failure) {
      String told = String.valueOf(failure.getMessage());
      terminal.complain(told);
      if (wantsJson(command)) {
        terminal.out().println(ErrorJson.of(told, failure.exit().code()));
      }
      return failure.exit();
    }
  }

  private static boolean wantsJson(Command command) {
    return command instanceof Command.OfService ofService
        && ofService.common().output() == Command.Output.JSON;
  }

  /// A program that asks for JSON is not given lines for people.
  private static void mustSpeak(Command command) throws Failure {
    if (!wantsJson(command)) {
      return;
    }
    switch (command) {
      case Command.Setup _, Command.Drain _, Command.Why _, Command.Lock _, Command.Unlock _ ->
          throw new Failure(
              Exit.USAGE,
              "this command has no --output json: its exit code says how it went\n"
                  + "  next: leave the option out; ballast status --output json shows the fleet afterwards");
      case Command.Init _,
          Command.Check _,
          Command.Plan _,
          Command.Deploy _,
          Command.Rollback _,
          Command.Repair _,
          Command.Ready _,
          Command.Rehearse _,
          Command.Status _,
          Command.Tell _,
          Command.Watch _,
          Command.History _,
          Command.Replay _,
          Command.Demo _,
          Command.Traffic _,
          Command.Completion _ -> {}
    }
  }

  private UnderLock.Tools tools() {
    return new UnderLock.Tools(terminal, crew, time, signal);
  }
}
