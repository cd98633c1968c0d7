package ballast.config;

import java.util.List;

/// What came of reading ballast.yml: a config that is right throughout, or every mistake in it.
public sealed interface Reading {
  /// @param warnings what is allowed and yet hardly meant
  record Read(Config config, List<Diagnostic> warnings) implements Reading {
    public Read {
      warnings = List.copyOf(warnings);
    }
  }

  /// @param mistakes in the file's order, never empty
  record Refused(List<Diagnostic> mistakes) implements Reading {
    public Refused {
      mistakes = List.copyOf(mistakes);
    }
  }
}
