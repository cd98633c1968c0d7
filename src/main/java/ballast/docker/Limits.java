package ballast.docker;

import java.time.Duration;

/// How long an engine may take.
///
/// @param connect to accept a connection
/// @param read to answer a call that changes nothing, in full
/// @param change to answer a call that changes something, in full
/// @param stopSlack to answer a stop, on top of the container's own grace
/// @param resolve to ask a registry what a tag stands for
/// @param pullStall to say anything while it pulls
/// @param pull to pull an image, in full
/// @param settle to show what became of a change whose answer was lost
public record Limits(
    Duration connect,
    Duration read,
    Duration change,
    Duration stopSlack,
    Duration resolve,
    Duration pullStall,
    Duration pull,
    Duration settle) {
  public static Limits defaults() {
    return new Limits(
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofMinutes(30),
        Duration.ofSeconds(5));
  }
}
