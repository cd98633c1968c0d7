package ballast.config;

import static ballast.config.Form.fits;
import static ballast.config.Form.matching;
import static ballast.config.Form.misfit;

import ballast.model.Batches;
import ballast.model.EdgeChoice.Haproxy.Admin;
import ballast.model.Health;
import ballast.model.HostPattern;
import ballast.model.NamePattern;
import ballast.model.Policy.PastDeadline;
import ballast.model.Policy.Reaction;
import ballast.model.Route;
import ballast.model.Share;
import ballast.model.Sharing;
import ballast.model.Strategy;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The forms that are Ballast's own; Docker's are in [DockerForms].
final class Forms {
  static final int SLOTS_MAX = 100;
  static final int BATCH_SIZES_MAX = 100;
  private static final int PORT_MAX = 65_535;
  private static final int OCTET_MAX = 255;
  private static final int COUNT_MAX = 1_000_000;
  private static final int KEEP_MAX = 100;
  private static final int PARALLEL_MAX = 1_000;
  private static final Duration WAIT_MAX = Duration.ofHours(24);
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern SHARE = Pattern.compile("([0-9]{1,9})(%?)");

  static final Form<Integer> PORT = number("a port", 1, PORT_MAX);
  static final Form<Integer> SLOTS = number("a number of slots", 1, SLOTS_MAX);
  static final Form<Integer> COUNT = number("a count", 1, COUNT_MAX);
  static final Form<Integer> PARALLEL = number("a number of connections", 1, PARALLEL_MAX);

  static final Form<String> SERVICE_NAME =
      matching(
              "[a-z0-9][a-z0-9_.-]{0,62}",
              "a service name",
              "up to 63 of a-z, 0-9, '_', '.' and '-', the first a letter or a digit")
          .and(name ->
              name.startsWith(Sharing.PREFIX)
                  ? misfit(name, "a service name", "balancers that are shared have such names")
                  : fits(name));

  static final Form<String> SHARED_BALANCER =
      matching(
          "[a-z0-9][a-z0-9_.-]{0,39}",
          "a name for a balancer",
          "up to 40 of a-z, 0-9, '_', '.' and '-', the first a letter or a digit");

  static final Form<String> ROUTE_HOST =
      matching(
          Route.HOST.pattern(),
          "a host name in small letters",
          "as in shop.example, without a port");

  static final Form<String> ROUTE_PATH =
      matching(Route.PATH.pattern(), "a path", "as in /api, without a slash at its end");

  /// Printed, and handed on as one argument or line.
  static final Form<String> LINE =
      matching("[^\\p{Cntrl}]*[^\\p{Cntrl}\\s][^\\p{Cntrl}]*", "one line of text", "write a text");

  /// Also used for what ssh is given, so it never looks like an option.
  static final Form<String> HOST_NAME =
      matching(
          "[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}",
          "a host name",
          "letters, digits, '_', '.' and '-', not beginning with '.' or '-'");

  static final Form<String> ADDRESS =
      matching("[A-Za-z0-9_:][A-Za-z0-9_.:%-]{0,252}", "an address", "an IP address or a DNS name");

  static final Form<String> SSH_USER =
      matching(
          "[A-Za-z0-9_][A-Za-z0-9_.@\\\\-]{0,63}", "a user name", "the user that ssh logs in as");

  static final Form<String> BACKEND =
      matching(
          "[A-Za-z0-9_.:-]{1,63}",
          "a name of an HAProxy backend",
          "letters, digits, '_', '.', ':' and '-'");

  static final Form<Boolean> SWITCH =
      Form.oneOf("true or false", Map.of("true", true, "false", false), List.of());

  static final Form<String> METHOD =
      Form.oneOf("a health method", Map.of("GET", "GET", "HEAD", "HEAD"), List.of());

  static final Form<PastDeadline> PAST_DEADLINE =
      Form.oneOf(
          "a way to end a drain",
          Map.of("roll-back", PastDeadline.ROLL_BACK, "cut", PastDeadline.CUT),
          List.of());

  /// With one spare, where it is a surge.
  static final Form<Strategy> STRATEGY =
      Form.oneOf(
          "a strategy",
          Stream.of(
                  Strategy.ROLLING,
                  Strategy.surge(1),
                  Strategy.BLUE_GREEN,
                  Strategy.HOST,
                  Strategy.RECREATE)
              .collect(Collectors.toMap(Strategy::name, one -> one)),
          List.of());

  static final Form<Reaction> ON_FAILURE =
      Form.oneOf(
          "an answer to a failure",
          Map.of(
              "roll-back",
              Reaction.ROLL_BACK,
              "pause",
              Reaction.PAUSE,
              "continue",
              Reaction.CONTINUE),
          List.of());

  private static final Form<Share> SHARE_OF_ALL = Forms::share;

  static final Form<Integer> KEEP = number("a number of releases", 1, KEEP_MAX);

  /// Goes into a request line and into HAProxy's config as it stands.
  static final Form<String> URL_PATH =
      matching(
          "/[\\x21-\\x7e&&[^\"'#\\\\]]{0,1023}",
          "a path of a URL",
          "it begins with '/'; spaces, quotes, '#' and '\\' are written as %20, %22 …");

  /// Goes over the wire as it is, line ends included.
  static final Form<String> TALK =
      text ->
          text.isEmpty() || text.length() > Health.Talk.LONGEST
              ? new Form.Outcome.Misfit<>(
                  "%d characters".formatted(text.length()),
                  "1 to %d of them".formatted(Health.Talk.LONGEST))
              : fits(text);

  /// Goes into a request and into HAProxy's config as it stands.
  static final Form<String> HOST_HEADER =
      matching("[A-Za-z0-9_.:\\[\\]-]{1,255}", "a Host header", "a name or an address, and a port");

  static final Form<String> GOOGLE_PROJECT =
      matching("[a-z][a-z0-9.:-]{3,62}", "a project id", "its id, not its name or number");

  static final Form<String> GOOGLE_NAME =
      matching("[a-z][a-z0-9-]{0,62}", "a name at Google", "up to 63 of a-z, 0-9 and '-'");

  private Forms() {}

  /// A whole number as people write it: no sign, no leading zero, no other base.
  private static Form<Integer> number(String noun, int least, int most) {
    String hint = "a whole number from %d to %d".formatted(least, most);
    return text -> {
      if (!text.matches("0|[1-9][0-9]{0,8}")) {
        return misfit(text, noun, hint);
      }
      int value = Integer.parseInt(text);
      return value < least || value > most ? misfit(text, noun, hint) : fits(value);
    };
  }

  static Form.Outcome<Duration> duration(String text) {
    Matcher form = DURATION.matcher(text);
    if (!form.matches()) {
      String hint =
          text.matches("[0-9]{1,9}")
              ? "say of what: %sms, %ss, %sm or %sh".formatted(text, text, text, text)
              : "write 500ms, 30s, 5m or 1h";
      return misfit(text, "a duration", hint);
    }
    long count = Long.parseLong(form.group(1));
    Duration duration =
        switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case String _ -> Duration.ofHours(count);
        };
    return duration.compareTo(WAIT_MAX) > 0
        ? new Form.Outcome.Misfit<>(
            "'%s' is too long".formatted(text), "nothing waits longer than 24h")
        : fits(duration);
  }

  /// A wait that leaves time for what it waits for.
  static Form.Outcome<Duration> deadline(String text) {
    Form<Duration> duration = Forms::duration;
    return duration
        .<Duration>and(value ->
            value.isZero()
                ? misfit(text, "a deadline", "with no time at all it can only fail")
                : fits(value))
        .read(text);
  }

  /// `3` or `35%`.
  static Form.Outcome<Share> share(String text) {
    String hint = "a count such as 3, or a percentage from 1% to 100%";
    Matcher form = SHARE.matcher(text);
    if (!form.matches()) {
      return misfit(text, "a part of a whole", hint);
    }
    int value = Integer.parseInt(form.group(1));
    boolean percent = !form.group(2).isEmpty();
    if (value < 1 || value > (percent ? 100 : COUNT_MAX)) {
      return misfit(text, "a part of a whole", hint);
    }
    return fits(percent ? new Share.Percent(value) : new Share.Count(value));
  }

  /// How much may fail: a part of a whole, or nothing of it.
  static Form.Outcome<Optional<Share>> tolerance(String text) {
    return text.equals("0") || text.equals("0%")
        ? fits(Optional.empty())
        : SHARE_OF_ALL.as(Optional::of).read(text);
  }

  /// The sizes of a flag, which has no list: `1,10%,35%`.
  static Form.Outcome<Batches> sizes(String text) {
    var sizes = new ArrayList<Share>();
    for (String part : text.split(",", BATCH_SIZES_MAX + 1)) {
      switch (share(part.strip())) {
        case Form.Outcome.Fits<Share>(var share) -> sizes.add(share);
        case Form.Outcome.Misfit<Share>(var what, var hint) -> {
          return new Form.Outcome.Misfit<>(what, hint);
        }
      }
    }
    return fits(new Batches.Serial(sizes));
  }

  /// How many slots of a host may be out when it has that many.
  static Form<Integer> perHost(int slots) {
    return COUNT.and(count ->
        slots > 1 && count >= slots
            ? new Form.Outcome.Misfit<>(
                "%d of %d slots would leave none serving on a host".formatted(count, slots),
                "at most " + (slots - 1))
            : fits(count));
  }

  static Form.Outcome<NamePattern> namePattern(String text) {
    try {
      return fits(new NamePattern(text));
    } catch (IllegalArgumentException _) {
      return misfit(
          text,
          "a name for every slot",
          "letters, digits, '_', '.', '-' and one {slot}, as in shop-{slot}");
    }
  }

  /// A name with `{host}` or inventory variables in it, or without.
  static Form.Outcome<HostPattern> hostPattern(String text) {
    try {
      return fits(new HostPattern(text));
    } catch (IllegalArgumentException _) {
      return misfit(
          text,
          "a name for every host",
          "letters, digits, '_', '.', ':', '-' and {host} or {an_inventory_variable}");
    }
  }

  /// `10.0.0.5:9999` or `[2001:db8::5]:9999`.
  static Form.Outcome<Admin.Tcp> address(String text) {
    String hint = "write HOST:PORT, as in 10.0.0.5:9999 or [2001:db8::5]:9999";
    Matcher parts = Pattern.compile("(?:\\[([^\\]]+)]|([^:\\[\\]]+)):([0-9]{1,5})").matcher(text);
    if (!parts.matches()) {
      return misfit(text, "an address with a port", hint);
    }
    String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
    return ADDRESS
        .and(name -> PORT.as(port -> new Admin.Tcp(name, port)).read(parts.group(3)))
        .read(host);
  }

  /// Where an API is: `https://host`, since whoever asks shows a token there; without TLS only on
  /// this machine.
  static Form.Outcome<URI> endpoint(String text) {
    return text.matches("https://[A-Za-z0-9_.-]+(:[0-9]{1,5})?/?")
            || text.matches("http://(localhost|127\\.0\\.0\\.1):[0-9]{1,5}/?")
        ? fits(URI.create(text))
        : misfit(text, "the address of an API", "as in https://compute.example");
  }

  /// A container's name, which Docker wants to begin with a letter or a digit.
  static Form.Outcome<NamePattern> containerName(String text) {
    return text.matches("[_.-].*")
        ? misfit(text, "a container name", "Docker wants a letter or a digit first")
        : namePattern(text);
  }

  /// `200` or `200-299`.
  static Form.Outcome<Statuses> statuses(String text) {
    Matcher form = Pattern.compile("([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?").matcher(text);
    if (form.matches()) {
      int lowest = Integer.parseInt(form.group(1));
      int highest = form.group(2) == null ? lowest : Integer.parseInt(form.group(2));
      if (lowest <= highest) {
        return fits(new Statuses(lowest, highest));
      }
    }
    return misfit(text, "a range of HTTP status codes", "write 200 or 200-299");
  }

  record Statuses(int lowest, int highest) {}

  /// The first three numbers of a /24.
  static Form.Outcome<String> subnet(String text) {
    String hint = "three numbers as in 172.30.77, which stands for 172.30.77.0/24";
    if (!text.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){2}")) {
      return misfit(text, "a subnet", hint);
    }
    boolean octets = List.of(text.split("\\.")).stream().allMatch(p -> octet(Integer.parseInt(p)));
    return octets ? fits(text) : misfit(text, "a subnet", hint);
  }

  private static boolean octet(int number) {
    return number <= OCTET_MAX;
  }

  static Form.Outcome<Path> path(String text) {
    try {
      return text.isBlank() || text.chars().anyMatch(Character::isISOControl)
          ? misfit(text, "a path", "write where the file is")
          : fits(Path.of(text));
    } catch (InvalidPathException _) {
      return misfit(text, "a path", "write where the file is");
    }
  }

  /// A path on another machine, where nothing says what a relative one would start from.
  static Form.Outcome<Path> absolutePath(String text) {
    Form<Path> path = Forms::path;
    return path.<Path>and(value ->
            value.isAbsolute() && text.matches("[^\\s,\"'\\\\#]+")
                ? fits(value)
                : misfit(text, "the path of a socket", "it begins with '/', without spaces"))
        .read(text);
  }
}
