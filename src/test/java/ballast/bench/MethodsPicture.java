package ballast.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Capacity and losses over time, a panel for each method, all on the same scales: SVG text.
final class MethodsPicture {
  private static final int COLUMNS = 2;
  private static final int WIDTH = 440;
  private static final int HEIGHT = 90;
  private static final int LEFT = 34;
  private static final int ABOVE = 44;
  private static final int BELOW = 30;
  private static final int GAP = 26;
  private static final int HEAD = 46;

  private final int slots;
  private final double seconds;
  private final int top;
  private final long mostLost;
  private final StringBuilder svg = new StringBuilder();

  private MethodsPicture(Collection<Course> courses) {
    slots = courses.stream().mapToInt(Course::slots).max().orElse(1);
    double longest = courses.stream().mapToDouble(course -> seconds(course.took())).max().orElse(1);
    seconds = Math.ceil((longest + 1) / 10) * 10;
    top =
        courses.stream()
            .flatMap(course -> course.capacity().stream())
            .mapToInt(Course.Point::serving)
            .reduce(slots, Math::max);
    mostLost =
        courses.stream()
            .flatMap(course -> course.lost().stream())
            .mapToLong(Course.Losses::count)
            .max()
            .orElse(1);
  }

  static String of(Map<Method, Course> courses) {
    var picture = new MethodsPicture(courses.values());
    picture.draw(courses);
    return picture.svg.toString();
  }

  private void draw(Map<Method, Course> courses) {
    int rows = (courses.size() + COLUMNS - 1) / COLUMNS;
    int width = COLUMNS * (LEFT + WIDTH + GAP);
    int height = HEAD + rows * (ABOVE + HEIGHT + BELOW);
    line(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\" fill=\"#333\">",
            width,
            height,
            width,
            height));
    line(
        String.format(
            Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", width, height));
    line(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"20\" font-size=\"13\"><tspan fill=\"#2b6cb0\">blue: slots that get requests, of %d</tspan>   <tspan fill=\"#c53030\">red: requests lost in each second</tspan>   dashed: the method's end</text>",
            LEFT,
            slots));
    int number = 0;
    for (var course : courses.entrySet()) {
      int x = LEFT + (number % COLUMNS) * (LEFT + WIDTH + GAP);
      int y = HEAD + (number / COLUMNS) * (ABOVE + HEIGHT + BELOW);
      line(String.format(Locale.ROOT, "<g class=\"panel\" transform=\"translate(%d %d)\">", x, y));
      panel(course.getKey(), course.getValue());
      line("</g>");
      number++;
    }
    line("</svg>");
  }

  private void panel(Method method, Course course) {
    line(
        String.format(
            Locale.ROOT,
            "<text y=\"12\" font-size=\"13\" font-weight=\"bold\">%s</text><text x=\"%d\" y=\"12\" text-anchor=\"end\">%s</text>",
            escaped(method.title()),
            WIDTH,
            method.by()));
    line(
        String.format(
            Locale.ROOT,
            "<text y=\"28\">%.1f s · %,d lost of %,d · at least %d of %d slots · %d more containers at the peak</text>",
            seconds(course.took()),
            course.lostTotal(),
            course.sent(),
            course.least(),
            course.slots(),
            course.extra()));
    line(String.format(Locale.ROOT, "<g transform=\"translate(0 %d)\">", ABOVE - 8));
    grid();
    capacity(course.capacity());
    course.lost().forEach(this::lost);
    double end = x(course.took());
    line(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f 0V%d\" stroke=\"#333\" stroke-dasharray=\"3 3\" fill=\"none\"/>",
            end,
            HEIGHT));
    line("</g>");
  }

  private void grid() {
    for (int level : List.of(0, slots)) {
      line(
          String.format(
              Locale.ROOT,
              "<path d=\"M0 %.1fH%d\" stroke=\"#ddd\"/><text x=\"-5\" y=\"%.1f\" text-anchor=\"end\">%d</text>",
              y(level),
              WIDTH,
              y(level) + 4,
              level));
    }
    double step = seconds > 60 ? 20 : 10;
    for (double second = 0; second <= seconds; second += step) {
      double x = second / seconds * WIDTH;
      line(
          String.format(
              Locale.ROOT,
              "<path d=\"M%.1f %d v4\" stroke=\"#999\"/><text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f s</text>",
              x,
              HEIGHT,
              x,
              HEIGHT + 16,
              second));
    }
  }

  /// A step for each change; what stays the same needs no points.
  private void capacity(List<Course.Point> points) {
    var path = new StringBuilder("M0 %d".formatted(HEIGHT));
    int before = -1;
    for (Course.Point point : points) {
      if (point.serving() != before) {
        path.append(String.format(Locale.ROOT, "H%.1fV%.1f", x(point.at()), y(point.serving())));
        before = point.serving();
      }
    }
    if (!points.isEmpty()) {
      path.append(String.format(Locale.ROOT, "H%.1f", x(points.getLast().at())));
    }
    line(
        String.format(
            Locale.ROOT,
            "<path class=\"capacity\" d=\"%sV%dZ\" fill=\"#bee3f8\" stroke=\"#2b6cb0\"/>",
            path,
            HEIGHT));
  }

  private void lost(Course.Losses losses) {
    double high = Math.max(3, (double) losses.count() / mostLost * HEIGHT * 0.8);
    line(
        String.format(
            Locale.ROOT,
            "<rect class=\"lost\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#c53030\"/>",
            Math.max(0, x(losses.at())),
            HEIGHT - high,
            Math.max(2, WIDTH / seconds),
            high));
  }

  private double x(Duration at) {
    return Math.min(1, seconds(at) / seconds) * WIDTH;
  }

  private double y(int serving) {
    return HEIGHT - (double) serving / top * HEIGHT;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private void line(String text) {
    svg.append(text).append('\n');
  }
}
