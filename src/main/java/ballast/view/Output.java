package ballast.view;

import java.util.Map;

/// What `--output` may be.
public enum Output {
  AUTO,
  LIVE,
  PLAIN,
  JSON;

  /// What the story is written to.
  public enum Surface {
    /// A terminal whose cursor can be moved.
    TERMINAL,
    /// A file, a pipe, a CI's log, or a terminal that only takes lines.
    LINES
  }

  /// @param stty what `stty size` answered for where the story goes; empty when that is no terminal
  public static Surface surface(Map<String, String> environment, String stty) {
    return stty.isBlank() || environment.getOrDefault("TERM", "dumb").equals("dumb")
        ? Surface.LINES
        : Surface.TERMINAL;
  }

  /// This, with `auto` settled.
  public Output on(Surface surface) {
    return switch (this) {
      case AUTO ->
          switch (surface) {
            case TERMINAL -> LIVE;
            case LINES -> PLAIN;
          };
      case LIVE, PLAIN, JSON -> this;
    };
  }
}
