package ballast.reach;

import ballast.docker.Endpoint;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.TcpAddress;
import ballast.port.CallFailed;
import ballast.tls.ClientKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The ways to the engines that are reached on TCP. Certificates are read once, however many hosts
/// they are for.
final class TcpWays {
  private final Map<ClientKeys, ClientKeys.Outcome> read = new LinkedHashMap<>();

  /// @param now as the clock on the wall shows it
  TcpWays(List<Place> places, Path home, Instant now) {
    for (Place place : places) {
      switch (place) {
        case Place.ByTcp(_, _, Place.Security.Tls(var keys)) ->
            read.computeIfAbsent(keys, one -> one.read(home, now));
        case Place.ByTcp _, Place.BySsh _, Place.Local _ -> {}
      }
    }
  }

  /// @throws CallFailed when the certificates for it cannot be used
  Way to(Place.ByTcp place) throws CallFailed {
    return switch (place.security()) {
      case Place.Security.OnLoopback() -> new Way.EngineAlone(new Endpoint.Plain(place.at()));
      case Place.Security.Tls(var keys) -> {
        ClientKeys.Outcome outcome = read.get(keys);
        yield switch (outcome) {
          case ClientKeys.Outcome.Ready(var context, _) ->
              new Way.EngineAlone(new Endpoint.Tls(place.at(), context));
          case ClientKeys.Outcome.Refused refused ->
              throw unusable(place.host(), place.at(), refused);
          case null -> throw new IllegalArgumentException("no such place: " + place.host());
        };
      }
    };
  }

  private static CallFailed unusable(Host host, TcpAddress at, ClientKeys.Outcome.Refused refused) {
    return new CallFailed(
        new Problem(
            "%s: %s cannot be asked, since %s cannot be used".formatted(host, at, refused.file()),
            refused.why(),
            refused.next()),
        CallFailed.Effect.NONE);
  }

  /// What will be wrong soon, a sentence each.
  List<String> warnings() {
    return read.values().stream()
        .flatMap(outcome ->
            switch (outcome) {
              case ClientKeys.Outcome.Ready(_, var warnings) -> warnings.stream();
              case ClientKeys.Outcome.Refused _ -> java.util.stream.Stream.empty();
            })
        .toList();
  }
}
