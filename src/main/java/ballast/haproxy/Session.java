package ballast.haproxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of `show sess`: a stream, which is one request in HTTP mode, one connection in TCP
/// mode.
///
/// @param id HAProxy's address of it, such as `0x55dbca873f50`
/// @param place where it comes from and goes to. HAProxy leaves that out for streams without a
///   client address, such as those it starts itself.
/// @param age since it began; empty when not told
public record Session(String id, Optional<Place> place, Optional<Duration> age) {
  private static final Pattern LINE = Pattern.compile("(0x[0-9a-f]+): proto=\\S.*");
  private static final Pattern AGE =
      Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

  /// @param backend `<NONE>` for HAProxy's own, such as the connection that asks
  /// @param server `<none>` until one was chosen, and for HAProxy's own
  public record Place(String frontend, String backend, String server) {
    boolean on(ServerRef ref) {
      return backend.equals(ref.backend().value()) && server.equals(ref.server().value());
    }
  }

  /// Every stream that HAProxy has; the connection that asks is one of them.
  ///
  /// A line that is not understood is an error: it could be the request that must not be lost. So
  /// is an answer without any line.
  public static List<Session> parse(String reply) throws UnreadableReply {
    if (!reply.endsWith("\n\n")) {
      throw UnreadableReply.expected("show sess up to its blank line", reply);
    }
    var sessions = new ArrayList<Session>();
    for (String line : reply.lines().filter(line -> !line.isBlank()).toList()) {
      sessions.add(of(line));
    }
    if (sessions.isEmpty()) {
      throw new UnreadableReply("show sess does not even list the connection that asked it");
    }
    return List.copyOf(sessions);
  }

  private static Session of(String line) throws UnreadableReply {
    Matcher start = LINE.matcher(line);
    if (!start.matches()) {
      throw UnreadableReply.expected("a line of show sess", line);
    }
    Optional<String> frontend = word(line, " fe=");
    Optional<String> backend = word(line, " be=");
    Optional<String> server = word(line, " srv=");
    boolean placed = frontend.isPresent() && backend.isPresent() && server.isPresent();
    if (!placed && (frontend.isPresent() || backend.isPresent() || server.isPresent())) {
      throw UnreadableReply.expected("fe=, be= and srv= in a line of show sess", line);
    }
    return new Session(
        start.group(1),
        placed
            ? Optional.of(
                new Place(frontend.orElseThrow(), backend.orElseThrow(), server.orElseThrow()))
            : Optional.empty(),
        word(line, " age=").flatMap(Session::age));
  }

  private static Optional<String> word(String line, String key) {
    int at = line.indexOf(key);
    if (at < 0) {
      return Optional.empty();
    }
    int start = at + key.length();
    int end = line.indexOf(' ', start);
    return Optional.of(line.substring(start, end < 0 ? line.length() : end))
        .filter(word -> !word.isEmpty());
  }

  /// HAProxy writes the two greatest units only: `4s`, `2m10s`, `1h`, `3d2h`.
  private static Optional<Duration> age(String text) {
    Matcher units = AGE.matcher(text);
    if (text.isEmpty() || !units.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(unit(units, 1))
            .plusHours(unit(units, 2))
            .plusMinutes(unit(units, 3))
            .plusSeconds(unit(units, 4)));
  }

  private static long unit(Matcher units, int group) {
    String digits = units.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
