package ballast.plan;

import ballast.model.Host;

/// A host leaves the load balancer in front of it, or joins it again. Data, as a step is: it says
/// what, never how, and may be done again without harm.
///
/// @param cause why it is to
/// @param mustServe how many of its slots must serve before it joins: FLOOR
public record EdgeMove(Host host, Way way, String cause, int mustServe) {
  public enum Way {
    /// The edge sends the host nothing new; ends when nothing is in flight for it any more.
    LEAVE,
    /// The edge sends the host requests again; ends when it does.
    JOIN;

    /// What a person reads of one that is done.
    public String done() {
      return switch (this) {
        case LEAVE -> "left the edge";
        case JOIN -> "joined the edge again";
      };
    }
  }

  static EdgeMove leave(Host host, String cause) {
    return new EdgeMove(host, Way.LEAVE, cause, 0);
  }

  static EdgeMove join(Host host, String cause, int mustServe) {
    return new EdgeMove(host, Way.JOIN, cause, mustServe);
  }
}
