package ballast.sim;

/// How often calls go wrong, of a thousand.
///
/// @param refused fail before they are applied
/// @param lost are applied, and their answer is lost
/// @param hung are not answered before the caller gives them up; half of them are applied all the
///   same, some time until then
public record Faults(int refused, int lost, int hung) {
  public static final Faults NONE = new Faults(0, 0);

  public Faults(int refused, int lost) {
    this(refused, lost, 0);
  }
}
