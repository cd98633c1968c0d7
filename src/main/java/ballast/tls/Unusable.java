package ballast.tls;

/// What keeps a file from being a certificate with its key: why, without a word of what is in it.
final class Unusable extends Exception {
  private static final long serialVersionUID = 1L;

  private final String next;

  Unusable(String why, String next) {
    super(why);
    this.next = next;
  }

  String next() {
    return next;
  }
}
