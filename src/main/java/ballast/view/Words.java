package ballast.view;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Numbers as people read them.
final class Words {
  private Words() {}

  /// `0.4 s`, `2 min 05 s`, `1 h 02 min`.
  static String time(Duration duration) {
    if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
      return tenths(duration) + " s";
    }
    if (duration.compareTo(Duration.ofHours(1)) < 0) {
      return "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
    return "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart());
  }

  /// The same for what is only an estimate: whole seconds.
  static String rough(Duration duration) {
    return duration.compareTo(Duration.ofMinutes(1)) < 0
        ? duration.plusMillis(500).toSeconds() + " s"
        : time(duration);
  }

  /// Seconds with one digit after the point, rounded down.
  static String tenths(Duration duration) {
    long tenths = Math.max(0, duration.toMillis() / 100);
    return tenths / 10 + "." + tenths % 10;
  }

  /// `1 slot`, `12,482 requests`.
  static String count(long count, String noun) {
    return number(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /// `once`, `twice`, `3 times`.
  static String times(long times) {
    return times == 1 ? "once" : times == 2 ? "twice" : number(times) + " times";
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// Text that others wrote, without what would steer a terminal.
  static String clean(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> Character.isISOControl(point) && point != '\n' ? ' ' : point)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /// The same on one line.
  static String line(String text) {
    return clean(text).replace('\n', ' ').strip();
  }

  /// An image's name with its digest cut to what people compare.
  static String image(String reference) {
    int digest = reference.indexOf("@sha256:");
    int end = digest + "@sha256:".length() + 12;
    return digest < 0 || reference.length() <= end ? reference : reference.substring(0, end);
  }

  static String pad(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  static int widest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }
}
