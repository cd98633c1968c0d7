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
  HOSTS_DOCKER("hosts.docker", CHOICE, "tcp://10.0.0.1", "instead of ssh: its engine on TCP"),
  HOSTS_CERT_PATH(
      "hosts.cert_path", CHOICE, "~/.docker/fe-1", "with docker: if not docker.cert_path"),
  HOSTS_CONTEXT("hosts.context", CHOICE, "fe-1", "instead of ssh: as that context of docker says"),
  PATTERN("pattern", CHOICE, "frontends", "an Ansible pattern that chooses hosts; none: all"),
  PORT("port", NEEDED, "8080", "where the application listens in its container"),
  SLOTS("slots", DEFAULT, "1", "containers on each host; rolling needs two at least"),
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
  SECRETS(
      "container.secrets",
      CHOICE,
      "{DB_PASSWORD: {env: DB_PASSWORD}}",
      "files in /run/secrets, each from an env, file or command"),
  ENV_FILE("container.env_file", LATER, "", "environment from a file"),

  HEALTH("health", SECTION, "", "when a container may have traffic"),
  HEALTH_PATH("health.path", DEFAULT, "/", "what is asked"),
  HEALTH_METHOD("health.method", DEFAULT, "GET", "GET or HEAD"),
  HEALTH_HOST("health.host", CHOICE, "shop.example", "the Host header, if the application cares"),
  HEALTH_STATUS("health.status", DEFAULT, "200-299", "the answers that are healthy"),
  HEALTH_SEND("health.send", CHOICE, "\"PING\\r\\n\"", "what it is told; none: it speaks first"),
  HEALTH_EXPECT("health.expect", CHOICE, "+PONG", "what a healthy answer has in it"),
  PORT_ONLY(
      "health.port_only", CHOICE, "true", "an open port is enough; proves little: docs/tcp.md"),
  HEALTHY_FOR("health.healthy_for", DEFAULT, "0s", "how long it must stay healthy first"),
  HEALTH_DEADLINE("health.deadline", DEFAULT, "60s", "from its start to its first healthy answer"),

  BALANCER("balancer", SECTION, "", "the HAProxy in front of each host's slots"),
  MANAGED("balancer.managed", DEFAULT, "true", "Ballast runs HAProxy in a container of its own"),
  BACKEND("balancer.backend", DEFAULT, "<service>", "the backend that holds the slots"),
  SERVER("balancer.server", DEFAULT, "<service>-{slot}", "the server of each slot"),
  MODE(
      "balancer.mode",
      DEFAULT,
      "http",
      "managed: http, or tcp for all other protocols; docs/tcp.md"),
  HTTP("balancer.http", DEFAULT, "80", "managed: where HAProxy listens on the host"),
  TCP("balancer.tcp", CHOICE, "6379", "managed, with mode: tcp, instead of http; none: port"),
  BALANCER_IMAGE("balancer.image", DEFAULT, "haproxy:3.0", "managed: HAProxy's image"),
  SUBNET("balancer.subnet", DEFAULT, "172.30.77", "managed: the /24 that the slots live in"),
  SOCKET("balancer.socket", CHOICE, "/run/haproxy/admin.sock", "use the HAProxy of this socket"),
  MASTER(
      "balancer.master",
      CHOICE,
      "/run/haproxy/master.sock",
      "with socket or container: shows old workers"),
  IN_CONTAINER("balancer.container", CHOICE, "haproxy", "use the HAProxy in this container"),
  ADMIN_SOCKET(
      "balancer.admin_socket",
      DEFAULT,
      "/var/run/haproxy.sock",
      "with container: its socket there"),
  HTTPS("balancer.https", SECTION, "", "managed: TLS ends here; docs/tls.md"),
  HTTPS_PORT("balancer.https.port", CHOICE, "443", "where it listens on the host; none: 443"),
  CERTS(
      "balancer.https.certs",
      CHOICE,
      "[certs/shop.pem]",
      "files with chain and key, seen from here"),
  REDIRECT("balancer.https.redirect", CHOICE, "true", "plain requests are sent to https; none: no"),
  TEMPLATE(
      "balancer.template",
      CHOICE,
      "haproxy.cfg.j2",
      "managed: your own Jinja template of the config; docs/balancer.md"),
  SHARED(
      "balancer.shared",
      CHOICE,
      "front",
      "managed: one HAProxy for all that name it; docs/balancer.md"),
  ROUTE("balancer.route", SECTION, "", "with shared: what is this service's; none: the rest"),
  ROUTE_HOSTS("balancer.route.hosts", CHOICE, "[shop.example]", "names that clients ask for"),
  ROUTE_PATH("balancer.route.path", CHOICE, "/api", "with all that is below it"),

  ROLLOUT("rollout", SECTION, "", "how fast, and what never to risk; deploy has flags for most"),
  STRATEGY(
      "rollout.strategy",
      DEFAULT,
      "rolling",
      "rolling, surge, blue-green, host (with edge), or recreate (lossy)"),
  SURGE("rollout.surge", CHOICE, "1", "with surge: spare slots of each host; none: 1"),
  MAX_OUT(
      "rollout.max_out",
      CHOICE,
      "12%",
      "slots out at once; none: 12%, at least one (with host: a host's)"),
  PER_HOST("rollout.per_host", DEFAULT, "1", "slots of one host out at once"),
  BATCH("rollout.batch", CHOICE, "[1, \"10%\", \"35%\"]", "hosts in each batch; none: no batches"),
  BATCHES("rollout.batches", CHOICE, "3", "instead of batch: that many of equal size"),
  SOAK("rollout.soak", DEFAULT, "0s", "how long a slot must serve before the next"),
  DRAIN("rollout.drain", SECTION, "", "requests in flight"),
  DRAIN_DEADLINE("rollout.drain.deadline", DEFAULT, "30s", "how long they may take to finish"),
  DRAIN_THEN("rollout.drain.then", DEFAULT, "roll-back", "past that: roll-back, or cut them off"),
  ON_FAILURE(
      "rollout.on_failure", DEFAULT, "roll-back", "roll-back, pause (12h at most), or continue"),
  TOLERATE("rollout.tolerate", DEFAULT, "0", "slots that may fail before that: 2, or 10%"),
  STALL("rollout.stall", DEFAULT, "10m", "no slot healthy for so long is a failure"),
  KEEP("rollout.keep", DEFAULT, "1", "earlier releases kept to go back to"),
  ORDER("rollout.order", LATER, "", "which hosts come first"),
  CANARY("rollout.canary", LATER, "", "a few slots first, then a wait"),

  LOCK("lock", SECTION, "", "keeps a second rollout of the service out"),
  LOCK_HOST("lock.host", CHOICE, "fe-1", "the host that keeps it; none: the first of all hosts"),

  SSH("ssh", SECTION, "", "adds to your own ssh settings, which hold as they are"),
  SSH_USER("ssh.user", CHOICE, "deploy", "who logs in; none: as ssh_config says"),
  SSH_KEY("ssh.key", CHOICE, "~/.ssh/deploy", "with which key; none: as ssh_config says"),
  SSH_PORT("ssh.port", CHOICE, "22", "at which port; none: as ssh_config says"),
  PARALLEL("ssh.parallel", DEFAULT, "10", "connections starting at once"),
  CONNECT_TIMEOUT("ssh.connect_timeout", DEFAULT, "10s", "how long one may take to stand"),
  SSH_ARGS("ssh.args", CHOICE, "[-o, ProxyJump=bastion]", "further arguments for every ssh"),

  DOCKER("docker", SECTION, "", "engines reached by tcp://; docs/reaching-hosts.md"),
  CERT_PATH(
      "docker.cert_path",
      CHOICE,
      "~/.docker/fleet",
      "ca.pem, cert.pem, key.pem; none: DOCKER_CERT_PATH, or ~/.docker"),
  DOCKER_TLS("docker.tls", DEFAULT, "true", "false: without, which is for loopback alone"),

  HOOKS("hooks", SECTION, "", "commands of this machine; docs/hooks.md says when each is run"),
  HOOK_BEFORE("hooks.before", CHOICE, "[./announce]", "first of all; if it fails, that is all"),
  HOOK_RUN(
      "hooks.before.run",
      CHOICE,
      "[./announce]",
      "or below the name of any hook, instead of the list: its command"),
  HOOK_DEADLINE("hooks.before.deadline", DEFAULT, "30s", "then it is ended, and has failed"),
  HOOK_WHERE("hooks.before.where", DEFAULT, "controller", "on the machine where Ballast runs"),
  HOOK_AFTER("hooks.after", CHOICE, "[./announce]", "when the release is everywhere"),
  HOOK_FAILURE("hooks.on_failure", CHOICE, "[./announce]", "last, where it is not"),
  HOOK_BEFORE_BATCH("hooks.before_batch", CHOICE, "[./batch]", "if it fails, so does the batch"),
  HOOK_AFTER_BATCH("hooks.after_batch", CHOICE, "[./batch]", "before the next; may fail it, too"),
  HOOK_BATCH_FAILURE("hooks.on_batch_failure", CHOICE, "[./batch]", "where a slot of it failed"),
  HOOK_BEFORE_HOST("hooks.before_host", CHOICE, "[./host]", "if it fails, so does the host"),
  HOOK_AFTER_HOST("hooks.after_host", CHOICE, "[./host]", "after its last slot; may fail it, too"),
  HOOK_HOST_FAILURE("hooks.on_host_failure", CHOICE, "[./host]", "where a slot of it failed"),
  HOOK_BEFORE_SLOT("hooks.before_slot", CHOICE, "[./slot]", "while it serves; may fail it"),
  HOOK_AFTER_SLOT("hooks.after_slot", CHOICE, "[./slot]", "when it serves again; may fail it"),
  HOOK_SLOT_FAILURE("hooks.on_slot_failure", CHOICE, "[./slot]", "while it is brought back"),

  NOTIFY("notify", SECTION, "", "who is told: started, paused, going back, finished"),
  NOTIFY_WEBHOOK("notify.webhook", CHOICE, "https://ops.example/hook", "JSON; one or a list"),
  NOTIFY_ENV(
      "notify.webhook.env",
      CHOICE,
      "OPS_HOOK",
      "or below the name, instead of the address: it is there"),
  NOTIFY_FILE("notify.webhook.file", CHOICE, "/etc/ballast/hook", "or the first line of this"),
  NOTIFY_SLACK("notify.slack", CHOICE, "${env:SLACK_HOOK}", "an incoming webhook; the same ways"),

  REGISTRY("registry", SECTION, "", "who asks the registry; none: as docker login left it"),
  REGISTRY_CONFIG("registry.config", CHOICE, "~/.docker/config.json", "another config.json"),
  REGISTRY_USERNAME("registry.username", CHOICE, "ci", "instead of config: the user"),
  REGISTRY_PASSWORD(
      "registry.password",
      CHOICE,
      "{env: REGISTRY_PASSWORD}",
      "with username: from an env, file or command"),

  EDGE("edge", SECTION, "", "a load balancer in front of the hosts; none: none"),
  EDGE_LEAVE_DEADLINE(
      "edge.leave_deadline", DEFAULT, "5m", "how long it may take to let a host go"),
  EDGE_JOIN_DEADLINE("edge.join_deadline", DEFAULT, "5m", "how long it may take to have it back"),
  EDGE_HAPROXY("edge.haproxy", SECTION, "", "another HAProxy tier; a list, if there are several"),
  EDGE_SOCKET("edge.haproxy.socket", CHOICE, "/run/haproxy/edge.sock", "its admin socket"),
  EDGE_HOST("edge.haproxy.host", CHOICE, "edge-1", "on that machine, by ssh; none: on this one"),
  EDGE_MASTER("edge.haproxy.master", CHOICE, "/run/haproxy/edge-master.sock", "shows old workers"),
  EDGE_ADDRESS("edge.haproxy.address", CHOICE, "10.0.0.5:9999", "instead: its socket by TCP"),
  EDGE_BACKEND(
      "edge.haproxy.backend", CHOICE, "frontends", "its backend; none: the service's name"),
  EDGE_SERVER(
      "edge.haproxy.server", CHOICE, "\"{host}\"", "each host's server; this is the default"),
  EDGE_GOOGLE("edge.google", SECTION, "", "a backend service of Google Cloud"),
  PROJECT("edge.google.project", CHOICE, "example-shop", "the project's id"),
  ZONE("edge.google.zone", CHOICE, "europe-west1-b", "of the instances; may have {a_variable}"),
  REGION("edge.google.region", CHOICE, "europe-west1", "of the backend service; none: global"),
  BACKEND_SERVICE("edge.google.backend_service", CHOICE, "shop", "whose health check counts"),
  INSTANCE_GROUP("edge.google.instance_group", CHOICE, "shop-b", "unmanaged; hosts leave it"),
  NEG("edge.google.neg", CHOICE, "shop-neg", "instead: a zonal network endpoint group"),
  NEG_PORT("edge.google.port", CHOICE, "8443", "with neg: of the endpoints; none: the group's own"),
  INSTANCE("edge.google.instance", CHOICE, "\"{host}\"", "each host's instance; the default"),
  ENDPOINT(
      "edge.google.endpoint", CHOICE, "https://compute.example", "a private address of the API"),
  EDGE_COMMAND("edge.command", SECTION, "", "commands of your own, for any other"),
  EDGE_LEAVE("edge.command.leave", CHOICE, "[./edge, leave]", "asks it to let a host go"),
  EDGE_JOIN("edge.command.join", CHOICE, "[./edge, join]", "asks it to take a host back"),
  EDGE_STATE(
      "edge.command.state", CHOICE, "[./edge, state]", "says serving, leaving [n], left, joining"),
  COMMAND_DEADLINE("edge.command.deadline", CHOICE, "30s", "for each run; none: 60s");

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
