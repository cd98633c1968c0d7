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
public record SshLimits(
    Duration connect, Duration ready, Duration aliveInterval, int aliveMisses, int atOnce) {
  public static SshLimits defaults() {
    return new SshLimits(
        Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(5), 3, 10);
  }
}
