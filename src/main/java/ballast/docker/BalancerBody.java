package ballast.docker;

import ballast.model.BalancerChoice;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The Engine API's words for the HAProxy of a service.
///
/// @param imageId what the image's name stands for on this engine
/// @param gid the group that may use its sockets
record BalancerBody(String service, BalancerChoice.Managed choice, String imageId, long gid) {
  static final String FOLDER = "/usr/local/etc/haproxy";
  static final String ABOVE_FOLDER = "/usr/local/etc";

  /// The hash of everything but the config; another hash needs another container.
  static final String SETTINGS = "ballast.balancer";

  /// Open files: two for each connection of a `maxconn` of 8,000. Without a limit HAProxy takes
  /// memory for as many as the engine allows.
  static final int MOST_FILES = 16_384;

  /// Seconds that requests in flight have to end when HAProxy stops.
  private static final int STOP_SECONDS = 30;

  /// @param owner as [BalancerChoice.Managed#owner] has it
  static String name(String owner) {
    return "ballast-" + owner + "-haproxy";
  }

  private String owner() {
    return choice.owner(service);
  }

  private Stream<String> config() {
    Stream<String> first = Stream.of("-f", FOLDER + "/" + ConfigLayout.CONFIG);
    return choice.sharing().isPresent()
        ? Stream.concat(first, Stream.of("-f", FOLDER + "/" + ConfigLayout.SHARED))
        : first;
  }

  JsonObject serving() {
    JsonObject body = common();
    String master = "/run/ballast/master.sock,mode,660,uid,0,gid," + gid;
    body.add(
        "Cmd", ContainerBody.texts(Stream.concat(Stream.of("-W", "-db", "-S", master), config())));
    body.addProperty("StopSignal", "SIGUSR1");
    body.addProperty("StopTimeout", STOP_SECONDS);
    var exposed = new JsonObject();
    choice.ports().forEach(port -> exposed.add(port + "/tcp", new JsonObject()));
    body.add("ExposedPorts", exposed);
    String network = ContainerBody.networkOf(service);
    JsonObject config = body.getAsJsonObject("HostConfig");
    config.addProperty("NetworkMode", network);
    config.add("PortBindings", published());
    config.add(
        "Binds",
        ContainerBody.texts(
            Stream.of("/run/ballast/" + owner() + ":/run/ballast", name(owner()) + ":" + FOLDER)));
    config.add("RestartPolicy", named("always"));
    body.add("NetworkingConfig", ContainerBody.networking(network, choice.subnet() + ".2"));
    return body;
  }

  /// A container that only reads a config and says what is wrong with it. It has no volume, so that
  /// what it is given there is its own.
  JsonObject checking() {
    JsonObject body = common();
    body.add("Cmd", ContainerBody.texts(Stream.concat(Stream.of("-c"), config())));
    body.getAsJsonObject("HostConfig").addProperty("NetworkMode", "none");
    return body;
  }

  private JsonObject common() {
    var labels = new JsonObject();
    labels.addProperty(Labels.SERVICE, owner());
    labels.addProperty(SETTINGS, settings());
    var files = new JsonObject();
    files.addProperty("Name", "nofile");
    files.addProperty("Soft", MOST_FILES);
    files.addProperty("Hard", MOST_FILES);
    var limits = new JsonArray();
    limits.add(files);
    var config = new JsonObject();
    config.add("Ulimits", limits);
    var body = new JsonObject();
    body.addProperty("Image", choice.image());
    body.add("Entrypoint", ContainerBody.texts(Stream.of("haproxy")));
    body.addProperty("User", "0:0");
    body.add("Labels", labels);
    body.add("HostConfig", config);
    return body;
  }

  private static JsonObject named(String name) {
    var object = new JsonObject();
    object.addProperty("Name", name);
    return object;
  }

  private JsonObject published() {
    var published = new JsonObject();
    for (int port : choice.ports()) {
      var binding = new JsonObject();
      binding.addProperty("HostPort", Integer.toString(port));
      var bindings = new JsonArray();
      bindings.add(binding);
      published.add(port + "/tcp", bindings);
    }
    return published;
  }

  String settings() {
    List<String> parts =
        List.of(
            imageId,
            choice.subnet(),
            choice.ports().stream().map(String::valueOf).collect(Collectors.joining(",")),
            Long.toString(gid),
            Integer.toString(MOST_FILES));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
