package ballast.port;

import ballast.model.Slot;
import java.util.Optional;

/// Asks a slot's container the service's own health check, past HAProxy.
public interface Probe {
  Answer ask(Slot slot) throws InterruptedException;

  sealed interface Answer {
    /// @param version what the application says it is, where it says so
    record Healthy(Optional<String> version) implements Answer {}

    /// @param body the first line of what it said
    record Unhealthy(int status, String body) implements Answer {}

    record NoAnswer(String why) implements Answer {}

    /// There is no way to its address from here; HAProxy's own check is then the whole proof.
    record OutOfReach() implements Answer {}
  }
}
