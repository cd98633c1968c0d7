package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Problem;
import ballast.plan.Desired;
import ballast.plan.Mending;
import java.io.PrintStream;

/// Puts back whatever keeps a slot from serving, each slot by what it has itself.
final class Repair {
  private final UnderLock.Tools tools;

  Repair(UnderLock.Tools tools) {
    this.tools = tools;
  }

  Exit run(Command.Repair wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), tools.terminal());
    return UnderLock.run(
        wanted.common(),
        project,
        project.policy(wanted.flags()),
        wanted.patience(),
        tools,
        Repair::mend);
  }

  private static Exit mend(UnderLock begun) throws Failure, InterruptedException {
    var mending = Mending.of(begun.project().scope().of(begun.observed()));
    if (mending.isEmpty()) {
      refuseToGuess(mending);
      return begun.nothingToDo("nothing to repair: every slot serves");
    }
    show(mending, begun.terminal().err());
    if (mending.repairs().isEmpty() && mending.outAtEdge().isEmpty()) {
      return helpless();
    }
    new Question(begun.terminal(), begun.common().consent(), begun.tools().signal())
        .yes("Do that?");
    Exit end =
        begun.bring(
            new Desired(
                begun.service(),
                new Desired.Target.Back(mending.releases()),
                begun.policy(),
                begun.project().scope(),
                mending.takenBack()),
            "what each slot had");
    return end == Exit.DONE && !mending.helpless().isEmpty() ? helpless() : end;
  }

  /// A host that an earlier run left out at the edge cannot be told from one that is in.
  private static void refuseToGuess(Mending mending) throws Failure {
    if (!mending.unknownAtEdge().isEmpty()) {
      Problem first = mending.unknownAtEdge().getFirst();
      throw new Failure(
          Exit.UNREACHABLE,
          "every slot serves on its host, but %s%n  why:  %s%n  next: %s"
              .formatted(first.what(), first.why(), first.next()));
    }
  }

  private static void show(Mending mending, PrintStream err) {
    mending
        .outAtEdge()
        .forEach(host -> err.println("  %-10s out at the edge: let it in again".formatted(host)));
    mending.unknownAtEdge().forEach(one -> err.println("  " + one.brief()));
    mending.repairs().forEach(one -> err.println("  %-10s %s".formatted(one.slot(), one.words())));
    mending.helpless().forEach(one -> err.println("  %-10s %s".formatted(one.slot(), one.words())));
  }

  private static Exit helpless() throws Failure {
    throw new Failure(
        Exit.MIXED,
        "some slots keep no container that could be started\n"
            + "  next: ballast deploy R makes one, where nobody else has the slot out; where someone has, give it back in HAProxy first");
  }
}
