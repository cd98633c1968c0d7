package ballast.view;

import ballast.view.Palette.Mood;
import java.util.ArrayList;
import java.util.List;

/// Text in columns, each as wide as its widest cell.
final class Table {
  private static final String INDENT = "  ";
  private static final String GAP = "  ";

  record Cell(String text, Mood mood) {
    static Cell of(Object text) {
      return new Cell(text.toString(), Mood.NEUTRAL);
    }
  }

  private final List<List<Cell>> rows = new ArrayList<>();

  Table head(String... names) {
    return row(java.util.Arrays.stream(names).map(name -> new Cell(name, Mood.DIM)).toList());
  }

  Table row(List<Cell> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  List<String> lines(Palette palette) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    var widths = new int[columns];
    for (List<Cell> row : rows) {
      for (int i = 0; i < row.size() - 1; i++) {
        widths[i] = Math.max(widths[i], row.get(i).text().length());
      }
    }
    return rows.stream().map(row -> line(row, widths, palette)).toList();
  }

  private static String line(List<Cell> row, int[] widths, Palette palette) {
    var line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      Cell cell = row.get(i);
      int padding = i == row.size() - 1 ? 0 : widths[i] - cell.text().length();
      line.append(i == 0 ? INDENT : GAP)
          .append(palette.paint(cell.text(), cell.mood()))
          .append(" ".repeat(padding));
    }
    return line.toString().stripTrailing();
  }
}
