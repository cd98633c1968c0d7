package ballast.haproxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rows under a header, read by name: every version adds columns, some in the middle.
final class Columns {
  /// `idle_per_thr[2]` is one name for two cells.
  private static final Pattern ARRAY = Pattern.compile("(.+)\\[(\\d{1,4})]");

  private final Map<String, Integer> positions = new LinkedHashMap<>();
  private int width;

  Columns(List<String> names) throws UnreadableReply {
    for (String name : names) {
      Matcher array = ARRAY.matcher(name);
      boolean several = array.matches();
      positions.putIfAbsent(several ? array.group(1) : name, width);
      width += several ? Math.toIntExact(Numbers.parse(name, array.group(2))) : 1;
    }
  }

  /// A row with another number of cells was cut or garbled.
  Row row(List<String> cells) throws UnreadableReply {
    if (cells.size() != width) {
      throw UnreadableReply.expected(
          "a row of " + width + " cells", cells.size() + " cells: " + String.join(",", cells));
    }
    return new Row(cells);
  }

  /// Reads text whose cells are separated by blanks, first line the header after `# `.
  static List<Row> spaced(String text) throws UnreadableReply {
    List<String> lines = text.lines().toList();
    String header = lines.getFirst().substring(1).strip();
    var columns = new Columns(List.of(header.split(" +")));
    var rows = new ArrayList<Row>();
    for (String line : lines.subList(1, lines.size())) {
      rows.add(columns.row(List.of(line.strip().split(" +"))));
    }
    return rows;
  }

  /// Reads CSV as HAProxy writes it: a cell with `,`, `"` or a newline is quoted, `"` is doubled.
  static List<Row> separated(String text) throws UnreadableReply {
    List<List<String>> lines = csv(text);
    var header = new ArrayList<>(lines.getFirst());
    header.set(0, header.getFirst().substring(1).strip());
    var columns = new Columns(header);
    var rows = new ArrayList<Row>();
    for (List<String> cells : lines.subList(1, lines.size())) {
      rows.add(columns.row(cells));
    }
    return rows;
  }

  private static List<List<String>> csv(String text) {
    var lines = new ArrayList<List<String>>();
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean doubled = quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
      if (doubled) {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (quoted || (c != ',' && c != '\n')) {
        cell.append(c);
      } else {
        cells.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          lines.add(List.copyOf(cells));
          cells.clear();
        }
      }
    }
    return lines;
  }

  /// One line's cells. Absent and empty are the same and are never 0.
  final class Row {
    private final List<String> cells;

    private Row(List<String> cells) {
      this.cells = cells;
    }

    Optional<String> text(String column) {
      Integer position = positions.get(column);
      return position == null
          ? Optional.empty()
          : Optional.of(cells.get(position)).filter(cell -> !cell.isEmpty());
    }

    String require(String column) throws UnreadableReply {
      return text(column)
          .orElseThrow(() -> new UnreadableReply("column '" + column + "' is missing or empty"));
    }

    OptionalLong number(String column) throws UnreadableReply {
      Optional<String> text = text(column);
      return text.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Numbers.parse(column, text.get()));
    }

    long requireNumber(String column) throws UnreadableReply {
      return Numbers.parse(column, require(column));
    }
  }
}
