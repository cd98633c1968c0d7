package ballast.model;

/// A machine with a Docker Engine and an HAProxy, by its inventory name.
public record Host(String name) implements Comparable<Host> {
  public Host {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a host needs a name");
    }
  }

  @Override
  public int compareTo(Host other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
