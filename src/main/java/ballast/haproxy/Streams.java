package ballast.haproxy;

import java.util.List;

/// Whether the list of streams could be had.
public sealed interface Streams {
  /// The whole list, as [Session#parse] gives it.
  record Listed(List<Session> sessions) implements Streams {
    public Listed {
      sessions = List.copyOf(sessions);
    }
  }

  /// Not permitted, too long or not read: then the counters have to stay still for a while instead.
  record NotListed(String why) implements Streams {}
}
