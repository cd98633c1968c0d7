package ballast.edge;

import ballast.port.CallFailed;
import com.google.api.services.compute.model.BackendServiceGroupHealth;
import com.google.api.services.compute.model.HealthStatus;
import com.google.api.services.compute.model.InstanceGroupsAddInstancesRequest;
import com.google.api.services.compute.model.InstanceGroupsListInstances;
import com.google.api.services.compute.model.InstanceGroupsListInstancesRequest;
import com.google.api.services.compute.model.InstanceGroupsRemoveInstancesRequest;
import com.google.api.services.compute.model.InstanceReference;
import com.google.api.services.compute.model.InstanceWithNamedPorts;
import com.google.api.services.compute.model.Operation;
import com.google.api.services.compute.model.ResourceGroupReference;
import java.util.List;
import java.util.Optional;

/// An instance in an unmanaged instance group.
record GoogleInGroup(GoogleMember.Place place) implements GoogleMember {
  @Override
  public Sight look(GoogleCalls calls) throws CallFailed, InterruptedException {
    boolean listed =
        instances(calls).stream()
            .anyMatch(one -> place.isInstance(String.valueOf(one.getInstance())));
    return listed ? new Sight.Present(states(calls)) : new Sight.Absent();
  }

  private List<InstanceWithNamedPorts> instances(GoogleCalls calls)
      throws CallFailed, InterruptedException {
    var wanted = new InstanceGroupsListInstancesRequest().setInstanceState("ALL");
    return calls.all(
        "listing instance group " + place.group(),
        (compute, token) -> {
          var list =
              compute
                  .instanceGroups()
                  .listInstances(place.project(), place.zone(), place.group(), wanted)
                  .setMaxResults(GoogleCalls.PAGE);
          return token.isEmpty() ? list : list.setPageToken(token);
        },
        InstanceGroupsListInstances::getItems,
        InstanceGroupsListInstances::getNextPageToken);
  }

  private List<String> states(GoogleCalls calls) throws CallFailed, InterruptedException {
    var group =
        new ResourceGroupReference()
            .setGroup(
                "https://www.googleapis.com/compute/v1/projects/%s/zones/%s/instanceGroups/%s"
                    .formatted(place.project(), place.zone(), place.group()));
    BackendServiceGroupHealth health =
        calls
            .<BackendServiceGroupHealth>read(
                "asking backend service %s for its health".formatted(place.backendService()),
                compute ->
                    place.region().isPresent()
                        ? compute
                            .regionBackendServices()
                            .getHealth(
                                place.project(),
                                place.region().get(),
                                place.backendService(),
                                group)
                        : compute
                            .backendServices()
                            .getHealth(place.project(), place.backendService(), group))
            .value();
    return Optional.ofNullable(health.getHealthStatus()).orElse(List.of()).stream()
        .filter(one -> place.isInstance(String.valueOf(one.getInstance())))
        .map(HealthStatus::getHealthState)
        .map(String::valueOf)
        .toList();
  }

  @Override
  public GoogleCalls.Request<Operation> removal(String requestId) {
    var body = new InstanceGroupsRemoveInstancesRequest().setInstances(itself());
    return compute ->
        compute
            .instanceGroups()
            .removeInstances(place.project(), place.zone(), place.group(), body)
            .setRequestId(requestId);
  }

  @Override
  public GoogleCalls.Request<Operation> addition(String requestId) {
    var body = new InstanceGroupsAddInstancesRequest().setInstances(itself());
    return compute ->
        compute
            .instanceGroups()
            .addInstances(place.project(), place.zone(), place.group(), body)
            .setRequestId(requestId);
  }

  private List<InstanceReference> itself() {
    return List.of(new InstanceReference().setInstance(place.instancePath()));
  }

  @Override
  public String removalType() {
    return "compute.instanceGroups.removeInstances";
  }

  @Override
  public String target() {
    return "/instanceGroups/" + place.group();
  }

  @Override
  public Drains drains() {
    return Drains.BY_THE_CLOCK;
  }
}
