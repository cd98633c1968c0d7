package ballast.edge;

import ballast.model.Problem;
import ballast.port.CallFailed;
import com.google.api.services.compute.model.HealthStatusForNetworkEndpoint;
import com.google.api.services.compute.model.NetworkEndpoint;
import com.google.api.services.compute.model.NetworkEndpointGroupsAttachEndpointsRequest;
import com.google.api.services.compute.model.NetworkEndpointGroupsDetachEndpointsRequest;
import com.google.api.services.compute.model.NetworkEndpointGroupsListEndpointsRequest;
import com.google.api.services.compute.model.NetworkEndpointGroupsListNetworkEndpoints;
import com.google.api.services.compute.model.NetworkEndpointWithHealthStatus;
import com.google.api.services.compute.model.Operation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The endpoint of an instance in a zonal network endpoint group.
///
/// @param port none: the group's default port
record GoogleInNeg(GoogleMember.Place place, OptionalInt port) implements GoogleMember {
  @Override
  public Sight look(GoogleCalls calls) throws CallFailed, InterruptedException {
    List<NetworkEndpointWithHealthStatus> ours =
        endpoints(calls).stream().filter(this::isOurs).toList();
    if (ours.isEmpty()) {
      return new Sight.Absent();
    }
    if (ours.size() > 1) {
      throw new CallFailed(
          new Problem(
              "which endpoint of instance %s is meant is not known".formatted(place.instance()),
              "it has %d in network endpoint group %s".formatted(ours.size(), place.group()),
              "say which: edge: google: port"),
          CallFailed.Effect.NONE);
    }
    List<String> states = states(ours.getFirst());
    return states.contains("DRAINING") ? new Sight.Draining() : new Sight.Present(states);
  }

  private List<NetworkEndpointWithHealthStatus> endpoints(GoogleCalls calls)
      throws CallFailed, InterruptedException {
    var wanted = new NetworkEndpointGroupsListEndpointsRequest().setHealthStatus("SHOW");
    return calls.all(
        "listing network endpoint group " + place.group(),
        (compute, token) -> {
          var list =
              compute
                  .networkEndpointGroups()
                  .listNetworkEndpoints(place.project(), place.zone(), place.group(), wanted)
                  .setMaxResults(GoogleCalls.PAGE);
          return token.isEmpty() ? list : list.setPageToken(token);
        },
        NetworkEndpointGroupsListNetworkEndpoints::getItems,
        NetworkEndpointGroupsListNetworkEndpoints::getNextPageToken);
  }

  /// Google gives an endpoint's instance by its bare name or by its link.
  private boolean isOurs(NetworkEndpointWithHealthStatus listed) {
    Optional<NetworkEndpoint> endpoint = Optional.ofNullable(listed.getNetworkEndpoint());
    boolean named =
        endpoint
            .flatMap(one -> Optional.ofNullable(one.getInstance()))
            .filter(link -> link.equals(place.instance()) || place.isInstance(link))
            .isPresent();
    boolean anotherPort =
        endpoint
            .flatMap(one -> Optional.ofNullable(one.getPort()))
            .filter(number -> port.isPresent() && number != port.getAsInt())
            .isPresent();
    return named && !anotherPort;
  }

  /// What the health checks of this backend service say; the group may be in others.
  private List<String> states(NetworkEndpointWithHealthStatus listed) {
    return Optional.ofNullable(listed.getHealths()).orElse(List.of()).stream()
        .filter(this::isOfService)
        .map(HealthStatusForNetworkEndpoint::getHealthState)
        .map(String::valueOf)
        .toList();
  }

  private boolean isOfService(HealthStatusForNetworkEndpoint health) {
    return Optional.ofNullable(health.getBackendService())
        .flatMap(service -> Optional.ofNullable(service.getBackendService()))
        .map(link -> link.endsWith("/backendServices/" + place.backendService()))
        .orElse(true);
  }

  @Override
  public GoogleCalls.Request<Operation> removal(String requestId) {
    var body =
        new NetworkEndpointGroupsDetachEndpointsRequest().setNetworkEndpoints(List.of(endpoint()));
    return compute ->
        compute
            .networkEndpointGroups()
            .detachNetworkEndpoints(place.project(), place.zone(), place.group(), body)
            .setRequestId(requestId);
  }

  @Override
  public GoogleCalls.Request<Operation> addition(String requestId) {
    var body =
        new NetworkEndpointGroupsAttachEndpointsRequest().setNetworkEndpoints(List.of(endpoint()));
    return compute ->
        compute
            .networkEndpointGroups()
            .attachNetworkEndpoints(place.project(), place.zone(), place.group(), body)
            .setRequestId(requestId);
  }

  /// Its address is left to Google: the first one of the instance's first interface.
  private NetworkEndpoint endpoint() {
    var endpoint = new NetworkEndpoint().setInstance(place.instance());
    return port.isPresent() ? endpoint.setPort(port.getAsInt()) : endpoint;
  }

  @Override
  public String removalType() {
    return "compute.networkEndpointGroups.detachNetworkEndpoints";
  }

  @Override
  public String target() {
    return "/networkEndpointGroups/" + place.group();
  }

  @Override
  public Drains drains() {
    return Drains.SHOWN;
  }
}
