package ballast.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import ballast.model.BalancerChoice;
import ballast.model.ContainerSpec;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.model.SecretSpec;
import ballast.model.Service;
import ballast.model.Slot;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Stream;

/// The Engine API's words for "a container of this release in this slot".
record ContainerBody(Service service, Slot slot, Release release, Origin origin) {
  private static final int LONGEST_HOSTNAME = 63;

  /// @throws IllegalArgumentException that says which setting no engine would take
  JsonObject json() {
    ContainerSpec spec = release.container();
    List<PublishedPort> ports =
        spec.publish().stream().map(this::fill).map(PublishedPort::parse).toList();
    var body = new JsonObject();
    body.addProperty("Image", release.image().reference());
    Optional<String> network = network();
    if (network.isEmpty() || !network.get().startsWith("container:")) {
      body.addProperty("Hostname", hostname());
    }
    if (!spec.command().isEmpty()) {
      body.add("Cmd", texts(spec.command().stream().map(this::fill)));
    }
    spec.user().ifPresent(user -> body.addProperty("User", fill(user)));
    body.add("Env", texts(Stream.concat(environment(spec), secretVariables())));
    body.add("Labels", labels(spec));
    body.add("ExposedPorts", exposed(ports));
    spec.stopSignal().ifPresent(signal -> body.addProperty("StopSignal", signal));
    body.addProperty("StopTimeout", spec.stopGrace().plusMillis(999).toSeconds());
    anonymousVolumes(spec).ifPresent(volumes -> body.add("Volumes", volumes));
    body.add("HostConfig", hostConfig(spec, ports, network));
    endpoint().ifPresent(endpoint -> body.add("NetworkingConfig", endpoint));
    return body;
  }

  private Stream<String> environment(ContainerSpec spec) {
    return spec.env().entrySet().stream().map(one -> one.getKey() + "=" + fill(one.getValue()));
  }

  private Stream<String> secretVariables() {
    return release.secrets().stream()
        .filter(secret -> secret.delivery() == SecretSpec.Delivery.ENV)
        .map(secret -> secret.name() + "=" + new String(secret.value().reveal(), UTF_8));
  }

  private String fill(String text) {
    return text.replace("{slot}", Integer.toString(slot.number()))
        .replace("{host}", slot.host().name());
  }

  /// Its slot's name as far as a host name may have it.
  private String hostname() {
    String name = service.containerName().of(slot.number()).replaceAll("[^A-Za-z0-9-]", "-");
    return name.substring(0, Math.min(name.length(), LONGEST_HOSTNAME)).replaceAll("^-+|-+$", "");
  }

  private JsonObject labels(ContainerSpec spec) {
    var labels = new JsonObject();
    spec.labels().forEach((name, value) -> labels.addProperty(name, fill(value)));
    labels.addProperty(Labels.SERVICE, service.name());
    labels.addProperty(Labels.SLOT, Integer.toString(slot.number()));
    labels.addProperty(Labels.RELEASE, release.id().value());
    labels.addProperty(Labels.VERSION, release.version());
    labels.addProperty(Labels.ROLLOUT, origin.rollout());
    labels.addProperty(Labels.GENERATION, Long.toString(origin.generation()));
    labels.addProperty(Labels.IMAGE, release.image().reference());
    labels.addProperty(Labels.PORT, Integer.toString(release.port()));
    if (!release.secrets().isEmpty()) {
      labels.addProperty(Labels.SECRETS, SecretMarks.text(release.secrets()));
    }
    return labels;
  }

  private JsonObject exposed(List<PublishedPort> ports) {
    var exposed = new JsonObject();
    exposed.add(release.port() + "/tcp", new JsonObject());
    ports.forEach(port -> exposed.add(port.key(), new JsonObject()));
    return exposed;
  }

  /// Volumes without a name or a folder of the host are told apart from binds.
  private Optional<JsonObject> anonymousVolumes(ContainerSpec spec) {
    List<String> anonymous =
        spec.volumes().stream().filter(volume -> !volume.contains(":")).map(this::fill).toList();
    if (anonymous.isEmpty()) {
      return Optional.empty();
    }
    var volumes = new JsonObject();
    anonymous.forEach(folder -> volumes.add(folder, new JsonObject()));
    return Optional.of(volumes);
  }

  private JsonObject hostConfig(
      ContainerSpec spec, List<PublishedPort> ports, Optional<String> network) {
    var config = new JsonObject();
    config.add(
        "Binds",
        texts(spec.volumes().stream().filter(volume -> volume.contains(":")).map(this::fill)));
    config.add("PortBindings", bindings(ports));
    config.add("RestartPolicy", restart(spec.restart()));
    network.ifPresent(name -> config.addProperty("NetworkMode", name));
    spec.memory().ifPresent(bytes -> config.addProperty("Memory", bytes));
    spec.nanoCpus().ifPresent(share -> config.addProperty("NanoCpus", share));
    config.add("Ulimits", spec.ulimits().stream().map(ContainerBody::ulimit).collect(intoArray()));
    config.add("ExtraHosts", texts(spec.extraHosts().stream().map(this::fill)));
    config.add("CapAdd", texts(spec.capAdd().stream()));
    spec.log().ifPresent(log -> config.add("LogConfig", log(log)));
    return config;
  }

  private static JsonObject bindings(List<PublishedPort> ports) {
    var bindings = new JsonObject();
    for (PublishedPort port : ports) {
      var binding = new JsonObject();
      binding.addProperty("HostIp", port.ip());
      binding.addProperty("HostPort", port.hostPort());
      if (!bindings.has(port.key())) {
        bindings.add(port.key(), new JsonArray());
      }
      bindings.getAsJsonArray(port.key()).add(binding);
    }
    return bindings;
  }

  static JsonObject restart(String policy) {
    String[] parts = policy.split(":", 2);
    var restart = new JsonObject();
    restart.addProperty("Name", parts[0]);
    if (parts.length == 2) {
      if (!parts[0].equals("on-failure") || !parts[1].matches("\\d{1,6}")) {
        throw new IllegalArgumentException(
            "restart '%s' is not no, always, unless-stopped or on-failure[:N]".formatted(policy));
      }
      restart.addProperty("MaximumRetryCount", Integer.parseInt(parts[1]));
    }
    return restart;
  }

  private static JsonObject ulimit(ContainerSpec.Ulimit limit) {
    var ulimit = new JsonObject();
    ulimit.addProperty("Name", limit.name());
    ulimit.addProperty("Soft", limit.soft());
    ulimit.addProperty("Hard", limit.hard());
    return ulimit;
  }

  private static JsonObject log(ContainerSpec.Log log) {
    var options = new JsonObject();
    log.options().forEach(options::addProperty);
    var config = new JsonObject();
    config.addProperty("Type", log.driver());
    config.add("Config", options);
    return config;
  }

  /// The network that it is on: that of the managed balancer, or its own choice.
  private Optional<String> network() {
    Optional<String> chosen = release.container().network().map(this::fill);
    return switch (service.balancer()) {
      case BalancerChoice.Managed _ -> {
        String ours = networkOf(service.name());
        if (chosen.isPresent() && !chosen.get().equals(ours)) {
          throw new IllegalArgumentException(
              "network '%s': behind a managed balancer containers are on network %s"
                  .formatted(chosen.get(), ours));
        }
        yield Optional.of(ours);
      }
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ -> chosen;
    };
  }

  /// The slot's fixed address, where the balancer is Ballast's own.
  private Optional<JsonObject> endpoint() {
    return switch (service.balancer()) {
      case BalancerChoice.Managed managed ->
          Optional.of(networking(networkOf(service.name()), managed.addressOf(slot.number())));
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ ->
          network().filter(ContainerBody::givesNames).map(name -> alias(name, slotName()));
    };
  }

  /// Only networks that a user made have names.
  private static boolean givesNames(String network) {
    return !network.contains(":")
        && !List.of("bridge", "host", "none", "default").contains(network);
  }

  /// The slot's name in Docker's DNS, whatever the container is called while it is being started.
  private static JsonObject alias(String network, String name) {
    var endpoint = new JsonObject();
    endpoint.add("Aliases", texts(Stream.of(name)));
    var endpoints = new JsonObject();
    endpoints.add(network, endpoint);
    var networking = new JsonObject();
    networking.add("EndpointsConfig", endpoints);
    return networking;
  }

  private String slotName() {
    return service.containerName().of(slot.number());
  }

  /// `NetworkingConfig` for one fixed address.
  static JsonObject networking(String network, String address) {
    var ipam = new JsonObject();
    ipam.addProperty("IPv4Address", address);
    var endpoint = new JsonObject();
    endpoint.add("IPAMConfig", ipam);
    var endpoints = new JsonObject();
    endpoints.add(network, endpoint);
    var networking = new JsonObject();
    networking.add("EndpointsConfig", endpoints);
    return networking;
  }

  /// The bridge network of a service behind a managed balancer.
  static String networkOf(String service) {
    return "ballast-" + service;
  }

  static JsonArray texts(Stream<String> texts) {
    return texts.map(JsonPrimitive::new).collect(intoArray());
  }

  private static <E extends JsonElement> Collector<E, JsonArray, JsonArray> intoArray() {
    return Collector.of(
        JsonArray::new,
        JsonArray::add,
        (left, right) -> {
          left.addAll(right);
          return left;
        });
  }
}
