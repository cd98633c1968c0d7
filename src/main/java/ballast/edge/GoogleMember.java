package ballast.edge;

import ballast.port.CallFailed;
import com.google.api.services.compute.model.Operation;
import java.util.List;
import java.util.Optional;

/// One instance and the group that a backend service sends requests to: how to look, and how to
/// take it out and put it back.
sealed interface GoogleMember permits GoogleInGroup, GoogleInNeg {
  /// What Google shows of it.
  sealed interface Sight {
    /// It is in the group.
    ///
    /// @param states what the health checks say of it; none where none has said anything yet
    record Present(List<String> states) implements Sight {
      public Present {
        states = List.copyOf(states);
      }

      boolean healthy() {
        return !states.isEmpty() && states.stream().allMatch("HEALTHY"::equals);
      }
    }

    /// It was taken out, and requests are still in flight.
    record Draining() implements Sight {}

    record Absent() implements Sight {}
  }

  /// Its names at Google.
  ///
  /// @param region that of a regional backend service; none: it is a global one
  record Place(
      String project,
      String zone,
      Optional<String> region,
      String group,
      String backendService,
      String instance) {
    /// Where the API finds the instance.
    String instancePath() {
      return "projects/%s/zones/%s/instances/%s".formatted(project, zone, instance);
    }

    /// Whether a link leads to it; links begin with one of several addresses.
    boolean isInstance(String link) {
      return link.endsWith("/zones/%s/instances/%s".formatted(zone, instance));
    }
  }

  Place place();

  Sight look(GoogleCalls calls) throws CallFailed, InterruptedException;

  /// @param requestId by which Google knows it for the same, should it come twice
  GoogleCalls.Request<Operation> removal(String requestId);

  /// @param requestId by which Google knows it for the same, should it come twice
  GoogleCalls.Request<Operation> addition(String requestId);

  /// What Google calls the operation that takes it out.
  String removalType();

  /// How the link of what that operation is about ends.
  String target();

  /// Whether a look shows that requests are still in flight, or only the time tells.
  Drains drains();

  enum Drains {
    SHOWN,
    BY_THE_CLOCK
  }
}
