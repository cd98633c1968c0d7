package ballast.command;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Names rollouts so that they sort by time and can be told apart by people:
/// `pxapp-20261122-210455`.
final class RolloutId {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private RolloutId() {}

  static String at(Instant now, String service) {
    return service + "-" + FORM.format(now);
  }
}
