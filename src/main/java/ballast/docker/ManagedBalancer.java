package ballast.docker;

import ballast.docker.ContainerCall.Change;
import ballast.docker.ContainerCall.Inspect;
import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Keyring;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The HAProxy that Ballast runs on a host for a service: its network, its container, its config.
///
/// A config is checked by the same HAProxy before it replaces one that works, and a container is
/// replaced only where a setting changed that no reload can change.
public final class ManagedBalancer {
  private static final Duration RELOAD = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final Duration SETTLED = Duration.ofMillis(300);

  private final String service;
  private final BalancerChoice.Managed choice;
  private final DockerClient client;
  private final Settling settling;
  private final Registry registry;
  private final String name;

  public ManagedBalancer(String service, BalancerChoice.Managed choice, DockerClient client) {
    this(service, choice, client, Keyring.EMPTY);
  }

  /// @param keyring what the registry of HAProxy's image is shown
  public ManagedBalancer(
      String service, BalancerChoice.Managed choice, DockerClient client, Keyring keyring) {
    this.service = service;
    this.choice = choice;
    this.client = client;
    this.settling = new Settling(client);
    this.registry = new Registry(client, keyring);
    this.name = containerOf(choice.owner(service));
  }

  /// What had to be done.
  public sealed interface Done {
    record Created() implements Done {}

    /// The container was stopped and created anew: for a moment nothing listened.
    ///
    /// @param why in words
    record Replaced(String why) implements Done {}

    /// @param why in words
    record Reloaded(String why) implements Done {}

    /// The running process serves other certificates; nothing was reloaded.
    ///
    /// @param names what their files are called
    record Recertified(List<String> names) implements Done {
      public Recertified {
        names = List.copyOf(names);
      }
    }

    record Unchanged() implements Done {}
  }

  /// What a set-up would find.
  ///
  /// @param config what HAProxy starts from now; empty where there is none
  public record Found(Optional<String> config, Ahead ahead) {}

  /// What a set-up would do.
  public sealed interface Ahead {
    record Create() implements Ahead {}

    /// @param why in words
    record Replace(String why) implements Ahead {}

    record Reload() implements Ahead {}

    /// @param names of the certificates that change
    record Recertify(List<String> names) implements Ahead {
      public Recertify {
        names = List.copyOf(names);
      }
    }

    record Nothing() implements Ahead {}
  }

  /// Looks, and touches nothing.
  ///
  /// @throws CallFailed when it cannot be told, or a container of that name is not Ballast's
  public Found look(BalancerFiles files, long gid) throws CallFailed, InterruptedException {
    Optional<Inspected> there = client.ask(new Inspect(name));
    if (there.isEmpty()) {
      return new Found(Optional.empty(), new Ahead.Create());
    }
    ConfigVolume volume = volume(there.get().id());
    Optional<String> image = client.ask(new ImageCall.IdOf(choice.image()));
    var body = new BalancerBody(service, choice, image.orElse("not there yet"), gid);
    Optional<String> replace = whyReplace(there.get(), body);
    if (replace.isPresent()) {
      return new Found(volume.config(), new Ahead.Replace(replace.get()));
    }
    if (!volume.hasLoaded(files.texts())) {
      return new Found(volume.config(), new Ahead.Reload());
    }
    Set<String> changed = files.otherThan(volume.loadedPrints());
    return new Found(
        volume.config(),
        changed.isEmpty() ? new Ahead.Nothing() : new Ahead.Recertify(List.copyOf(changed)));
  }

  private ConfigVolume volume(String container) {
    return new ConfigVolume(client, container, ConfigLayout.of(service, choice.sharing()));
  }

  /// What the other services have that share it, one text each; none where it is not there yet.
  ///
  /// @throws CallFailed when it cannot be told
  public List<String> others() throws CallFailed, InterruptedException {
    Optional<Inspected> there = client.ask(new Inspect(name));
    return there.isPresent() ? volume(there.get().id()).others() : List.of();
  }

  /// The name of its container.
  ///
  /// @param owner as [BalancerChoice.Managed#owner] has it
  public static String containerOf(String owner) {
    return BalancerBody.name(owner);
  }

  /// Where a certificate of that name is, as HAProxy sees it.
  public static String certificate(String name) {
    return BalancerBody.FOLDER + "/" + name;
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

  /// Hands a certificate to the process that runs.
  public interface Certifier {
    /// @throws CallFailed in HAProxy's own words when it refuses; then the one before serves on
    Certified certify(String name) throws CallFailed, InterruptedException;
  }

  /// What a running HAProxy did with a certificate.
  public sealed interface Certified {
    record Serves() implements Certified {}

    /// It takes it only when it loads its files anew.
    ///
    /// @param why in words
    record NeedsReload(String why) implements Certified {}
  }

  /// Makes HAProxy run with this config and these certificates.
  ///
  /// A certificate whose content alone has changed is handed to the running process, and is then
  /// put where a restart finds it. What was loaded is written down last and crossed out first: a
  /// setup that died at any point is done again by the next.
  ///
  /// @param gid the group that may use its sockets: that of the Docker Engine's own
  /// @throws CallFailed with HAProxy's own words when it refuses the config or a certificate; then
  ///   what it has serves on
  public Done setUp(
      BalancerFiles files, long gid, Guard guard, Certifier certifier, Engine.PullWatch watch)
      throws CallFailed, InterruptedException {
    ensureNetwork();
    var body = new BalancerBody(service, choice, imageId(watch), gid);
    Optional<Inspected> there = client.ask(new Inspect(name));
    Optional<String> replace = there.isPresent() ? whyReplace(there.get(), body) : Optional.empty();
    if (there.isPresent() && replace.isEmpty()) {
      return update(there.get().id(), files, body, guard, certifier);
    }
    check(body, files, there.map(one -> volume(one.id())));
    if (there.isPresent()) {
      if (there.get().state() == Berth.State.RUNNING) {
        guard.beforeReplace(replace.orElseThrow());
      }
      discard(there.get().id());
    }
    create(body, files);
    return replace.<Done>map(Done.Replaced::new).orElseGet(Done.Created::new);
  }

  /// Changes what HAProxy reads when it starts, without making it start. The one that runs is taken
  /// to do already what the change says, so that a later set-up sees nothing to reload.
  ///
  /// @throws CallFailed when there is no such HAProxy
  public void rewrite(UnaryOperator<String> change) throws CallFailed, InterruptedException {
    if (volume(name).rewrite(change) == ConfigVolume.Found.NOTHING) {
      throw problem(
          "%s has no config".formatted(name),
          "it is not there, or cannot be read",
          "ballast setup writes it");
    }
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

  private String imageId(Engine.PullWatch watch) throws CallFailed, InterruptedException {
    var look = new ImageCall.IdOf(choice.image());
    Optional<String> there = client.ask(look);
    if (there.isPresent()) {
      return there.get();
    }
    boolean tagged = choice.image().lastIndexOf(':') > choice.image().lastIndexOf('/');
    String image = tagged ? choice.image() : choice.image() + ":latest";
    registry.pull(image, watch);
    return client
        .ask(look)
        .orElseThrow(() ->
            problem("no image " + image, "it was pulled and is gone", "run ballast setup again"));
  }

  private Optional<String> whyReplace(Inspected there, BalancerBody body) throws CallFailed {
    String owner = choice.owner(service);
    if (!there.label(Labels.SERVICE).filter(owner::equals).isPresent()) {
      throw problem(
          "container %s is not Ballast's".formatted(name),
          "it has no label %s=%s".formatted(Labels.SERVICE, owner),
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

  /// A service's own files are all that HAProxy starts from, but where it is shared.
  private void check(BalancerBody body, BalancerFiles files, Optional<ConfigVolume> volume)
      throws CallFailed, InterruptedException {
    new ConfigCheck(name + "-check", body, client)
        .accept(files, volume.filter(_ -> choice.sharing().isPresent()));
  }

  private Done update(
      String container, BalancerFiles files, BalancerBody body, Guard guard, Certifier certifier)
      throws CallFailed, InterruptedException {
    ConfigVolume volume = volume(container);
    Set<String> changed = files.otherThan(volume.loadedPrints());
    if (!volume.hasLoaded(files.texts())) {
      return reload(volume, files, body, guard, "its config changed");
    }
    if (changed.isEmpty()) {
      return new Done.Unchanged();
    }
    check(body, files, Optional.of(volume));
    volume.crossOut(files);
    for (String one : changed) {
      switch (certifier.certify(one)) {
        case Certified.Serves() -> volume.put(one, files);
        case Certified.NeedsReload(var why) -> {
          return reload(volume, files, body, guard, "certificate %s: %s".formatted(one, why));
        }
      }
    }
    volume.writeDownPrints(files);
    return new Done.Recertified(List.copyOf(changed));
  }

  private Done reload(
      ConfigVolume volume, BalancerFiles files, BalancerBody body, Guard guard, String why)
      throws CallFailed, InterruptedException {
    check(body, files, Optional.of(volume));
    guard.beforeReload();
    Set<String> retired = volume.retired(files);
    volume.crossOut(files);
    volume.put(files);
    Set<String> before = client.ask(new ContainerCall.Processes(volume.container()));
    client.ask(Change.kill(volume.container(), "SIGUSR2"));
    awaitNewWorker(volume.container(), before);
    volume.empty(retired);
    volume.writeDown(files);
    return new Done.Reloaded(why);
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

  private void create(BalancerBody body, BalancerFiles files)
      throws CallFailed, InterruptedException {
    var create = new ContainerCall.Create(name, body.serving());
    String container =
        settling.change(create, () -> client.ask(new Inspect(name)).map(Inspected::id));
    ConfigVolume volume = volume(container);
    Set<String> retired = volume.retired(files);
    volume.put(files);
    volume.empty(retired);
    volume.writeDown(files);
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

  private String lastWords(String container) throws CallFailed, InterruptedException {
    return ConfigCheck.lastWords(client, container);
  }

  private CallFailed problem(String what, String why, String next) {
    return new CallFailed(
        new Problem("%s: %s".formatted(client.host(), what), why, next), CallFailed.Effect.NONE);
  }
}
