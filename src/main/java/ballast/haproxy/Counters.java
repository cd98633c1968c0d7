package ballast.haproxy;

import java.util.OptionalLong;

/// What moves when a request touches a server, however shortly, on one worker.
///
/// @param attempts `stot`
/// @param balanced `lbtot`
/// @param retries `wretr`
/// @param redispatches `wredis`
/// @param connectErrors `econ`
/// @param bytesIn `bin`
public record Counters(
    OptionalLong attempts,
    OptionalLong balanced,
    OptionalLong retries,
    OptionalLong redispatches,
    OptionalLong connectErrors,
    OptionalLong bytesIn) {
  public static Counters of(ServerStat stat) {
    return new Counters(
        stat.traffic().total(),
        stat.traffic().balanced(),
        stat.faults().retries(),
        stat.faults().redispatches(),
        stat.faults().connectErrors(),
        stat.traffic().bytesIn());
  }

  /// A counter that HAProxy did not tell cannot be seen to stand still.
  boolean complete() {
    return attempts.isPresent()
        && balanced.isPresent()
        && retries.isPresent()
        && redispatches.isPresent()
        && connectErrors.isPresent()
        && bytesIn.isPresent();
  }
}
