package ballast.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The sections of an `haproxy.cfg`, as far as one must know them to see whether a rollout can rest
/// on it. HAProxy itself judges whether it is one.
record ConfigText(List<Section> sections) {
  private static final Set<String> KINDS =
      Set.of(
          "global",
          "defaults",
          "frontend",
          "backend",
          "listen",
          "userlist",
          "peers",
          "resolvers",
          "mailers",
          "cache",
          "program",
          "http-errors",
          "ring",
          "log-forward",
          "fcgi-app",
          "crt-store",
          "traces");

  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /// @param number of the line, from 1
  record Line(int number, List<String> words) {
    boolean begins(String... with) {
      return words.size() >= with.length && words.subList(0, with.length).equals(List.of(with));
    }

    Optional<String> word(int at) {
      return at < words.size() ? Optional.of(words.get(at)) : Optional.empty();
    }
  }

  /// @param header its first line
  /// @param inherited what defaults say that hold here
  record Section(Line header, List<Line> lines, List<Line> inherited) {
    String kind() {
      return header.words().getFirst();
    }

    Optional<String> name() {
      return header.word(1);
    }

    /// What holds here, the last word last.
    Stream<Line> all() {
      return Stream.concat(inherited.stream(), lines.stream());
    }

    boolean hasOption(String option) {
      boolean on = false;
      for (Line line : all().toList()) {
        if (line.begins("option", option)) {
          on = true;
        } else if (line.begins("no", "option", option)) {
          on = false;
        }
      }
      return on;
    }
  }

  static ConfigText of(String text) {
    var sections = new ArrayList<Section>();
    var header = Optional.<Line>empty();
    var lines = new ArrayList<Line>();
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      String plain = COMMENT.matcher(raw).replaceFirst("").strip();
      if (plain.isEmpty()) {
        continue;
      }
      var line = new Line(number, List.of(BLANKS.split(plain)));
      if (KINDS.contains(line.words().getFirst())) {
        header.ifPresent(before -> sections.add(section(before, lines, sections)));
        lines.clear();
        header = Optional.of(line);
      } else {
        lines.add(line);
      }
    }
    header.ifPresent(last -> sections.add(section(last, lines, sections)));
    return new ConfigText(List.copyOf(sections));
  }

  private static Section section(Line header, List<Line> lines, List<Section> before) {
    boolean proxy =
        Set.of("frontend", "backend", "listen", "defaults").contains(header.words().getFirst());
    return new Section(header, List.copyOf(lines), proxy ? inherited(header, before) : List.of());
  }

  private static List<Line> inherited(Line header, List<Section> before) {
    int from = header.words().indexOf("from");
    Optional<String> named = from > 0 ? header.word(from + 1) : Optional.empty();
    List<Section> defaults =
        before.stream().filter(section -> section.kind().equals("defaults")).toList();
    Optional<Section> one =
        named.isPresent()
            ? defaults.stream().filter(section -> section.name().equals(named)).findFirst()
            : header.words().getFirst().equals("defaults") || defaults.isEmpty()
                ? Optional.empty()
                : Optional.of(defaults.getLast());
    return one.map(section -> section.all().toList()).orElse(List.of());
  }
}
