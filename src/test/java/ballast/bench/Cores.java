package ballast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// How busy the machine's cores are, whoever keeps them so.
///
/// @param busy ticks since it was started, over all cores
record Cores(long busy, long all) {
  private static final int IDLE = 3;
  private static final int WAITING = 4;

  /// Time of guests is in the user's already.
  private static final int GUEST = 8;

  static Cores now() throws IOException {
    String line = Files.readAllLines(Path.of("/proc/stat")).getFirst();
    long[] ticks =
        Arrays.stream(line.substring("cpu".length()).strip().split(" +"))
            .limit(GUEST)
            .mapToLong(Long::parseLong)
            .toArray();
    long all = Arrays.stream(ticks).sum();
    return new Cores(all - ticks[IDLE] - ticks[WAITING], all);
  }

  /// The part of all cores that was busy since then, from 0 to 1.
  double since(Cores then) {
    return all == then.all ? 0 : (double) (busy - then.busy) / (all - then.all);
  }
}
