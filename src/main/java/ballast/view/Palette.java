package ballast.view;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Which colours and which signs a terminal gets.
public record Palette(Ink ink, Glyphs glyphs) {
  public static final Palette PLAIN = new Palette(Ink.NONE, Glyphs.ASCII);

  /// Whether text is coloured.
  public enum Ink {
    NONE,
    ANSI
  }

  /// Which signs a charset can carry.
  public enum Glyphs {
    UNICODE,
    ASCII
  }

  /// What a piece of text means; its colour follows from that.
  public enum Mood {
    NEUTRAL(""),
    STRONG("1"),
    DIM("2"),
    GOOD("32"),
    BUSY("36"),
    WARN("33"),
    BAD("31");

    private final String code;

    Mood(String code) {
      this.code = code;
    }
  }

  /// What the environment allows of what was wanted: `NO_COLOR` and a dumb terminal take colour
  /// away, a charset other than UTF-8 the signs.
  public static Palette choose(Ink wanted, Map<String, String> environment, Charset charset) {
    boolean colourless =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").equals("dumb");
    return new Palette(
        colourless ? Ink.NONE : wanted,
        charset.equals(StandardCharsets.UTF_8) ? Glyphs.UNICODE : Glyphs.ASCII);
  }

  String paint(String text, Mood mood) {
    return switch (ink) {
      case NONE -> text;
      case ANSI ->
          mood.code.isEmpty() || text.isBlank()
              ? text
              : "\033[" + mood.code + "m" + text + "\033[0m";
    };
  }

  String sign(String unicode, String ascii) {
    return switch (glyphs) {
      case UNICODE -> unicode;
      case ASCII -> ascii;
    };
  }
}
