package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.rollout.Signal;
import ballast.traffic.Flow;
import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficFile;
import ballast.traffic.TrafficSpec;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The client that never retries, by hand.
final class SendTraffic {
  private static final Duration KEEP = Duration.ofSeconds(1);
  private static final Duration TELL = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Terminal terminal;
  private final Signal signal;

  SendTraffic(Terminal terminal, Signal signal) {
    this.terminal = terminal;
    this.signal = signal;
  }

  Exit run(Command.Traffic wanted) throws Failure {
    TrafficSpec spec = spec(wanted);
    Traffic traffic = Traffic.start(spec);
    if (wanted.file().isPresent()) {
      try (TrafficFile _ = TrafficFile.keep(wanted.file().get(), traffic::tally, KEEP)) {
        send(traffic, wanted.seconds());
      } catch (IOException unwritable) {
        traffic.close();
        throw new Failure(
            Exit.USAGE,
            "%s cannot be written: %s".formatted(wanted.file().get(), unwritable.getMessage()));
      }
    } else {
      send(traffic, wanted.seconds());
    }
    Tally tally = traffic.stop(GRACE);
    terminal.out().println(tally.text());
    return tally.lostTotal() == 0 ? Exit.DONE : Exit.WENT_BACK;
  }

  private static TrafficSpec spec(Command.Traffic wanted) throws Failure {
    try {
      List<Flow> flows = Mix.parse(wanted.mix());
      return TrafficSpec.of(URI.create(wanted.url()), flows);
    } catch (IllegalArgumentException mistake) {
      throw new Failure(Exit.USAGE, String.valueOf(mistake.getMessage()));
    }
  }

  private void send(Traffic traffic, int seconds) {
    long started = System.nanoTime();
    long told = started;
    while (!signal.stopped()
        && (seconds == 0 || System.nanoTime() - started < Duration.ofSeconds(seconds).toNanos())) {
      LockSupport.parkNanos(LOOK.toNanos());
      if (System.nanoTime() - told > TELL.toNanos()) {
        told = System.nanoTime();
        terminal.err().println(traffic.tally().text());
      }
    }
  }
}
