package ballast.haproxy;

/// The name of a server within its backend, safe to put into a command line.
public record ServerName(String value) {
  public ServerName {
    Names.checked("server", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
