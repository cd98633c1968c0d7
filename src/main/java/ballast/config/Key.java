package ballast.config;

import static ballast.config.Key.Kind.CHOICE;
import static ballast.config.Key.Kind.DEFAULT;
import static ballast.config.Key.Kind.LATER;
import static ballast.config.Key.Kind.NEEDED;
import static ballast.config.Key.Kind.SECTION;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Every key of ballast.yml: the one table that reader, template and docs take them from.
public enum Key {
  SERVICE("service", NEEDED, "shop", "what is deployed; names containers, backend and lock"),
  IMAGE("image", NEEDED, "registry.example/shop", "the repository; the tag is given to deploy"),
  HOSTS("hosts", NEEDED, "inventory/production", "an Ansible inventory, or a list of hosts"),
  HOSTS_NAME("hosts.name", CHOICE, "fe-1", "what the host is called, on every screen"),
  HOSTS_ADDRESS("hosts.address", CHOICE, "10.0.0.1", "where ssh finds it, if not by its name"),
  HOSTS_PORT("hosts.port", CHOICE, "22", "its ssh port, if not ssh.port"),
  HOSTS_USER("hosts.user", CHOICE, "deploy", "its ssh user, if not ssh.user"),
  HOSTS_KEY("hosts.key", CHOICE, "~/.ssh/fe-1", "its ssh key, if not ssh.key"),
  PATTERN("pattern", CHOICE, "frontends", "an Ansible pattern that chooses hosts; none: all"),
  PORT("port", NEEDED, "8080", "where the application listens in its container"),
  SLOTS("slots", DEFAULT, "1", "containers on each host; two at least, to lose nothing"),
  NAME("name", DEFAULT, "<service>-{slot}", "the name of each slot's container"),

  CONTAINER("container", SECTION, "", "how the containers are made"),
  COMMAND("container.command", CHOICE, "serve --quiet", "replaces the image's own command"),
  USER("container.user", CHOICE, "\"1000:1000\"", "who runs the process, as docker --user has it"),
  ENV("container.env", CHOICE, "{GREETING: hello}", "environment; never put a secret here"),
  PUBLISH("container.publish", CHOICE, "[\"127.0.0.1:808{slot}:8080\"]", "ports of the host"),
  VOLUMES("container.volumes", CHOICE, "[\"/srv/shop:/data:ro\"]", "folders and named volumes"),
  LABELS("container.labels", CHOICE, "{team: shop}", "labels; ballast.* are Ballast's own"),
  MEMORY("container.memory", CHOICE, "512m", "more than this and the kernel kills it"),
  CPUS("container.cpus", CHOICE, "0.5", "cores it may use"),
  ULIMITS("container.ulimits", CHOICE, "{nofile: \"1024:2048\"}", "soft:hard, or one for both"),
  NETWORK("container.network", CHOICE, "backend", "the Docker network it joins"),
  STOP_SIGNAL("container.stop_signal", CHOICE, "SIGQUIT", "asks it to stop; none: the image's"),
  STOP_GRACE("container.stop_grace", DEFAULT, "30s", "how long it may take to stop"),
  RESTART("container.restart", DEFAULT, "always", "brings it back after a crash or a reboot"),
  LOG("container.log", SECTION, "", "where its output goes; none: the engine's default"),
  LOG_DRIVER("container.log.driver", CHOICE, "json-file", "Docker's log driver"),
  LOG_OPTIONS("container.log.options", CHOICE, "{max-size: 10m}", "the driver's options"),
  EXTRA_HOSTS("container.extra_hosts", CHOICE, "[\"db:10.0.0.9\"]", "lines for its /etc/hosts"),
  CAP_ADD("container.cap_add", CHOICE, "[NET_BIND_SERVICE]", "kernel capabilities it gets"),
  ENV_FILE("container.env_file", LATER, "", "environment from a file"),
  SECRETS("container.secrets", LATER, "", "secrets as files"),

  HEALTH("health", SECTION, "", "when a container may have traffic"),
  HEALTH_PATH("health.path", DEFAULT, "/", "what is asked"),
  HEALTH_METHOD("health.method", DEFAULT, "GET", "GET or HEAD"),
  HEALTH_HOST("health.host", CHOICE, "shop.example", "the Host header, if the application cares"),
  HEALTH_STATUS("health.status", DEFAULT, "200-299", "the answers that are healthy"),
  HEALTHY_FOR("health.healthy_for", DEFAULT, "0s", "how long it must stay healthy first"),
  HEALTH_DEADLINE("health.deadline", DEFAULT, "60s", "from its start to its first healthy answer"),

  BALANCER("balancer", SECTION, "", "the HAProxy in front of each host's slots"),
  MANAGED("balancer.managed", DEFAULT, "true", "Ballast runs HAProxy in a container of its own"),
  BACKEND("balancer.backend", DEFAULT, "<service>", "the backend that holds the slots"),
  SERVER("balancer.server", DEFAULT, "<service>-{slot}", "the server of each slot"),
  HTTP("balancer.http", DEFAULT, "80", "managed: where HAProxy listens on the host"),
  BALANCER_IMAGE("balancer.image", DEFAULT, "haproxy:3.0", "managed: HAProxy's image"),
  SUBNET("balancer.subnet", DEFAULT, "172.30.77", "managed: the /24 that the slots live in"),
  SOCKET("balancer.socket", CHOICE, "/run/haproxy/admin.sock", "use the HAProxy of this socket"),
  MASTER("balancer.master", CHOICE, "/run/haproxy/master.sock", "with socket: shows old workers"),
  IN_CONTAINER("balancer.container", CHOICE, "haproxy", "use the HAProxy in this container"),
  ADMIN_SOCKET(
      "balancer.admin_socket",
      DEFAULT,
      "/var/run/haproxy.sock",
      "with container: its socket there"),
  HTTPS("balancer.https", LATER, "", "TLS at the managed HAProxy"),
  TEMPLATE("balancer.template", LATER, "", "an HAProxy config of one's own"),

  ROLLOUT("rollout", SECTION, "", "how fast, and what never to risk; flags of deploy override it"),
  STRATEGY("rollout.strategy", DEFAULT, "rolling", "one container out, the next one in"),
  MAX_OUT("rollout.max_out", CHOICE, "12%", "slots out at once; none: 12%, but at least one"),
  PER_HOST("rollout.per_host", DEFAULT, "1", "slots of one host out at once"),
  BATCH("rollout.batch", CHOICE, "[1, \"10%\", \"35%\"]", "hosts in each batch; none: no batches"),
  BATCHES("rollout.batches", CHOICE, "3", "instead of batch: that many of equal size"),
  SOAK("rollout.soak", DEFAULT, "0s", "how long a slot must serve before the next"),
  DRAIN("rollout.drain", SECTION, "", "requests in flight"),
  DRAIN_DEADLINE("rollout.drain.deadline", DEFAULT, "30s", "how long they may take to finish"),
  DRAIN_THEN("rollout.drain.then", DEFAULT, "roll-back", "past that: roll-back, or cut them off"),
  ON_FAILURE("rollout.on_failure", DEFAULT, "roll-back", "back to the release that served"),
  ORDER("rollout.order", LATER, "", "which hosts come first"),
  CANARY("rollout.canary", LATER, "", "a few slots first, then a wait"),
  TOLERATE("rollout.tolerate", LATER, "", "slots that may fail"),

  SSH("ssh", SECTION, "", "adds to your own ssh settings, which hold as they are"),
  SSH_USER("ssh.user", CHOICE, "deploy", "who logs in; none: as ssh_config says"),
  SSH_KEY("ssh.key", CHOICE, "~/.ssh/deploy", "with which key; none: as ssh_config says"),
  SSH_PORT("ssh.port", CHOICE, "22", "at which port; none: as ssh_config says"),
  PARALLEL("ssh.parallel", DEFAULT, "10", "connections starting at once"),
  CONNECT_TIMEOUT("ssh.connect_timeout", DEFAULT, "10s", "how long one may take to stand"),
  SSH_ARGS("ssh.args", CHOICE, "[-o, ProxyJump=bastion]", "further arguments for every ssh"),

  EDGE("edge", LATER, "", "a load balancer in front of the hosts"),
  HOOKS("hooks", LATER, "", "commands run before and after"),
  NOTIFY("notify", LATER, "", "who is told"),
  REGISTRY("registry", LATER, "", "credentials for the registry");

  /// What a key is to someone who writes the file.
  enum Kind {
    /// There is no config without it; its text is an example.
    NEEDED,
    /// Its text holds when it is left out.
    DEFAULT,
    /// Nothing holds when it is left out; its text is an example.
    CHOICE,
    /// Holds other keys.
    SECTION,
    /// Designed, and not in this version.
    LATER
  }

  private final String path;
  private final Kind kind;
  private final String text;
  private final String doc;

  Key(String path, Kind kind, String text, String doc) {
    this.path = path;
    this.kind = kind;
    this.text = text;
    this.doc = doc;
  }

  /// From the top of the file, e.g. `rollout.drain.deadline`.
  public String path() {
    return path;
  }

  Kind kind() {
    return kind;
  }

  /// Its default as one would write it, or an example, as its kind says.
  String text() {
    return text;
  }

  /// The default for a service of that name.
  String text(String service) {
    return text.replace("<service>", service);
  }

  /// One line of why.
  public String doc() {
    return doc;
  }

  /// Its last word, as it stands in the file.
  String word() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private String parentPath() {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /// The keys of a section; those of the file where none is given.
  static List<Key> in(Optional<Key> section) {
    String parent = section.map(Key::path).orElse("");
    return Arrays.stream(values()).filter(key -> key.parentPath().equals(parent)).toList();
  }

  /// Where else a word is a key of a section, for those who put it in the wrong place.
  static Optional<Key> elsewhere(String word) {
    return Arrays.stream(values())
        .filter(key -> key.word().equals(word) && !key.parentPath().equals(HOSTS.path))
        .findFirst();
  }
}
