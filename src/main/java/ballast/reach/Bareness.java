package ballast.reach;

import ballast.model.Host;
import ballast.model.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is to be done for a Docker Engine to be on a host, by one look through ssh alone.
public sealed interface Bareness {
  /// It has one, or its client, so that somebody has begun: left alone.
  record HasDocker(Host host) implements Bareness {}

  /// @param commands as they are typed there, in order
  record Installable(Host host, OsRelease system, List<String> commands) implements Bareness {
    public Installable {
      commands = List.copyOf(commands);
    }
  }

  /// It has none, and Ballast will not install one.
  record Refused(Host host, Problem problem) implements Bareness {}

  /// It could not be looked at.
  record Unknown(Host host, Problem problem) implements Bareness {}

  /// Where the engine of the system's own package listens.
  String SOCKET = "/var/run/docker.sock";

  /// What a look asks; its answer is for [#of].
  String QUESTION =
      """
      if [ -e %s ] || command -v docker >/dev/null || command -v dockerd >/dev/null; then d=yes; else d=no; fi
      if sudo -n true 2>/dev/null; then s=yes; else s=no; fi
      echo "BALLAST LOOK docker=$d sudo=$s uid=$(id -u) user=$(id -un)"
      cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null
      exit 0
      """
          .formatted(SOCKET);

  Pattern ANSWER =
      Pattern.compile(
          "(?m)^BALLAST LOOK docker=(yes|no) sudo=(yes|no) uid=(\\d+) user=([A-Za-z0-9._-]+)$");

  /// @param answer what the look printed
  static Bareness of(Host host, String answer) {
    Matcher look = ANSWER.matcher(answer);
    if (!look.find()) {
      return new Unknown(
          host,
          new Problem(
              "%s: whether Docker is there cannot be told".formatted(host),
              "its shell answered: " + answer.lines().limit(1).findFirst().orElse("nothing"),
              "see what its login prints, or install Docker there by hand"));
    }
    if (look.group(1).equals("yes")) {
      return new HasDocker(host);
    }
    OsRelease system = OsRelease.parse(answer.substring(look.end()));
    if (!system.supported()) {
      return new Refused(
          host,
          new Problem(
              "%s has no Docker Engine, and Ballast cannot install one there".formatted(host),
              "its system is %s (ID=%s, VERSION_ID=%s); Ballast knows how on %s"
                  .formatted(system.words(), system.id(), system.version(), OsRelease.SUPPORTED),
              "install Docker there as that system does, then ballast setup"));
    }
    if (look.group(3).equals("0")) {
      return new Installable(host, system, commands("", ""));
    }
    if (look.group(2).equals("yes")) {
      return new Installable(host, system, commands("sudo -n ", look.group(4)));
    }
    return new Refused(
        host,
        new Problem(
            "%s has no Docker Engine, and user %s may not install one"
                .formatted(host, look.group(4)),
            "it is not root, and sudo asks it for a password",
            "let it use sudo without one, or have ssh log in as root (ansible_user, ssh: {user}), then ballast setup --install-docker"));
  }

  private static List<String> commands(String before, String user) {
    String update = before + "apt-get update";
    String install = before + "env DEBIAN_FRONTEND=noninteractive apt-get install -y docker.io";
    return user.isEmpty()
        ? List.of(update, install)
        : List.of(update, install, before + "usermod -aG docker " + user);
  }
}
