package ballast.docker;

import ballast.model.BalancerChoice;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// The Engine API's words for the HAProxy of a service.
///
/// @param imageId what the image's name stands for on this engine
/// @param ports all that it listens at, as [BalancerFiles#ports] tells it
/// @param gid the group that may use its sockets
record BalancerBody(
    String service, BalancerChoice.Managed choice, String imageId, List<String> ports, long gid) {
  static final String FOLDER = "/usr/local/etc/haproxy";
  static final String ABOVE_FOLDER = "/usr/local/etc";

  /// The hash of everything but the config; another hash needs another container.
  static final String SETTINGS = "ballast.balancer";

  /// Which container a running HAProxy is the process of: a word of its own for each, as a label
  /// and in its environment, which HAProxy tells.
  static final String LIFE = "BALLAST_LIFE";

  static final String LIFE_LABEL = "ballast.balancer.life";

  /// The network of the host itself.
  static final String HOST = "host";

  /// Started again by the engine whenever it does not run.
  static final String ALWAYS = "always";

  static final String NEVER = "no";

  private static final String SOCKETS = "/run/ballast";

  /// Open files: two for each connection of a `maxconn` of 8,000. Without a limit HAProxy takes
  /// memory for as many as the engine allows.
  static final int MOST_FILES = 16_384;

  /// Seconds that requests in flight have to end when HAProxy stops.
  private static final int STOP_SECONDS = 30;

  /// @param owner as [BalancerChoice.Managed#owner] has it
  static String name(String owner) {
    return "ballast-" + owner + "-haproxy";
  }

  ConfigLayout layout() {
    return ConfigLayout.of(service, choice.sharing());
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

  /// The one that stands beside another until that has ended.
  ///
  /// @param owner as [BalancerChoice.Managed#owner] has it
  static String nextName(String owner) {
    return name(owner) + "-next";
  }

  /// Whether there is a HAProxy that serves already.
  enum Start {
    ALONE,
    /// It is given the sockets that listen, and comes back after a reboot only when it has proven
    /// itself. A start without the other one finds no sockets to take over, says so and goes on.
    BESIDE_ANOTHER
  }

  /// @param life see [#LIFE]
  JsonObject serving(String life, Start start) {
    JsonObject body = common();
    body.getAsJsonObject("Labels").addProperty(LIFE_LABEL, life);
    body.add("Env", ContainerBody.texts(Stream.of(LIFE + "=" + life)));
    Stream<String> command =
        Stream.of(
            "-W",
            "-db",
            // A port that someone else has is refused, and not shared with them.
            "-dR",
            "-S",
            SOCKETS + "/master.sock,mode,660,uid,0,gid," + gid);
    Stream<String> beside =
        switch (start) {
          case ALONE -> Stream.of();
          case BESIDE_ANOTHER -> Stream.of("-x", SOCKETS + "/admin.sock");
        };
    body.add(
        "Cmd", ContainerBody.texts(Stream.of(command, config(), beside).flatMap(words -> words)));
    body.addProperty("StopSignal", "SIGUSR1");
    body.addProperty("StopTimeout", STOP_SECONDS);
    JsonObject config = body.getAsJsonObject("HostConfig");
    config.addProperty("NetworkMode", HOST);
    config.add(
        "Binds",
        ContainerBody.texts(
            Stream.of(SOCKETS + "/" + owner() + ":" + SOCKETS, name(owner()) + ":" + FOLDER)));
    config.add(
        "RestartPolicy",
        restart(
            switch (start) {
              case ALONE -> ALWAYS;
              case BESIDE_ANOTHER -> NEVER;
            }));
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

  /// The Engine API's `RestartPolicy`.
  static JsonObject restart(String name) {
    var object = new JsonObject();
    object.addProperty("Name", name);
    return object;
  }

  /// What a reload cannot change: neither the container nor, once HAProxy is no longer root, a port
  /// that someone else has, at which a reload would let go of all others for a moment.
  String settings() {
    List<String> parts =
        List.of(
            imageId,
            HOST,
            String.join(",", ports),
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
