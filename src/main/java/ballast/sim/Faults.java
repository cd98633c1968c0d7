package ballast.sim;

/// How often calls go wrong, of a thousand.
///
/// @param refused fail before they are applied
/// @param lost are applied, and their answer is lost
public record Faults(int refused, int lost) {
  public static final Faults NONE = new Faults(0, 0);
}
