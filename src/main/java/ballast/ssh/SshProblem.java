package ballast.ssh;

import ballast.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What ssh says when it does not get through, and what to do about it: every such text is here.
final class SshProblem {
  private SshProblem() {}

  /// ssh ended before the host was ready, or was given up.
  ///
  /// @param words the last lines that ssh wrote
  static Problem of(SshTarget target, List<String> words) {
    String why = words.isEmpty() ? "ssh gave no reason" : String.join("; ", words);
    return new Problem(
        "%s cannot be reached by ssh".formatted(target.name()), why, next(target, why));
  }

  private static String next(SshTarget target, String why) {
    String said = why.toLowerCase(Locale.ROOT);
    if (said.contains("remote host identification has changed")) {
      return "find out why its host key changed; if that is right: ssh-keygen -R, then %s"
          .formatted(target.command());
    }
    if (said.contains("host key verification failed")) {
      return "check and accept its host key once by hand: %s".formatted(target.command());
    }
    if (said.contains("permission denied") || said.contains("too many authentication failures")) {
      return "load the right key (ssh-add -l) or set user and key; try: %s"
          .formatted(target.command());
    }
    if (said.contains("could not resolve hostname")) {
      return "check its name in the inventory";
    }
    if (said.contains("connection refused")) {
      return "is sshd running there, and on that port? try: %s".formatted(target.command());
    }
    if (said.contains("timed out") || said.contains("no route") || said.contains("no answer")) {
      return "is the host up, and does a firewall let you through? try: %s"
          .formatted(target.command());
    }
    if (said.contains("local forward") || said.contains("too long")) {
      return "make room for a socket with a short path: set XDG_RUNTIME_DIR or TMPDIR to a short folder";
    }
    return "try: %s".formatted(target.command());
  }

  static Problem died(SshTarget target, List<String> words) {
    return new Problem(
        "the ssh link to %s is dead".formatted(target.name()),
        words.isEmpty() ? "ssh ended" : String.join("; ", words),
        "see whether the host is up: %s; then run the same command again"
            .formatted(target.command()));
  }

  /// Whether trying again cannot help.
  static boolean needsAPerson(Problem problem) {
    String said = problem.why().toLowerCase(Locale.ROOT);
    return said.contains("host key verification failed")
        || said.contains("permission denied")
        || said.contains("too many authentication failures");
  }

  static Problem closed(SshTarget target) {
    return new Problem(
        "the ssh link to %s is closed".formatted(target.name()),
        "nobody needs it any more",
        "run the same command again");
  }

  /// The link stands again, but the call had to wait for it.
  static Problem stale(SshTarget target, Duration waited) {
    return new Problem(
        "the ssh link to %s had died and stands again".formatted(target.name()),
        "the call had waited for %d s and was not sent: what it rests on may have changed"
            .formatted(waited.toSeconds()),
        "run the same command again");
  }

  static String reopened(SshTarget target, Problem cause, Duration took) {
    return "the ssh link to %s died (%s) and was opened again after %d.%d s"
        .formatted(target.name(), cause.why(), took.toSeconds(), took.toMillisPart() / 100);
  }

  static Problem noDocker(SshTarget target, String socket) {
    return new Problem(
        "%s has no Docker Engine".formatted(target.name()),
        "there is no socket at " + socket,
        "on %s: sudo systemctl start docker; where it was never installed: ballast setup --install-docker"
            .formatted(target.name()));
  }

  static Problem dockerForbidden(SshTarget target, String socket, long uid) {
    return new Problem(
        "%s: Docker may not be used by this user".formatted(target.name()),
        "user %d has no permission on %s".formatted(uid, socket),
        "on %s: sudo usermod -aG docker %s, then try again"
            .formatted(target.name(), target.user().orElse("\"$USER\"")));
  }

  /// Whether sshd refused to forward, rather than what is at the forward's end to answer.
  static boolean forbidsForwards(List<String> words) {
    String said = String.join("; ", words);
    return said.contains("prohibited") || said.contains("open failed");
  }

  /// sshd forbids to forward sockets, and the other way came to nothing.
  static Problem notDialled(SshTarget target, List<String> forbidden, String words) {
    String tried = "docker system dial-stdio there: " + (words.isEmpty() ? "no answer" : words);
    return new Problem(
        "%s: Docker cannot be reached through ssh".formatted(target.name()),
        String.join("; ", forbidden) + "; " + tried,
        (words.contains("docker: not found")
                ? "on %s: install Docker's client, or set AllowStreamLocalForwarding yes in sshd_config"
                : "on %s: is dockerd running (docker info), and does sshd_config allow AllowStreamLocalForwarding?")
            .formatted(target.name()));
  }

  /// The socket is there, yet nothing comes back through the forward to it.
  static Problem silentDocker(SshTarget target, List<String> words) {
    String said = String.join("; ", words);
    return new Problem(
        "%s: its Docker Engine does not answer".formatted(target.name()),
        said.isEmpty() ? "the connection was closed, or nothing came in time" : said,
        "on %s: docker info, and journalctl -u docker".formatted(target.name()));
  }
}
