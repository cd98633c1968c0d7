package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.journal.KeptRollouts;
import ballast.model.Problem;
import ballast.view.HistoryJson;
import ballast.view.HistoryText;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

/// Shows which rollouts of the service are kept on this machine. Asks no host.
final class HistoryList {
  /// Journals that are named when they cannot be read.
  private static final int MOST_TOLD = 5;

  private final Terminal terminal;
  private final Path folder;

  HistoryList(Terminal terminal, Path folder) {
    this.terminal = terminal;
    this.folder = folder;
  }

  Exit run(Command.History wanted) throws Failure {
    String service = Project.config(wanted.common()).service().name();
    KeptRollouts kept = History.kept(folder, service);
    if (terminal.output(wanted.common().output()) == Command.Output.JSON) {
      terminal.out().println(HistoryJson.of(service, kept.rollouts(), kept.passedOver()));
    } else {
      HistoryText.lines(
              service,
              kept.rollouts(),
              ZoneId.systemDefault(),
              terminal.palette(wanted.common().colour()))
          .forEach(terminal.out()::println);
      tell(kept.passedOver());
    }
    return Exit.DONE;
  }

  private void tell(List<Problem> passedOver) {
    passedOver.stream()
        .limit(MOST_TOLD)
        .forEach(problem -> terminal.err().println("warning: " + problem.brief()));
    if (passedOver.size() > MOST_TOLD) {
      terminal.err().println("warning: and %d more".formatted(passedOver.size() - MOST_TOLD));
    }
  }
}
