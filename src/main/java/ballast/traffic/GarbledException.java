package ballast.traffic;

import java.io.IOException;

/// What came is not what the protocol, or the request, allows.
final class GarbledException extends IOException {
  GarbledException(String what) {
    super(what);
  }
}
