package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.event.Receipt;
import ballast.event.Story;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Service;
import ballast.plan.Desired;
import ballast.plan.Forecast;
import ballast.port.Crew;
import ballast.port.Hooks;
import ballast.port.Time;
import ballast.rollout.Aside;
import ballast.rollout.Lease;
import ballast.rollout.Rollout;
import ballast.rollout.Signal;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;

/// What every command has that changes the fleet with what is there already: the hosts reached, the
/// service's lock held, the balancers found fit and the fleet looked at, in this order. It asks no
/// registry.
record UnderLock(
    Command.Common common,
    Project project,
    Policy policy,
    Opening opening,
    Lease lease,
    Observed observed,
    Tools tools) {
  /// What a command is given to work with.
  record Tools(Terminal terminal, Crew crew, Time time, Signal signal) {}

  interface Work {
    Exit run(UnderLock begun) throws Failure, InterruptedException;
  }

  /// Does the work between taking and leaving the lock.
  static Exit run(
      Command.Common common,
      Project project,
      Policy policy,
      Duration patience,
      Tools tools,
      Work work)
      throws Failure, InterruptedException {
    project.warnings().forEach(warning -> tools.terminal().err().println("warning: " + warning));
    try (Opening opening = Opening.of(project, tools.crew(), tools.time())) {
      try (Lease lease =
          new Locking(tools.terminal(), tools.crew(), tools.time(), tools.signal())
              .take(opening, project.config().service(), patience)) {
        tools.signal().slotsInHand(project.config().service(), policy, project.around());
        opening.inspect().forEach(odd -> tools.terminal().err().println("warning: " + odd));
        return work.run(
            new UnderLock(common, project, policy, opening, lease, opening.look(), tools));
      }
    }
  }

  Service service() {
    return project.config().service();
  }

  Terminal terminal() {
    return tools.terminal();
  }

  /// Says that nothing is to be done, so no rollout is begun.
  ///
  /// @throws Failure when the lock is no longer held, so that it cannot be told
  Exit nothingToDo(String text) throws Failure, InterruptedException {
    Locking.mustHold(lease);
    switch (terminal().output(common.output())) {
      case JSON -> {
        var json = new JsonObject();
        json.addProperty("nothing_to_do", text);
        terminal().out().println(json);
      }
      case AUTO, LIVE, PLAIN -> terminal().out().println(text);
    }
    return Exit.DONE;
  }

  /// What a rollout is asked for, while its story is shown.
  interface Part<T> {
    T of(Rollout rollout) throws InterruptedException;
  }

  /// Sets slots aside: no release comes or goes, so it is no rollout of the journals and has no
  /// hooks.
  Aside setAside(Part<Aside> part) throws InterruptedException {
    return roll(Hooks.NONE, Audience.watching(common, terminal(), tools.time(), lease), part);
  }

  private <T> T roll(Hooks hooks, Part<T> part) throws InterruptedException {
    return roll(hooks, Audience.of(common, terminal(), tools.time(), project, lease), part);
  }

  private <T> T roll(Hooks hooks, Audience heard, Part<T> part) throws InterruptedException {
    try (var audience = heard) {
      var story = new Story(tools.time()::now, List.copyOf(audience.listeners()));
      opening.news().partOf(story);
      return part.of(
          new Rollout(
              lease,
              service(),
              policy,
              opening.fleet(),
              tools.crew(),
              tools.time(),
              story,
              tools.signal(),
              hooks));
    }
  }

  /// Brings slots to containers that are there.
  ///
  /// @param version what a person calls what they will serve
  /// @throws Failure when it could not finish; nothing was touched then
  Exit bring(Desired desired, String version) throws Failure, InterruptedException {
    return bring(desired, version, Hooks.NONE);
  }

  /// The same with hooks.
  Exit bring(Desired desired, String version, Hooks hooks) throws Failure, InterruptedException {
    Deploy.refuseWhatCannotMove(Forecast.of(desired, observed));
    Receipt receipt = roll(hooks, rollout -> rollout.bring(desired, version, observed));
    return Exits.of(receipt.outcome());
  }
}
