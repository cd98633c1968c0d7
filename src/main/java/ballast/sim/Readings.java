package ballast.sim;

import ballast.model.Host;
import java.util.HashMap;
import java.util.Map;

/// UNKNOWN IS NOT ABSENT, watched from the wire: whoever stops, drains or creates something has not
/// just failed to read what that rests on.
final class Readings {
  private record Reader(Thread thread, Host host, Wire.Peer peer) {}

  private final Promises promises;
  private final Map<Reader, Boolean> answered = new HashMap<>();

  Readings(Promises promises) {
    this.promises = promises;
  }

  void read(Host host, Wire.Peer peer, boolean wasAnswered) {
    var reader = new Reader(Thread.currentThread(), host, peer);
    if (wasAnswered) {
      answered.remove(reader);
    } else {
      answered.put(reader, false);
    }
  }

  /// Called by the thread that is about to change something.
  void mustKnow(Host host, Wire.Peer peer, String what) {
    if (answered.containsKey(new Reader(Thread.currentThread(), host, peer))) {
      promises.breaks(
          "UNKNOWN IS NOT ABSENT: '%s' on %s rests on the %s, which could not be read"
              .formatted(what, host, peer));
    }
  }
}
