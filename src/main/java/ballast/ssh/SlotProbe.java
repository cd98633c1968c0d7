package ballast.ssh;

import ballast.model.Health;
import ballast.model.Slot;
import ballast.port.Probe;
import java.util.function.Function;

/// Asks slots the service's own health check, past HAProxy.
public final class SlotProbe implements Probe, AutoCloseable {
  private final Question question;
  private final Function<Slot, Way> ways;

  /// How a slot's container is reached from here.
  public sealed interface Way {
    sealed interface Open extends Way {}

    /// @param host an address, e.g. `172.30.77.11`
    record Tcp(String host, int port) implements Open {}

    /// @param door to a unix socket here that leads to it
    record Through(Door door) implements Open {}

    record None() implements Way {}
  }

  /// @param ways the way to each slot's container, asked anew each time
  public SlotProbe(Health health, Function<Slot, Way> ways) {
    this.question =
        switch (health) {
          case Health.Http http -> new HttpQuestion(http);
          case Health.Talk talk -> new TalkQuestion(talk);
          case Health.OpenPort _ -> NOTHING;
        };
    this.ways = ways;
  }

  /// HAProxy asks from nearer whether a port is open, and what ssh forwards is open at this end in
  /// any case.
  private static final Question NOTHING =
      new Question() {
        @Override
        public Answer ask(Way.Open way) {
          return new Answer.OutOfReach();
        }

        @Override
        public void close() {}
      };

  @Override
  public Answer ask(Slot slot) throws InterruptedException {
    return switch (ways.apply(slot)) {
      case Way.Open open -> question.ask(open);
      case Way.None() -> new Answer.OutOfReach();
    };
  }

  @Override
  public void close() {
    question.close();
  }
}
