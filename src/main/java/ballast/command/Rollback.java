package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Observed;
import ballast.plan.Desired;
import ballast.plan.WayBack;

/// Brings the fleet back to a release that its slots keep containers of. Works without a registry.
final class Rollback {
  private final UnderLock.Tools tools;

  Rollback(UnderLock.Tools tools) {
    this.tools = tools;
  }

  Exit run(Command.Rollback wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), tools.terminal());
    return UnderLock.run(
        wanted.common(),
        project,
        project.policy(wanted.flags()),
        wanted.patience(),
        tools,
        begun -> goBack(wanted, begun));
  }

  private static Exit goBack(Command.Rollback wanted, UnderLock begun)
      throws Failure, InterruptedException {
    Observed inScope = begun.project().scope().of(begun.observed());
    int slots = begun.service().slots();
    WayBack way =
        wanted
            .to()
            .map(name -> WayBack.named(inScope, slots, name))
            .orElseGet(() -> WayBack.last(inScope, slots));
    return switch (way) {
      case WayBack.Refused(var problem) -> throw new Failure(Exit.USAGE, problem.toString());
      case WayBack.To(var release, var version, var target) -> {
        begun.terminal().err().println("going back to %s (release %s)".formatted(version, release));
        yield begun.bring(
            new Desired(begun.service(), target, begun.policy(), begun.project().scope()),
            version,
            begun.project().hooks());
      }
    };
  }
}
