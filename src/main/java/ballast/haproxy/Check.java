package ballast.haproxy;

import java.util.Optional;
import java.util.OptionalLong;

/// What HAProxy's health check of a server found.
///
/// Status, code and text are stale after maintenance: they show the last check of the container
/// before. Only [#health] rising again proves anything; see [Proof].
///
/// @param status such as `L7OK`, `L4CON`, `* L7STS` while a check runs; empty without a check
/// @param code HTTP status or errno
/// @param text what the check said last (`last_chk`), such as `Connection refused`
/// @param meaning the status in words (`check_desc`)
/// @param health 0 to rise + fall - 1; rise and above count as up
public record Check(
    Optional<String> status,
    OptionalLong code,
    Optional<String> text,
    Optional<String> meaning,
    OptionalLong rise,
    OptionalLong fall,
    OptionalLong health,
    OptionalLong failures) {
  private static final String RUNNING = "* ";

  /// `L7OK`, `L6OK`, `L4OK`, `PROCOK`.
  private static final String PASSED = "OK";

  static Check of(Columns.Row row) throws UnreadableReply {
    return new Check(
        row.text("check_status"),
        row.number("check_code"),
        row.text("last_chk"),
        row.text("check_desc"),
        row.number("check_rise"),
        row.number("check_fall"),
        row.number("check_health"),
        row.number("chkfail"));
  }

  /// The health of a server that passed every check asked of it; empty when HAProxy did not tell.
  public OptionalLong fullHealth() {
    return rise.isPresent() && fall.isPresent()
        ? OptionalLong.of(rise.getAsLong() + fall.getAsLong() - 1)
        : OptionalLong.empty();
  }

  /// Whether the next check is under way: HAProxy has forgotten the code of the last one then.
  public boolean running() {
    return status.filter(one -> one.startsWith(RUNNING)).isPresent();
  }

  /// Whether the last check that ended did not pass, or none has ended yet (`INI`); never so
  /// without a check.
  public boolean unproven() {
    return status.filter(one -> !one.endsWith(PASSED)).isPresent();
  }

  /// The last result for a person: `L4CON: Layer4 connection problem, Connection refused`.
  public String words() {
    var words = new StringBuilder(status.orElse("no result yet").replace(RUNNING, ""));
    if (!running()) {
      code.ifPresent(number -> words.append('/').append(number));
    }
    meaning.ifPresent(sentence -> words.append(": ").append(sentence));
    text.ifPresent(said -> words.append(", ").append(said));
    return words.toString();
  }
}
