package ballast.docker;

import ballast.docker.ContainerCall.Change;
import ballast.docker.ContainerCall.Inspect;
import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.Engine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The HAProxy that Ballast runs on a host for a service: its network, its container, its config.
///
/// A config is checked by the same HAProxy before it replaces one that works, and a container is
/// replaced only where a setting changed that no reload can change.
public final class ManagedBalancer {
  /// A copy of the config that HAProxy is known to have loaded.
  private static final String LOADED = BalancerBody.CONFIG + ".loaded";

  private static final String CANDIDATE = BalancerBody.CONFIG + ".new";
  private static final Duration CHECK = Duration.ofSeconds(20);
  private static final Duration RELOAD = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final Duration SETTLED = Duration.ofMillis(300);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int TOLD_LINES = 20;

  private final String service;
  private final BalancerChoice.Managed choice;
  private final DockerClient client;
  private final Settling settling;
  private final String name;

  public ManagedBalancer(String service, BalancerChoice.Managed choice, DockerClient client) {
    this.service = service;
    this.choice = choice;
    this.client = client;
    this.settling = new Settling(client);
    this.name = BalancerBody.name(service);
  }

  /// What had to be done.
  public sealed interface Done {
    record Created() implements Done {}

    /// The container was stopped and created anew: for a moment nothing listened.
    ///
    /// @param why in words
    record Replaced(String why) implements Done {}

    record Reloaded() implements Done {}

    record Unchanged() implements Done {}
  }

  /// The name of the HAProxy container of a service.
  public static String containerOf(String service) {
    return BalancerBody.name(service);
  }

  /// Asked before anything that clients or persons may notice; throws to keep it from being done.
  public interface Guard {
    /// Allows everything.
    Guard OPEN =
        new Guard() {
          @Override
          public void beforeReload() {}

          @Override
          public void beforeReplace(String why) {}
        };

    /// A new worker starts from the config: weights, drains and maintenance set at run time are
    /// forgotten.
    void beforeReload() throws CallFailed, InterruptedException;

    /// A running HAProxy is stopped and another one started: for a moment nothing listens.
    ///
    /// @param why in words
    void beforeReplace(String why) throws CallFailed, InterruptedException;
  }

  /// Makes HAProxy run with this config.
  ///
  /// @param config the text of haproxy.cfg
  /// @param gid the group that may use its sockets: that of the Docker Engine's own
  /// @throws CallFailed with HAProxy's own words when it refuses the config; then nothing changed
  public Done setUp(String config, long gid, Guard guard, Consumer<Engine.PullProgress> progress)
      throws CallFailed, InterruptedException {
    ensureNetwork();
    var body = new BalancerBody(service, choice, imageId(progress), gid);
    Optional<Inspected> there = client.ask(new Inspect(name));
    Optional<String> replace = there.isPresent() ? whyReplace(there.get(), body) : Optional.empty();
    if (there.isPresent() && replace.isEmpty()) {
      return reload(there.get().id(), config, guard);
    }
    checkApart(body, config);
    if (there.isPresent()) {
      if (there.get().state() == Berth.State.RUNNING) {
        guard.beforeReplace(replace.orElseThrow());
      }
      discard(there.get().id());
    }
    create(body, config);
    return replace.<Done>map(Done.Replaced::new).orElseGet(Done.Created::new);
  }

  private void ensureNetwork() throws CallFailed, InterruptedException {
    String network = ContainerBody.networkOf(service);
    String subnet = choice.subnet() + ".0/24";
    var look = new NetworkCall.SubnetsOf(network);
    Optional<List<String>> there = client.ask(look);
    if (there.isEmpty()) {
      var create =
          new NetworkCall.CreateBridge(
              network, subnet, choice.subnet() + ".1", choice.subnet() + ".192/26", service);
      settling.change(create, () -> client.ask(look).map(_ -> ContainerCall.Done.DONE));
    } else if (!there.get().contains(subnet)) {
      throw problem(
          "network %s is not %s".formatted(network, subnet),
          "it is " + String.join(", ", there.get()),
          "set `balancer: subnet` to that, or remove the network: docker network rm " + network);
    }
  }

  private String imageId(Consumer<Engine.PullProgress> progress)
      throws CallFailed, InterruptedException {
    var look = new ImageCall.IdOf(choice.image());
    Optional<String> there = client.ask(look);
    if (there.isPresent()) {
      return there.get();
    }
    boolean tagged = choice.image().lastIndexOf(':') > choice.image().lastIndexOf('/');
    String image = tagged ? choice.image() : choice.image() + ":latest";
    client.ask(new ImageCall.Pull(image, progress));
    return client
        .ask(look)
        .orElseThrow(() ->
            problem("no image " + image, "it was pulled and is gone", "run ballast setup again"));
  }

  private Optional<String> whyReplace(Inspected there, BalancerBody body) throws CallFailed {
    if (!there.label(Labels.SERVICE).filter(service::equals).isPresent()) {
      throw problem(
          "container %s is not Ballast's".formatted(name),
          "it has no label %s=%s".formatted(Labels.SERVICE, service),
          "give it another name, or remove it: docker rename, docker rm");
    }
    if (!there.label(BalancerBody.SETTINGS).filter(body.settings()::equals).isPresent()) {
      return Optional.of("its image, port, network or group changed");
    }
    return there.state() == Berth.State.RUNNING
        ? Optional.empty()
        : Optional.of(
            "it did not run (%s)"
                .formatted(there.state().name().toLowerCase(java.util.Locale.ROOT)));
  }

  private Done reload(String container, String config, Guard guard)
      throws CallFailed, InterruptedException {
    if (holds(container, BalancerBody.CONFIG, config) && holds(container, LOADED, config)) {
      return new Done.Unchanged();
    }
    write(container, BalancerBody.FOLDER, CANDIDATE, config);
    var check =
        new Exec(client, container)
            .run(List.of("haproxy", "-c", "-f", BalancerBody.FOLDER + "/" + CANDIDATE), CHECK);
    if (check.exitCode() != 0) {
      throw refused(check.stderr() + check.stdout());
    }
    guard.beforeReload();
    write(container, BalancerBody.FOLDER, BalancerBody.CONFIG, config);
    Set<String> before = client.ask(new ContainerCall.Processes(container));
    client.ask(Change.kill(container, "SIGUSR2"));
    awaitNewWorker(container, before);
    write(container, BalancerBody.FOLDER, LOADED, config);
    return new Done.Reloaded();
  }

  /// A reload that worked leaves a new worker; one that failed leaves the old one alone.
  private void awaitNewWorker(String container, Set<String> before)
      throws CallFailed, InterruptedException {
    long end = System.nanoTime() + RELOAD.toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.sleep(SETTLED);
      Set<String> first = fresh(container, before);
      Thread.sleep(SETTLED);
      Set<String> second = fresh(container, before);
      if (second.stream().anyMatch(first::contains)) {
        return;
      }
    }
    throw problem(
        "HAProxy did not take its new config",
        lastWords(container),
        "docker logs %s; the old config still serves".formatted(name));
  }

  private Set<String> fresh(String container, Set<String> before)
      throws CallFailed, InterruptedException {
    return client.ask(new ContainerCall.Processes(container)).stream()
        .filter(process -> !before.contains(process))
        .collect(Collectors.toSet());
  }

  private void checkApart(BalancerBody body, String config)
      throws CallFailed, InterruptedException {
    String checker = name + "-check";
    Optional<Inspected> left = client.ask(new Inspect(checker));
    if (left.isPresent()) {
      discard(left.get().id());
    }
    String container = client.ask(new ContainerCall.Create(checker, body.checking()));
    try {
      write(container, "/", BalancerBody.CHECKED.substring(1), config);
      client.ask(Change.start(container));
      Inspected ended = awaitEnd(container);
      if (ended.exitCode() != 0) {
        throw refused(lastWords(container));
      }
    } finally {
      discard(container);
    }
  }

  private Inspected awaitEnd(String container) throws CallFailed, InterruptedException {
    long end = System.nanoTime() + CHECK.toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<Inspected> seen = client.ask(new Inspect(container));
      if (seen.isPresent() && !seen.get().state().alive()) {
        return seen.get();
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    throw problem(
        "HAProxy did not finish checking its config",
        "it took more than %d s".formatted(CHECK.toSeconds()),
        "run ballast setup again");
  }

  private void create(BalancerBody body, String config) throws CallFailed, InterruptedException {
    var create = new ContainerCall.Create(name, body.serving());
    String container =
        settling.change(create, () -> client.ask(new Inspect(name)).map(Inspected::id));
    write(container, BalancerBody.FOLDER, BalancerBody.CONFIG, config);
    write(container, BalancerBody.FOLDER, LOADED, config);
    client.ask(Change.start(container));
    Thread.sleep(SETTLED);
    Optional<Inspected> seen = client.ask(new Inspect(container));
    if (seen.isEmpty() || seen.get().state() != Berth.State.RUNNING) {
      throw problem("HAProxy does not run", lastWords(container), "docker logs " + name);
    }
  }

  private void discard(String container) throws CallFailed, InterruptedException {
    client.ask(Change.stop(container, STOP, client.limits().stopSlack()));
    client.ask(Change.remove(container));
  }

  private void write(String container, String folder, String file, String text)
      throws CallFailed, InterruptedException {
    client.ask(
        new FileCall.PutArchive(container, folder, List.of(new Tar.Entry(file, 0644, text))));
  }

  private boolean holds(String container, String file, String text)
      throws CallFailed, InterruptedException {
    Optional<byte[]> tar =
        client.ask(new FileCall.GetArchive(container, BalancerBody.FOLDER + "/" + file));
    try {
      return tar.isPresent() && Tar.firstText(tar.get()).equals(text);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private String lastWords(String container) throws CallFailed, InterruptedException {
    byte[] log = client.ask(new ContainerCall.Logs(container, TOLD_LINES));
    return String.join("\n        ", Frames.log(log, Inspected.Terminal.NO));
  }

  private CallFailed refused(String words) {
    return problem(
        "HAProxy refuses its config",
        Words.plain(words.strip().replace("\n", "\u2028")).replace("\u2028", "\n        "),
        "mend `balancer:` in ballast.yml, or its template");
  }

  private CallFailed problem(String what, String why, String next) {
    return new CallFailed(
        new Problem("%s: %s".formatted(client.host(), what), why, next), CallFailed.Effect.NONE);
  }
}
