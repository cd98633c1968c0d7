package ballast.ssh;

import java.time.Duration;

/// How long ssh may take, and how many at once.
///
/// @param connect for the TCP connection and the key exchange; whole seconds
/// @param ready from the start to the host's answer
/// @param aliveInterval between two signs of life; whole seconds
/// @param aliveMisses how many of those may be missing
/// @param atOnce how many links are opened at the same time: sshd refuses more when a bastion is
///   between (MaxStartups is 10)
/// @param reopening what is done about a link that died
public record SshLimits(
    Duration connect,
    Duration ready,
    Duration aliveInterval,
    int aliveMisses,
    int atOnce,
    Reopening reopening) {
  public static SshLimits defaults() {
    return new SshLimits(
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        3,
        10,
        Reopening.defaults());
  }

  /// @param patience how long a call waits for a link that is being opened again; no longer than
  ///   `pause` once it has been away for twice as long
  /// @param pause between two tries
  /// @param whole how long it is tried since the link was found dead; after that, only when a call
  ///   asks, which then does not wait
  /// @param fresh how long a call may have waited and be sent all the same: much later, what it
  ///   rests on may no longer be true
  public record Reopening(Duration patience, Duration pause, Duration whole, Duration fresh) {
    public static Reopening defaults() {
      return new Reopening(
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          Duration.ofSeconds(90),
          Duration.ofSeconds(2));
    }
  }
}
