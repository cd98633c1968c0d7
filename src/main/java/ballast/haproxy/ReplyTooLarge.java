package ballast.haproxy;

import java.io.IOException;

/// The answer went on past the limit and was not kept; on a very busy HAProxy that is `show sess`.
public final class ReplyTooLarge extends IOException {
  private static final long serialVersionUID = 1L;

  public ReplyTooLarge(String whom, long limitBytes) {
    super("the answer of " + whom + " is longer than " + limitBytes + " bytes");
  }
}
