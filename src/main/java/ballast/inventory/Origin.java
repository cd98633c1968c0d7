package ballast.inventory;

/// Where something was written: a file (or a name such as `standard input`), and where known its
/// line and column, from 1.
///
/// @param line 0 when the whole file is meant
public record Origin(String file, int line, int column) {

  /// A file as a whole.
  public static Origin whole(String file) {
    return new Origin(file, 0, 0);
  }

  /// The start of a line.
  public static Origin line(String file, int line) {
    return new Origin(file, line, 1);
  }

  /// `file`, or `file:line:column`, as compilers write it.
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
