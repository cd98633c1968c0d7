package ballast.model;

/// A part of a whole: `3`, or `35%`. Integer arithmetic only.
public sealed interface Share {
  record Count(int count) implements Share {
    public Count {
      if (count < 1) {
        throw new IllegalArgumentException("a count must be at least 1, not " + count);
      }
    }

    @Override
    public String toString() {
      return Integer.toString(count);
    }
  }

  record Percent(int percent) implements Share {
    public Percent {
      if (percent < 1 || percent > 100) {
        throw new IllegalArgumentException("a percentage is 1% to 100%, not " + percent + "%");
      }
    }

    @Override
    public String toString() {
      return percent + "%";
    }
  }

  /// How many of `whole` that is, rounded down: what may be out never exceeds what was granted.
  default int of(int whole) {
    return switch (this) {
      case Count(int count) -> Math.min(count, whole);
      case Percent(int percent) -> Math.toIntExact((long) percent * whole / 100);
    };
  }
}
