package ballast.haproxy;

/// The name of a backend, safe to put into a command line.
public record BackendName(String value) {
  public BackendName {
    Names.checked("backend", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
