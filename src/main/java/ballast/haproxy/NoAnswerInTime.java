package ballast.haproxy;

import java.io.IOException;
import java.time.Duration;

/// The deadline passed before HAProxy closed the connection. Whether the command was carried out is
/// unknown: read the state back.
public final class NoAnswerInTime extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration patience;

  public NoAnswerInTime(String whom, Duration patience) {
    super("no complete answer from " + whom + " within " + patience.toMillis() + " ms");
    this.patience = patience;
  }

  public Duration patience() {
    return patience;
  }
}
