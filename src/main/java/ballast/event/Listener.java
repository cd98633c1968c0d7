package ballast.event;

/// Whoever wants to know what happens. Called from one thread at a time, in order; must not block
/// for long.
public interface Listener {
  void accept(Entry entry);
}
