package ballast.ssh;

import ballast.model.Problem;
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

  static Problem noDocker(SshTarget target, String socket) {
    return new Problem(
        "%s has no Docker Engine".formatted(target.name()),
        "there is no socket at " + socket,
        "on %s: sudo systemctl start docker".formatted(target.name()));
  }

  static Problem dockerForbidden(SshTarget target, String socket, long uid) {
    return new Problem(
        "%s: Docker may not be used by this user".formatted(target.name()),
        "user %d has no permission on %s".formatted(uid, socket),
        "on %s: sudo usermod -aG docker %s, then try again"
            .formatted(target.name(), target.user().orElse("\"$USER\"")));
  }

  /// The socket is there, yet nothing comes back through the forward to it.
  static Problem notForwarded(SshTarget target, List<String> words) {
    String said = String.join("; ", words);
    if (said.contains("prohibited") || said.contains("open failed")) {
      return new Problem(
          "%s: Docker cannot be reached through ssh".formatted(target.name()),
          said,
          "on %s: is dockerd running (docker info), and does sshd_config allow AllowTcpForwarding and AllowStreamLocalForwarding?"
              .formatted(target.name()));
    }
    return new Problem(
        "%s: its Docker Engine does not answer".formatted(target.name()),
        said.isEmpty() ? "the connection was closed, or nothing came in time" : said,
        "on %s: docker info, and journalctl -u docker".formatted(target.name()));
  }
}
