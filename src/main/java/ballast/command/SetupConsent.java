package ballast.command;

import ballast.cli.Command;
import ballast.reach.BalancerSetup.Prepared;
import ballast.reach.BalancerSetup.Replacing;
import ballast.rollout.Signal;
import java.util.List;

/// What a person agrees to who has seen what a set-up would change.
record SetupConsent(Terminal terminal, Command.Consent consent, Signal signal) {
  /// Asks at a terminal, where something that serves would change; elsewhere what is agreed to was
  /// said in advance.
  ///
  /// @return whether a HAProxy may be replaced so that for a moment nothing listens
  /// @throws Failure at any answer but yes
  Replacing to(List<Prepared> prepared) throws Failure, InterruptedException {
    var preview = new SetupPreview(terminal.err());
    if (terminal.kind() == Terminal.Kind.INTERACTIVE && preview.changesWhatServes(prepared)) {
      new Question(terminal, consent, signal).yes("Change that?");
      if (preview.leavesAGap(prepared)) {
        return Replacing.ALLOWED;
      }
    }
    return switch (consent) {
      case GIVEN -> Replacing.ALLOWED;
      case ASK -> Replacing.REFUSED;
    };
  }
}
