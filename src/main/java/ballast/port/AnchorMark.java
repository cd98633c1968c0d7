package ballast.port;

import java.util.OptionalLong;

/// Says on a host that it keeps the lock of a service, or once did. The highest number among all
/// hosts is the one that counts.
public interface AnchorMark {
  /// Its number; nothing where there is no mark.
  OptionalLong read() throws CallFailed, InterruptedException;

  /// Gives the host a mark of that number, in the place of one that it may have.
  void set(long number) throws CallFailed, InterruptedException;

  /// Takes the mark away; where there is none, nothing happens.
  void clear() throws CallFailed, InterruptedException;
}
