package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.plan.Desired;
import ballast.plan.Mending;
import ballast.plan.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Brings back slots or whole hosts that were taken out for maintenance, each proven before it gets
/// requests.
final class Ready {
  private final UnderLock.Tools tools;

  Ready(UnderLock.Tools tools) {
    this.tools = tools;
  }

  Exit run(Command.Ready wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), tools.terminal());
    Set<Slot> slots = project.slots(wanted.targets());
    return UnderLock.run(
        wanted.common(),
        project.only(new Scope.Only(Drain.hosts(slots))),
        project.policy(wanted.flags()),
        wanted.patience(),
        tools,
        begun -> bringBack(begun, slots));
  }

  private static Exit bringBack(UnderLock begun, Set<Slot> wanted)
      throws Failure, InterruptedException {
    var mending = Mending.of(only(begun.observed(), wanted));
    if (!mending.helpless().isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "%s; nothing was touched%n  next: ballast status shows what is there; ballast deploy R makes a container"
              .formatted(
                  mending.helpless().stream()
                      .map(one -> one.slot() + ": " + one.words())
                      .collect(Collectors.joining(", "))));
    }
    if (mending.isEmpty()) {
      return begun.nothingToDo(
          "nothing to do: %s %s"
              .formatted(Drain.names(wanted), wanted.size() == 1 ? "serves" : "serve"));
    }
    Map<Slot, ReleaseId> releases = mending.releases();
    return begun.bring(
        new Desired(
            begun.service(),
            new Desired.Target.Back(releases),
            begun.policy(),
            begun.project().scope(),
            mending.takenBack()),
        "what each slot had");
  }

  private static Observed only(Observed observed, Set<Slot> slots) {
    Set<Host> hosts = Drain.hosts(slots);
    List<HostView> views =
        observed.hosts().stream()
            .filter(view -> hosts.contains(view.host()))
            .<HostView>map(view ->
                switch (view) {
                  case HostView.Seen seen ->
                      seen.with(
                          seen.slots().stream()
                              .filter(slot -> slots.contains(slot.slot()))
                              .toList());
                  case HostView.Unreachable dark -> dark;
                })
            .toList();
    return new Observed(views);
  }
}
