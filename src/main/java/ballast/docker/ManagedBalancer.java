package ballast.docker;

import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.Problem;
import ballast.model.Service;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The HAProxy that Ballast runs itself on a host: a network with a fixed address for every slot, a
/// container, and a config in a volume. Nothing is done where nothing has changed; a changed config
/// is checked by that HAProxy, then reloaded.
public final class ManagedBalancer {
  /// Where the host sees HAProxy's sockets.
  public static final String SOCKETS = "/run/ballast/";

  private static final String FOLDER = "/usr/local/etc/haproxy";
  private static final String CONFIG = "haproxy.cfg";
  private static final String CANDIDATE = "candidate.cfg";
  private static final String SETTINGS = "ballast.settings";
  private static final int LAST_LINES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration COMES_UP = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final String host;
  private final Service service;
  private final BalancerChoice.Managed choice;
  private final DockerClient client;

  public ManagedBalancer(
      String host, Service service, BalancerChoice.Managed choice, DockerClient client) {
    this.host = host;
    this.service = service;
    this.choice = choice;
    this.client = client;
  }

  /// What was done.
  public enum Outcome {
    CREATED,
    STARTED,
    RELOADED,
    UNCHANGED
  }

  /// The name of the container.
  public static String containerOf(String service) {
    return "ballast-" + service + "-haproxy";
  }

  /// The folder of the host that HAProxy's sockets are in.
  public static String socketsOf(String service) {
    return SOCKETS + service;
  }

  /// Makes the balancer run with this config.
  ///
  /// @param config the text of haproxy.cfg
  /// @param group the group that may open its sockets
  public Outcome ensure(String config, int group) throws CallFailed, InterruptedException {
    ensureNetwork();
    if (client.ask(new ImageCall.IdOf(choice.image())).isEmpty()) {
      client.ask(new ImageCall.Pull(choice.image(), _ -> {}));
    }
    JsonObject body = body(group);
    String settings = hash(body.toString());
    Optional<Inspected> there = client.ask(new ContainerCall.Inspect(containerOf(service.name())));
    if (there.isEmpty()) {
      return create(body, settings, config);
    }
    if (there.get().label(SETTINGS).filter(settings::equals).isEmpty()) {
      throw otherSettings();
    }
    return update(there.get(), config);
  }

  private void ensureNetwork() throws CallFailed, InterruptedException {
    String name = ContainerBody.networkOf(service.name());
    String subnet = choice.subnet() + ".0/24";
    Optional<List<String>> subnets = client.ask(new NetworkCall.SubnetsOf(name));
    if (subnets.isEmpty()) {
      client.ask(
          new NetworkCall.CreateBridge(
              name, subnet, choice.subnet() + ".1", choice.subnet() + ".192/26", service.name()));
    } else if (!subnets.get().contains(subnet)) {
      throw new CallFailed(
          new Problem(
              "%s: network %s is another one".formatted(host, name),
              "it has %s, and ballast.yml says %s"
                  .formatted(String.join(", ", subnets.get()), subnet),
              "set `balancer: subnet` to what it has, or remove that network"),
          Effect.NONE);
    }
  }

  private JsonObject body(int group) {
    String sockets = socketsOf(service.name());
    var ulimit = new JsonObject();
    ulimit.addProperty("Name", "nofile");
    ulimit.addProperty("Soft", DESCRIPTORS);
    ulimit.addProperty("Hard", DESCRIPTORS);
    var ulimits = new JsonArray();
    ulimits.add(ulimit);
    var restart = new JsonObject();
    restart.addProperty("Name", "always");
    var binding = new JsonObject();
    binding.addProperty("HostPort", Integer.toString(choice.http()));
    var bindings = new JsonArray();
    bindings.add(binding);
    var ports = new JsonObject();
    ports.add(choice.http() + "/tcp", bindings);
    var exposed = new JsonObject();
    exposed.add(choice.http() + "/tcp", new JsonObject());
    var hostConfig = new JsonObject();
    hostConfig.add(
        "Binds",
        ContainerBody.texts(
            Stream.of(sockets + ":" + sockets, containerOf(service.name()) + ":" + FOLDER)));
    hostConfig.add("PortBindings", ports);
    hostConfig.add("RestartPolicy", restart);
    hostConfig.add("Ulimits", ulimits);
    hostConfig.addProperty("NetworkMode", ContainerBody.networkOf(service.name()));
    var body = new JsonObject();
    body.addProperty("Image", choice.image());
    // Root only until it has opened its sockets; the config names the user that it goes on as.
    body.addProperty("User", "0:0");
    body.add(
        "Cmd",
        ContainerBody.texts(
            Stream.of(
                "haproxy",
                "-W",
                "-db",
                "-S",
                sockets + "/master.sock,level,admin,mode,660,uid,0,gid," + group,
                "-f",
                FOLDER + "/" + CONFIG)));
    body.add("ExposedPorts", exposed);
    body.add("HostConfig", hostConfig);
    body.add(
        "NetworkingConfig",
        ContainerBody.networking(ContainerBody.networkOf(service.name()), choice.subnet() + ".2"));
    return body;
  }

  /// HAProxy refuses to start with fewer than twice its `maxconn`.
  private static final int DESCRIPTORS = 16_384;

  private Outcome create(JsonObject body, String settings, String config)
      throws CallFailed, InterruptedException {
    var labels = new JsonObject();
    labels.addProperty("ballast.balancer", service.name());
    labels.addProperty(SETTINGS, settings);
    body.add("Labels", labels);
    String container = containerOf(service.name());
    client.ask(new ContainerCall.Create(container, body));
    write(CONFIG, config);
    client.ask(ContainerCall.Change.start(container));
    awaitUp();
    return Outcome.CREATED;
  }

  private Outcome update(Inspected there, String config) throws CallFailed, InterruptedException {
    boolean same =
        client
            .ask(new ContainerCall.GetArchive(there.id(), FOLDER + "/" + CONFIG))
            .filter(tar -> contains(tar, config))
            .isPresent();
    if (there.state() != Berth.State.RUNNING) {
      write(CONFIG, config);
      client.ask(ContainerCall.Change.start(there.id()));
      awaitUp();
      return Outcome.STARTED;
    }
    if (same) {
      return Outcome.UNCHANGED;
    }
    write(CANDIDATE, config);
    Exec.Ran checked =
        new Exec(client, there.id())
            .run(List.of("haproxy", "-c", "-f", FOLDER + "/" + CANDIDATE), PATIENCE);
    if (checked.exitCode() != 0) {
      throw new CallFailed(
          new Problem(
              "%s: HAProxy refuses the new config; the old one goes on".formatted(host),
              (checked.err() + checked.out()).strip(),
              "report this with your ballast.yml"),
          Effect.NONE);
    }
    write(CONFIG, config);
    client.ask(ContainerCall.Change.kill(there.id(), "HUP"));
    return Outcome.RELOADED;
  }

  /// A tar of one file: its text stands right behind the header.
  private static boolean contains(byte[] tar, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    int header = 512;
    return tar.length >= header + wanted.length
        && java.util.Arrays.equals(tar, header, header + wanted.length, wanted, 0, wanted.length)
        && (tar.length == header + wanted.length || tar[header + wanted.length] == 0);
  }

  private void write(String file, String text) throws CallFailed, InterruptedException {
    client.ask(
        new ContainerCall.PutArchive(
            containerOf(service.name()), FOLDER, List.of(new Tar.Entry(file, 0644, text))));
  }

  /// A config that HAProxy does not like ends it at once, and Docker starts it again and again.
  private void awaitUp() throws CallFailed, InterruptedException {
    String container = containerOf(service.name());
    long deadline = System.nanoTime() + COMES_UP.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Inspected> seen = client.ask(new ContainerCall.Inspect(container));
      if (seen.isEmpty() || seen.get().restarts() > 0) {
        break;
      }
      Exec.Ran sockets =
          new Exec(client, container)
              .run(List.of("test", "-S", socketsOf(service.name()) + "/admin.sock"), PATIENCE);
      if (sockets.exitCode() == 0) {
        return;
      }
      Thread.sleep(LOOK);
    }
    byte[] log = client.ask(new ContainerCall.Logs(container, LAST_LINES));
    throw new CallFailed(
        new Problem(
            "%s: the balancer does not come up".formatted(host),
            String.join("\n        ", Frames.log(log, Inspected.Terminal.NO)),
            "see whether something else listens on port %d there (docker logs %s)"
                .formatted(choice.http(), container)),
        Effect.NONE);
  }

  private CallFailed otherSettings() {
    String container = containerOf(service.name());
    return new CallFailed(
        new Problem(
            "%s: the balancer runs with other settings (image, port or network)".formatted(host),
            "replacing its container cuts every request on that host, and nothing takes them meanwhile",
            "take the host out of your load balancer, `docker rm -f %s` there, then ballast setup"
                .formatted(container)),
        Effect.NONE);
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
