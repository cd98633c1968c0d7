package ballast.sim;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.CallFailed;
import java.time.Duration;

/// The way to one host: it takes time, and loses calls.
final class Wire {
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofMillis(20);
  private static final Duration UNTIL_GIVEN_UP = Duration.ofSeconds(2);

  private final Simulation simulation;
  private final Host host;
  private Faults faults = Faults.NONE;
  private boolean cut;

  Wire(Simulation simulation, Host host) {
    this.simulation = simulation;
    this.host = host;
  }

  void faults(Faults changed) {
    this.faults = changed;
  }

  void cut() {
    this.cut = true;
  }

  void mend() {
    this.cut = false;
  }

  boolean isCut() {
    return cut;
  }

  interface Call<T> {
    T apply() throws CallFailed, InterruptedException;
  }

  interface Change {
    void apply() throws CallFailed, InterruptedException;
  }

  void change(String what, Change change) throws CallFailed, InterruptedException {
    simulation.note(host + " " + what);
    call(
        what,
        () -> {
          change.apply();
          return host;
        });
  }

  <T> T call(String what, Call<T> call) throws CallFailed, InterruptedException {
    simulation.sleep(simulation.between(LEAST, MOST));
    if (cut) {
      simulation.sleep(UNTIL_GIVEN_UP);
      throw failed(what, "no route to host", CallFailed.Effect.NONE);
    }
    if (simulation.dice(1000) < faults.refused()) {
      throw failed(what, "connection refused", CallFailed.Effect.NONE);
    }
    T result = call.apply();
    simulation.sleep(simulation.between(LEAST, MOST));
    if (cut || simulation.dice(1000) < faults.lost()) {
      throw failed(what, "connection reset", CallFailed.Effect.UNKNOWN);
    }
    return result;
  }

  CallFailed failed(String what, String why, CallFailed.Effect effect) {
    simulation.note("%s %s FAILS: %s".formatted(host, what, why));
    return new CallFailed(
        new Problem("%s: %s failed".formatted(host, what), why, "look at the link to " + host),
        effect);
  }
}
