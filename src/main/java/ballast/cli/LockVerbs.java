package ballast.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The commands about a service's lock.
final class LockVerbs {
  private LockVerbs() {}

  @CommandLine.Command(
      name = "lock",
      mixinStandardHelpOptions = true,
      description = {
        "Keeps every rollout of the service out, until ballast unlock.",
        "Such a lock never goes away by itself."
      })
  static final class LockVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Told to whoever wants to deploy.")
    @Nullable String reason;

    @Override
    public Command command() {
      return new Command.Lock(common.value(), Optional.ofNullable(reason));
    }
  }

  @CommandLine.Command(
      name = "unlock",
      mixinStandardHelpOptions = true,
      description = {
        "Takes the service's lock away from whoever has it, and says who that was.",
        "A rollout that has it stops; that is asked about, unless --yes is given."
      })
  static final class UnlockVerb implements Verbs.Verb {
    @Mixin Options.CommonOptions common = new Options.CommonOptions();

    @Override
    public Command command() {
      return new Command.Unlock(common.value());
    }
  }
}
