package ballast.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketTimeoutException;

/// Tells from where a request failed, and of what, which kind of loss it is. Pure.
final class Verdict {
  /// Letters of a detail that are kept.
  private static final int MAX_DETAIL = 200;

  private Verdict() {}

  static LossKind kind(Stage stage, IOException failure) {
    return switch (failure) {
      case SocketTimeoutException _ -> LossKind.TIMEOUT;
      case GarbledException _ -> LossKind.GARBLED;
      case IOException other ->
          switch (stage) {
            case CONNECTING -> unconnected(other);
            case SENDING -> LossKind.RESET;
            case WAITING -> other instanceof EOFException ? LossKind.NO_ANSWER : LossKind.RESET;
            case READING -> LossKind.CUT;
          };
    };
  }

  private static LossKind unconnected(IOException failure) {
    String words = words(failure);
    // This machine's own shortage: without a port or a descriptor nothing ever left.
    if (failure instanceof BindException
        || words.contains("Too many open files")
        || words.contains("Cannot assign")) {
      return LossKind.OVERRUN;
    }
    return words.contains("reset") ? LossKind.RESET : LossKind.REFUSED;
  }

  /// The stage and the error's own words, bounded.
  static String detail(Stage stage, IOException failure) {
    return bounded(stage.words() + ": " + words(failure));
  }

  static String bounded(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
  }

  private static String words(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
