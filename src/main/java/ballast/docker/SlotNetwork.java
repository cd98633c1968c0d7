package ballast.docker;

import ballast.model.BalancerChoice;
import ballast.model.Problem;
import ballast.port.CallFailed;
import java.util.List;
import java.util.Optional;

/// The bridge that a service's slots have their fixed addresses on. HAProxy reaches them from the
/// host's own network.
record SlotNetwork(String service, BalancerChoice.Managed choice, DockerClient client) {
  /// Makes it where there is none.
  ///
  /// @throws CallFailed also when there is another of that name
  void ensure() throws CallFailed, InterruptedException {
    String network = ContainerBody.networkOf(service);
    String subnet = choice.subnet() + ".0/24";
    var look = new NetworkCall.SubnetsOf(network);
    Optional<List<String>> there = client.ask(look);
    if (there.isEmpty()) {
      var create =
          new NetworkCall.CreateBridge(
              network, subnet, choice.subnet() + ".1", choice.subnet() + ".192/26", service);
      new Settling(client).change(create, () -> client.ask(look).map(_ -> ContainerCall.Done.DONE));
    } else if (!there.get().contains(subnet)) {
      throw new CallFailed(
          new Problem(
              "%s: network %s is not %s".formatted(client.host(), network, subnet),
              "it is " + String.join(", ", there.get()),
              "set `balancer: subnet` to that, or remove the network: docker network rm "
                  + network),
          CallFailed.Effect.NONE);
    }
  }
}
