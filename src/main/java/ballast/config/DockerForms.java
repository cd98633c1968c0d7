package ballast.config;

import static ballast.config.Form.fits;
import static ballast.config.Form.matching;
import static ballast.config.Form.misfit;

import ballast.model.ContainerSpec.Ulimit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Docker's own forms: what `docker run` takes for the flag of the same name.
final class DockerForms {
  private static final long MEMORY_BYTES_MIN = 6L << 20;
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal CPUS_MAX = BigDecimal.valueOf(10_000);
  private static final int PORT_MAX = 65_535;
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([bkmgBKMG]?)");
  private static final Pattern ULIMIT = Pattern.compile("(-1|[0-9]{1,18})(?::(-1|[0-9]{1,18}))?");
  private static final Set<String> ULIMITS =
      Set.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");
  private static final Pattern PUBLISH =
      Pattern.compile(
          "(?:(?<ip>[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+]):)?(?:(?<host>[0-9]*(?:-[0-9]+)?):)?"
              + "(?<container>[0-9]+(?:-[0-9]+)?)(?:/(?:tcp|udp|sctp))?");
  private static final String NAME = "[a-zA-Z0-9][a-zA-Z0-9_.-]*";

  static final Form<String> REPOSITORY = DockerForms::repository;

  static final Form<String> IMAGE =
      matching(
          "[A-Za-z0-9][A-Za-z0-9._:/-]*(@sha256:[0-9a-f]{64})?",
          "an image",
          "as docker pull would have it: haproxy:3.0");

  static final Form<String> CONTAINER_NAME =
      matching(NAME, "a container name", "letters, digits, '_', '.' and '-'");

  static final Form<String> NETWORK =
      matching(NAME, "a network name", "as docker network ls shows it");

  static final Form<String> USER =
      matching(
          "[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?", "a user", "a name or a number: app, 1000:1000");

  static final Form<String> STOP_SIGNAL =
      matching(
          "(SIG)?(HUP|INT|QUIT|TERM|USR1|USR2|KILL|WINCH|ALRM|PIPE|CONT|STOP|TSTP|PWR"
              + "|RTM(IN(\\+[0-9]{1,2})?|AX(-[0-9]{1,2})?))|[1-9]|[1-5][0-9]|6[0-4]",
          "a signal",
          "a name or a number: SIGTERM, SIGQUIT, 15");

  static final Form<String> RESTART =
      matching(
          "no|always|unless-stopped|on-failure(:[1-9][0-9]{0,5})?",
          "a restart policy",
          "no, always, unless-stopped, on-failure or on-failure:3");

  static final Form<String> EXTRA_HOST =
      matching(
          "[A-Za-z0-9_.-]+[:=](host-gateway|[0-9.]+|\\[?[0-9A-Fa-f:.]+]?)",
          "a line for /etc/hosts",
          "name:address, as in db:10.0.0.9");

  static final Form<String> CAPABILITY =
      matching("[A-Z][A-Z_]*", "a kernel capability", "as in NET_BIND_SERVICE");

  static final Form<String> LOG_DRIVER =
      matching("[A-Za-z0-9][A-Za-z0-9_./:-]*", "a log driver", "as in json-file, local, journald");

  private DockerForms() {}

  private static Form.Outcome<String> repository(String text) {
    String last = text.substring(text.lastIndexOf('/') + 1);
    if (text.contains("@") || last.contains(":")) {
      int end = text.contains("@") ? text.indexOf('@') : text.lastIndexOf(':');
      return new Form.Outcome.Misfit<>(
          "'%s' says which release".formatted(text),
          "write only '%s'; the release is given to ballast deploy"
              .formatted(text.substring(0, end)));
    }
    String domain = "([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?/)?";
    String part = "[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*";
    return text.matches(domain + part + "(/" + part + ")*")
        ? fits(text)
        : misfit(text, "the name of an image", "lower-case, as in registry.example/team/shop");
  }

  /// Bytes.
  static Form.Outcome<Long> size(String text) {
    Matcher form = SIZE.matcher(text);
    if (!form.matches()) {
      return misfit(text, "a size", "write 512m or 1g");
    }
    int shift =
        switch (form.group(2)) {
          case "k", "K" -> 10;
          case "m", "M" -> 20;
          case "g", "G" -> 30;
          case String _ -> 0;
        };
    long count = Long.parseLong(form.group(1));
    if (count > Long.MAX_VALUE >> shift) {
      return misfit(text, "a size", "no machine has that much");
    }
    return count << shift < MEMORY_BYTES_MIN
        ? new Form.Outcome.Misfit<>(
            "'%s' is less than Docker allows".formatted(text),
            "at least 6m; 512 megabytes are 512m")
        : fits(count << shift);
  }

  /// Billionths of a core.
  static Form.Outcome<Long> cpus(String text) {
    if (!text.matches("[0-9]{1,5}(\\.[0-9]{1,9})?")) {
      return misfit(text, "a number of cores", "write 0.5 or 2");
    }
    var cores = new BigDecimal(text);
    return cores.signum() == 0 || cores.compareTo(CPUS_MAX) > 0
        ? misfit(text, "a number of cores", "more than 0 and at most " + CPUS_MAX)
        : fits(cores.multiply(NANOS).longValueExact());
  }

  static final Form<String> ULIMIT_NAME =
      text ->
          ULIMITS.contains(text)
              ? fits(text)
              : misfit(
                  text,
                  "a ulimit",
                  Nearest.to(text, ULIMITS)
                      .map("did you mean '%s'?"::formatted)
                      .orElse("as in nofile, nproc, memlock"));

  /// `1024` or `1024:2048`.
  static Form<Ulimit> ulimit(String name) {
    return text -> {
      Matcher form = ULIMIT.matcher(text);
      if (!form.matches()) {
        return misfit(text, "a limit", "write 1024, 1024:2048 (soft:hard), or -1 for none");
      }
      long soft = Long.parseLong(form.group(1));
      long hard = form.group(2) == null ? soft : Long.parseLong(form.group(2));
      boolean softer = hard == -1 || (soft != -1 && soft <= hard);
      return softer
          ? fits(new Ulimit(name, soft, hard))
          : misfit(text, "a limit", "the soft limit comes first and is not above the hard one");
    };
  }

  /// Ports as `-p` has them. What binds a port of the host can be had by one container only.
  static Form<String> publish(int slots) {
    return text -> {
      Matcher first = PUBLISH.matcher(inSlot(text, 1));
      Matcher last = PUBLISH.matcher(inSlot(text, slots));
      if (!first.matches() || !last.matches() || !portsIn(first) || !portsIn(last)) {
        return misfit(text, "a published port", "as docker -p has it: 127.0.0.1:8080:8080");
      }
      String host = first.group("host");
      boolean fixed = host != null && !host.isEmpty();
      boolean same =
          fixed
              && host.equals(last.group("host"))
              && String.valueOf(first.group("ip")).equals(String.valueOf(last.group("ip")));
      if (slots > 1 && same) {
        return new Form.Outcome.Misfit<>(
            "two slots cannot both publish " + bound(text), "write " + perSlot(text));
      }
      return fits(text);
    };
  }

  private static String inSlot(String text, int slot) {
    return text.replace("{slot}", Integer.toString(slot));
  }

  private static boolean portsIn(Matcher publish) {
    return portsIn(publish.group("container"))
        && (publish.group("host") == null || portsIn(publish.group("host")));
  }

  private static boolean portsIn(String range) {
    return List.of(range.split("-")).stream()
        .filter(port -> !port.isEmpty())
        .allMatch(port -> port.length() <= 5 && Integer.parseInt(port) <= PORT_MAX);
  }

  private static String bound(String publish) {
    return publish.substring(0, publish.lastIndexOf(':'));
  }

  /// The same with the last digit of the host's port being the slot's number.
  private static String perSlot(String publish) {
    int colon = publish.lastIndexOf(':');
    boolean oneDigit = colon < 2 || !Character.isDigit(publish.charAt(colon - 2));
    return publish.substring(0, oneDigit ? colon : colon - 1) + "{slot}" + publish.substring(colon);
  }

  /// `/srv/shop:/data:ro` or `shop-data:/data`.
  static Form.Outcome<String> volume(String text) {
    String[] parts = text.split(":", -1);
    boolean fits =
        (parts.length == 2 || parts.length == 3)
            && (parts[0].startsWith("/") || parts[0].matches("[a-zA-Z0-9{][a-zA-Z0-9_.{}-]*"))
            && parts[1].startsWith("/")
            && (parts.length == 2 || parts[2].matches("[A-Za-z]+(,[A-Za-z]+)*"))
            && text.chars().noneMatch(Character::isISOControl);
    if (fits) {
      return fits(text);
    }
    return misfit(
        text,
        "a volume",
        parts[0].startsWith(".") || parts[0].startsWith("~")
            ? "the folder is on the host, where nothing says what it is relative to: begin with '/'"
            : "as docker -v has it: /srv/shop:/data:ro or shop-data:/data");
  }

  static final Form<String> ENV_NAME =
      matching("[^=\\p{Cntrl}\\s]+", "the name of a variable", "no spaces and no '='");

  static final Form<String> LABEL_NAME =
      text ->
          text.startsWith("ballast.")
              ? new Form.Outcome.Misfit<>(
                  "'%s' is reserved".formatted(text),
                  "labels that begin with 'ballast.' are Ballast's")
              : matching("[^=\\p{Cntrl}\\s]+", "a label", "no spaces and no '='").read(text);
}
