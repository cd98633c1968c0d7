package ballast.view;

import ballast.view.Palette.Mood;

/// One row of a screen, never wider than it may be, whatever is put into it.
final class Row {
  private final int width;
  private final Palette palette;
  private final StringBuilder painted = new StringBuilder();
  private int used;

  Row(int width, Palette palette) {
    this.width = width;
    this.palette = palette;
  }

  Row add(String text, Mood mood) {
    String clean = Words.clean(text).replace('\n', ' ');
    String fits = clean.substring(0, Math.min(clean.length(), width - used));
    painted.append(palette.paint(fits, mood));
    used += fits.length();
    return this;
  }

  Row add(String text) {
    return add(text, Mood.NEUTRAL);
  }

  /// Blanks up to that column, and one at least.
  Row to(int column) {
    return add(" ".repeat(Math.max(1, column - used)));
  }

  int left() {
    return width - used;
  }

  @Override
  public String toString() {
    return painted.toString().stripTrailing();
  }
}
