package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Host;
import ballast.model.Slot;
import ballast.plan.Leave;
import ballast.plan.Scope;
import ballast.rollout.Aside;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Takes slots or whole hosts out for maintenance. They stay out, whatever is rolled, until
/// `ready`.
final class Drain {
  private final UnderLock.Tools tools;

  Drain(UnderLock.Tools tools) {
    this.tools = tools;
  }

  Exit run(Command.Drain wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), tools.terminal());
    Set<Slot> slots = project.slots(wanted.targets());
    return UnderLock.run(
        wanted.common(),
        project.only(new Scope.Only(hosts(slots))),
        project.policy(wanted.flags()),
        wanted.patience(),
        tools,
        begun -> drain(begun, slots));
  }

  static Set<Host> hosts(Set<Slot> slots) {
    return slots.stream().map(Slot::host).collect(Collectors.toSet());
  }

  private static Exit drain(UnderLock begun, Set<Slot> wanted)
      throws Failure, InterruptedException {
    return switch (Leave.of(begun.service(), begun.policy(), begun.observed(), wanted)) {
      case Leave.Refused(var problem) -> throw new Failure(Exit.USAGE, problem.toString());
      case Leave.Granted(var slots, _, _) when slots.isEmpty() ->
          begun.nothingToDo("nothing to do: %s out already".formatted(are(wanted)));
      case Leave.Granted(var slots, _, var emptied) -> {
        if (!emptied.isEmpty()) {
          confirm(begun, emptied);
        }
        yield told(
            begun,
            slots,
            begun.setAside(
                rollout -> rollout.setAside(slots, Set.copyOf(emptied), begun.observed())));
      }
    };
  }

  private static void confirm(UnderLock begun, List<Host> emptied)
      throws Failure, InterruptedException {
    String names = emptied.stream().map(Host::name).collect(Collectors.joining(" "));
    new Question(begun.terminal(), begun.common().consent(), begun.tools().signal())
        .typed(
            "Nothing will serve on %s: whatever sends requests there must have stopped first, or they are lost."
                .formatted(names),
            names);
  }

  private static Exit told(UnderLock begun, Set<Slot> wanted, Aside aside) throws Failure {
    if (aside.problem().isPresent()) {
      throw new Failure(
          Exits.of(aside.outcome()),
          "%s%n  out: %s"
              .formatted(
                  aside.problem().get(), aside.out().isEmpty() ? "none" : names(aside.out())));
    }
    begun
        .terminal()
        .out()
        .println(
            "%s out, drained, the containers run on; next: ballast ready %s"
                .formatted(are(wanted), names(wanted).replace(",", "")));
    return Exit.DONE;
  }

  private static String are(Collection<Slot> slots) {
    return names(slots) + (slots.size() == 1 ? " is" : " are");
  }

  static String names(Collection<Slot> slots) {
    return new TreeSet<>(slots).stream().map(Slot::toString).collect(Collectors.joining(", "));
  }
}
