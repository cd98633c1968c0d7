package ballast.docker;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Calls about networks.
sealed interface NetworkCall<A> extends DockerCall<A> {
  int CREATED = 201;
  int NOT_FOUND = 404;

  /// The subnets of a network, e.g. `172.30.77.0/24`; nothing where there is no such network.
  record SubnetsOf(String network) implements NetworkCall<Optional<List<String>>> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/networks/" + network;
    }

    @Override
    public String action() {
      return "look at network " + network;
    }

    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public boolean understands(int status) {
      return status == NOT_FOUND;
    }

    @Override
    public Optional<List<String>> read(Answer answer) throws IOException {
      if (answer.status() == NOT_FOUND) {
        Inspected.absent(answer.json());
        return Optional.empty();
      }
      var subnets = new ArrayList<String>();
      for (Json config : answer.json().at("IPAM").at("Config").items()) {
        subnets.add(config.text("Subnet"));
      }
      return Optional.of(List.copyOf(subnets));
    }
  }

  /// Creates a bridge.
  ///
  /// @param subnet e.g. `172.30.77.0/24`
  /// @param range the part of it from which the engine may give addresses by itself
  record CreateBridge(String name, String subnet, String gateway, String range, String service)
      implements NetworkCall<ContainerCall.Done> {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/networks/create";
    }

    @Override
    public Optional<Content> content() {
      var config = new JsonObject();
      config.addProperty("Subnet", subnet);
      config.addProperty("Gateway", gateway);
      config.addProperty("IPRange", range);
      var configs = new JsonArray();
      configs.add(config);
      var ipam = new JsonObject();
      ipam.addProperty("Driver", "default");
      ipam.add("Config", configs);
      var labels = new JsonObject();
      labels.addProperty(Labels.SERVICE, service);
      var body = new JsonObject();
      body.addProperty("Name", name);
      body.addProperty("CheckDuplicate", true);
      body.addProperty("Driver", "bridge");
      body.add("IPAM", ipam);
      body.add("Labels", labels);
      return Optional.of(Content.json(body));
    }

    @Override
    public String action() {
      return "create network %s (%s)".formatted(name, subnet);
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public ContainerCall.Done read(Answer answer) throws IOException {
      answer.mustBe(CREATED);
      return ContainerCall.Done.DONE;
    }
  }
}
