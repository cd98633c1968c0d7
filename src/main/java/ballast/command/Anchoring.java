package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.reach.Anchor;
import ballast.reach.Anchor.Standing;
import ballast.rollout.Signal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Makes sure that everybody takes the service's lock on the same host, before it is taken there.
/// Another host than before must be typed by a person, since two rollouts with different anchors do
/// not see each other.
final class Anchoring {
  private static final int MOST_TOLD = 5;

  private final Terminal terminal;
  private final Crew crew;
  private final Signal signal;

  Anchoring(Terminal terminal, Crew crew, Signal signal) {
    this.terminal = terminal;
    this.crew = crew;
    this.signal = signal;
  }

  /// @param typed the host that was named on the command line to keep the lock
  /// @throws Failure when it is another host than before, and nobody confirms it
  /// @throws CallFailed when the anchor cannot be asked
  void confirm(Anchor anchor, Optional<String> typed)
      throws Failure, CallFailed, InterruptedException {
    if (typed.isPresent() && !typed.get().equals(anchor.host().name())) {
      throw new Failure(
          Exit.USAGE,
          "--anchor %s: the lock is kept on %s%n  next: `lock: {host: %s}` in ballast.yml names another"
              .formatted(typed.get(), anchor.host(), typed.get()));
    }
    Anchor.Look look = anchor.look(crew);
    switch (look.standing()) {
      case Standing.Settled _ -> {}
      case Standing.First _ -> mark(anchor, look);
      case Standing.Moved moved -> {
        if (typed.isEmpty()) {
          ask(anchor.host(), moved);
        }
        mark(anchor, look);
      }
    }
  }

  private void mark(Anchor anchor, Anchor.Look before)
      throws Failure, CallFailed, InterruptedException {
    List<Host> others = anchor.mark(before, crew);
    if (!others.isEmpty()) {
      throw new Failure(
          Exit.LOCKED,
          "someone changed which host keeps the service's lock at the same moment; nothing was touched%n  why:  %s bears another mark than this command left there%n  next: agree on one ballast.yml, then the same command again"
              .formatted(names(others)));
    }
  }

  private void ask(Host host, Standing.Moved moved) throws Failure, InterruptedException {
    String what = describe(host, moved);
    switch (terminal.kind()) {
      case PIPE -> throw refused(host, what);
      case INTERACTIVE ->
          new Question(terminal, Command.Consent.ASK, signal).typed(what, host.name());
    }
  }

  private static String describe(Host host, Standing.Moved moved) {
    String before =
        moved.elsewhere().isEmpty()
            ? "whether it was kept elsewhere cannot be told, since %s cannot be asked"
                .formatted(names(moved.unread()))
            : "so far it was kept on " + names(moved.elsewhere());
    return "the service's lock would be kept on %s; %s. Whoever still uses another host is not kept out."
        .formatted(host, before);
  }

  private static Failure refused(Host host, String what) {
    return new Failure(
        Exit.USAGE,
        "%s Nothing was touched%n  next: when no rollout runs and everybody has this ballast.yml, the same command with --anchor %s"
            .formatted(what, host));
  }

  private static String names(List<Host> hosts) {
    String named =
        hosts.stream().limit(MOST_TOLD).map(Host::name).collect(Collectors.joining(", "));
    return hosts.size() > MOST_TOLD
        ? named + " and %d more".formatted(hosts.size() - MOST_TOLD)
        : named;
  }

  /// For an anchor on which the lock can be neither taken nor seen.
  static Failure unusable(Host host, Problem problem) {
    return new Failure(
        Exit.UNREACHABLE,
        "%s keeps the service's lock and cannot be used for it; nothing was touched%n  why:  %s%n  next: %s; or name another host in ballast.yml, `lock: {host: NAME}`, and confirm it"
            .formatted(host, problem.brief(), problem.next()));
  }
}
