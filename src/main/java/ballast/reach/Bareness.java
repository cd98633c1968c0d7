package ballast.reach;

import ballast.model.Host;
import ballast.model.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is to be done for a Docker Engine to be on a host, by one look through ssh alone.
public sealed interface Bareness {
  /// It has one, or what somebody else has put in its place: left alone.
  record HasDocker(Host host) implements Bareness {}

  /// @param lack what is missing there, in words that go before the host's name
  /// @param commands as they are typed there, in order
  record Installable(Host host, String lack, OsRelease system, List<String> commands)
      implements Bareness {
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

  String NO_ENGINE = "no Docker Engine";

  /// What a look asks; its answer is for [#of]. A client alone is what an installation leaves that
  /// was cut off, where the system's package is there (`half`), and else somebody's own.
  String QUESTION =
      """
      s=%s
      if [ -e $s ] || [ -x /usr/sbin/dockerd ] || command -v dockerd >/dev/null; then d=yes
      elif command -v docker >/dev/null; then
        case "$(dpkg-query -W -f '${db:Status-Status}' docker.io 2>/dev/null)" in
          installed | unpacked | half-* | triggers-*) d=half ;;
          *) d=client ;;
        esac
        case "$(docker --version 2>&1)" in *odman*) d=yes ;; esac
      else d=no; fi
      g=yes
      if [ -e $s ] && [ ! -w $s ] && [ "$(stat -c %%G $s 2>/dev/null)" = docker ]; then
        id -nG "$(id -un)" | tr ' ' '\\n' | grep -qx docker || g=no
      fi
      if sudo -n true 2>/dev/null; then r=yes; else r=no; fi
      echo "BALLAST LOOK docker=$d group=$g sudo=$r uid=$(id -u) user=$(id -un)"
      cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null
      exit 0
      """
          .formatted(SOCKET);

  Pattern ANSWER =
      Pattern.compile(
          "(?m)^BALLAST LOOK docker=(?<docker>yes|half|client|no) group=(?<group>yes|no) sudo=(?<sudo>yes|no) uid=(?<uid>\\d+) user=(?<user>[A-Za-z0-9._-]+)$");

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
    OsRelease system = OsRelease.parse(answer.substring(look.end()));
    if (look.group("docker").equals("yes")) {
      return there(host, look, system);
    }
    if (look.group("docker").equals("client")) {
      return new Refused(
          host,
          new Problem(
              "%s has Docker's client and no engine".formatted(host),
              "the client is not of the package docker.io, which might not go with it",
              "install the engine that goes with it, or remove it; then ballast setup --install-docker"));
    }
    if (!system.supported()) {
      return new Refused(
          host,
          new Problem(
              "%s has no Docker Engine, and Ballast cannot install one there".formatted(host),
              "its system is %s (ID=%s, VERSION_ID=%s); Ballast knows how on %s"
                  .formatted(system.words(), system.id(), system.version(), OsRelease.SUPPORTED),
              "install Docker there as that system does, then ballast setup"));
    }
    if (look.group("uid").equals("0")) {
      return new Installable(host, NO_ENGINE, system, commands("", ""));
    }
    if (look.group("sudo").equals("yes")) {
      return new Installable(host, NO_ENGINE, system, commands("sudo -n ", look.group("user")));
    }
    return new Refused(
        host,
        new Problem(
            "%s has no Docker Engine, and user %s may not install one"
                .formatted(host, look.group("user")),
            "it is not root, and sudo asks it for a password",
            "let it use sudo without one, or have ssh log in as root (ansible_user, ssh: {user}), then ballast setup --install-docker"));
  }

  /// An engine that its user is not let in to is what a run leaves that ended before its last
  /// command. Whoever may not change that is told by the engine itself.
  private static Bareness there(Host host, Matcher look, OsRelease system) {
    if (look.group("group").equals("yes") || look.group("sudo").equals("no")) {
      return new HasDocker(host);
    }
    String user = look.group("user");
    return new Installable(
        host,
        "user %s is not in the group docker".formatted(user),
        system,
        List.of("sudo -n " + letIn(user)));
  }

  private static String letIn(String user) {
    return "usermod -aG docker " + user;
  }

  private static List<String> commands(String before, String user) {
    String update = before + "apt-get update";
    String install = before + "env DEBIAN_FRONTEND=noninteractive apt-get install -y docker.io";
    return user.isEmpty()
        ? List.of(update, install)
        : List.of(update, install, before + letIn(user));
  }
}
