package ballast.docker;

import ballast.docker.ContainerCall.Change;
import ballast.docker.ContainerCall.Inspect;
import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.Problem;
import ballast.model.Standing;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Keyring;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The HAProxy that Ballast runs on a host for a service: its network, its container, its config.
///
/// A config is checked by the same HAProxy before it replaces one that works. Where a setting
/// changed that no reload can change, a new container takes over the sockets of the old one; where
/// that cannot be, the old one is stopped first.
public final class ManagedBalancer {
  /// Where the parts of several services are in the container of a shared one.
  public static final String SHARED = BalancerBody.FOLDER + "/" + ConfigLayout.SHARED;

  private static final Duration STOP = Duration.ofSeconds(30);

  /// What a set-up says that goes on where an earlier one ended.
  private static final String HALFWAY = "an earlier setup ended halfway";

  private final String service;
  private final BalancerChoice.Managed choice;
  private final DockerClient client;
  private final Settling settling;
  private final Registry registry;
  private final Successor.Patience patience;
  private final String owner;
  private final String name;

  public ManagedBalancer(String service, BalancerChoice.Managed choice, DockerClient client) {
    this(service, choice, client, Keyring.EMPTY);
  }

  /// @param keyring what the registry of HAProxy's image is shown
  public ManagedBalancer(
      String service, BalancerChoice.Managed choice, DockerClient client, Keyring keyring) {
    this(service, choice, client, keyring, Successor.Patience.USUAL);
  }

  ManagedBalancer(
      String service,
      BalancerChoice.Managed choice,
      DockerClient client,
      Keyring keyring,
      Successor.Patience patience) {
    this.service = service;
    this.choice = choice;
    this.client = client;
    this.settling = new Settling(client);
    this.registry = new Registry(client, keyring);
    this.patience = patience;
    this.owner = choice.owner(service);
    this.name = containerOf(owner);
  }

  /// What had to be done.
  public sealed interface Done {
    record Created() implements Done {}

    /// A new container took over the sockets of the one before: at no moment nothing listened.
    ///
    /// @param why in words
    record TakenOver(String why) implements Done {}

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

    /// A new container takes over.
    ///
    /// @param why in words
    record TakeOver(String why) implements Ahead {}

    /// For a moment nothing listens.
    ///
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
    Optional<Inspected> second = client.ask(new Inspect(nextName()));
    Optional<Inspected> volumes = there.isPresent() ? there : second;
    if (volumes.isEmpty()) {
      return new Found(Optional.empty(), new Ahead.Create());
    }
    ConfigVolume volume = volume(volumes.get().id());
    return new Found(volume.config(), ahead(there, second, volume, files, gid));
  }

  private Ahead ahead(
      Optional<Inspected> there,
      Optional<Inspected> second,
      ConfigVolume volume,
      BalancerFiles files,
      long gid)
      throws CallFailed, InterruptedException {
    switch (Succession.of(
        Succession.First.of(there), Succession.Second.of(second), volume.proof())) {
      case Succession.HandOver _, Succession.Inherit _, Succession.Revive _ -> {
        return new Ahead.TakeOver(HALFWAY);
      }
      case Succession.Settled _, Succession.Undo _ -> {}
    }
    if (there.isEmpty()) {
      return new Ahead.Create();
    }
    Optional<String> image = client.ask(new ImageCall.IdOf(choice.image()));
    BalancerBody body = body(image.orElse("not there yet"), files, gid);
    Optional<String> replace = whyReplace(there.get(), body);
    if (replace.isPresent()) {
      return whyGap(there.get(), volume.config())
          .<Ahead>map(gap -> new Ahead.Replace(replace.get() + "; " + gap))
          .orElseGet(() -> new Ahead.TakeOver(replace.get()));
    }
    if (!volume.hasLoaded(files.texts())) {
      return new Ahead.Reload();
    }
    Set<String> changed = files.otherThan(volume.loadedPrints());
    return changed.isEmpty() ? new Ahead.Nothing() : new Ahead.Recertify(List.copyOf(changed));
  }

  private ConfigVolume volume(String container) {
    return new ConfigVolume(client, container, ConfigLayout.of(service, choice.sharing()));
  }

  /// What the other services have that share it, one text each; none where it is not there yet.
  ///
  /// @throws CallFailed when it cannot be told
  public List<String> others() throws CallFailed, InterruptedException {
    Optional<Inspected> first = client.ask(new Inspect(name));
    Optional<Inspected> there = first.isPresent() ? first : client.ask(new Inspect(nextName()));
    return there.isPresent() ? volume(there.get().id()).others() : List.of();
  }

  private String nextName() {
    return BalancerBody.nextName(owner);
  }

  private BalancerBody body(String imageId, BalancerFiles files, long gid) {
    return new BalancerBody(service, choice, imageId, files.ports(), gid);
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
          public void beforeTakeOver(String why) {}

          @Override
          public void beforeReplace(String why) {}
        };

    /// A new worker starts from the config: weights, drains and maintenance set at run time are
    /// forgotten.
    void beforeReload() throws CallFailed, InterruptedException;

    /// A new HAProxy takes over: what was set at run time is forgotten likewise.
    ///
    /// @param why in words
    void beforeTakeOver(String why) throws CallFailed, InterruptedException;

    /// A running HAProxy is stopped and another one started: for a moment nothing listens.
    ///
    /// @param why in words
    void beforeReplace(String why) throws CallFailed, InterruptedException;
  }

  /// The HAProxy that runs, asked through its own socket.
  public interface Running {
    /// What a variable of its environment is; nothing where it has none of that name.
    Optional<String> life(String variable) throws CallFailed, InterruptedException;

    /// Hands it a certificate.
    ///
    /// @throws CallFailed in HAProxy's own words when it refuses; then the one before serves on
    Certified certify(String name) throws CallFailed, InterruptedException;

    /// Which of the servers that a change must not lose serve now.
    Standing standing() throws CallFailed, InterruptedException;
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
      BalancerFiles files, long gid, Guard guard, Running running, Engine.PullWatch watch)
      throws CallFailed, InterruptedException {
    new SlotNetwork(service, choice, client).ensure();
    BalancerBody body = body(imageId(watch), files, gid);
    var successor = new Successor(owner, body.layout(), client, running, patience);
    Successor.Finished finished = successor.finish();
    Done done = settled(body, files, guard, running, successor);
    return finished == Successor.Finished.SOMETHING && done instanceof Done.Unchanged
        ? new Done.TakenOver(HALFWAY)
        : done;
  }

  /// Has HAProxy's own image judge the files, and leaves what serves alone.
  ///
  /// @throws CallFailed with HAProxy's own words when it refuses them
  public void check(BalancerFiles files, long gid, Engine.PullWatch watch)
      throws CallFailed, InterruptedException {
    BalancerBody body = body(imageId(watch), files, gid);
    Optional<Inspected> first = client.ask(new Inspect(name));
    Optional<Inspected> there = first.isPresent() ? first : client.ask(new Inspect(nextName()));
    new Reloading(name, body, client, patience).check(files, there.map(one -> volume(one.id())));
  }

  private Done settled(
      BalancerBody body, BalancerFiles files, Guard guard, Running running, Successor successor)
      throws CallFailed, InterruptedException {
    var reloading = new Reloading(name, body, client, patience);
    Optional<Inspected> there = client.ask(new Inspect(name));
    if (there.isEmpty()) {
      reloading.check(files, Optional.empty());
      create(body, files, running, successor);
      return new Done.Created();
    }
    Optional<String> replace = whyReplace(there.get(), body);
    if (replace.isEmpty()) {
      return reloading.update(there.get().id(), files, guard, running);
    }
    ConfigVolume volume = volume(there.get().id());
    reloading.check(files, Optional.of(volume));
    Optional<String> gap = whyGap(there.get(), volume.config());
    if (gap.isEmpty()) {
      askBeforeTakeOver(guard, there.get(), replace.get());
      successor.takeOver(there.get(), body, files);
      return new Done.TakenOver(replace.get());
    }
    if (there.get().state() != Berth.State.RUNNING) {
      discard(there.get().id());
      create(body, files, running, successor);
      return new Done.Replaced(replace.get());
    }
    guard.beforeReplace(replace.get() + "; " + gap.get());
    Aftermath aftermath = Aftermath.of(client.host(), running, volume, patience);
    volume.begin(ConfigVolume.Kept.NOTHING, aftermath);
    discard(there.get().id());
    create(body, files, running, successor);
    return new Done.Replaced(replace.get());
  }

  /// One that was told to end answers nobody: what was set in it at run time is forgotten.
  private static void askBeforeTakeOver(Guard guard, Inspected first, String why)
      throws CallFailed, InterruptedException {
    switch (Succession.First.of(Optional.of(first))) {
      case SERVING -> guard.beforeTakeOver(why);
      case ABSENT, STOPPED, ENDING -> {}
    }
  }

  /// What keeps a rollout from seeing all requests in flight: two HAProxies, of which one shows
  /// what it holds to nobody.
  public Optional<Problem> unfinished() throws CallFailed, InterruptedException {
    Optional<Inspected> second = client.ask(new Inspect(nextName()));
    return switch (Succession.Second.of(second)) {
      case ABSENT, STOPPED -> Optional.empty();
      case RUNNING ->
          Optional.of(
              new Problem(
                  "%s: HAProxy's change to another container is not over".formatted(client.host()),
                  "container %s runs beside %s, which may hold requests that nothing shows"
                      .formatted(nextName(), name),
                  "ballast setup finishes it"));
    };
  }

  /// Changes what HAProxy reads when it starts, without making it start. The one that runs is taken
  /// to do already what the change says, so that a later set-up sees nothing to reload.
  ///
  /// @return the texts as they are now
  /// @throws CallFailed when there is no such HAProxy
  public Set<String> rewrite(UnaryOperator<String> change) throws CallFailed, InterruptedException {
    return volume(name)
        .rewrite(change)
        .orElseThrow(() ->
            problem(
                "%s has no config".formatted(name),
                "it is not there, or cannot be read",
                "ballast setup writes it"));
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
    if (!there.label(Labels.SERVICE).filter(owner::equals).isPresent()) {
      throw problem(
          "container %s is not Ballast's".formatted(name),
          "it has no label %s=%s".formatted(Labels.SERVICE, owner),
          "give it another name, or remove it: docker rename, docker rm");
    }
    if (!there.label(BalancerBody.SETTINGS).filter(body.settings()::equals).isPresent()) {
      return Optional.of("its image, ports or group changed");
    }
    if (there.state() != Berth.State.RUNNING) {
      return Optional.of(
          "it did not run (%s)".formatted(there.state().name().toLowerCase(Locale.ROOT)));
    }
    return switch (Succession.First.of(Optional.of(there))) {
      case ENDING -> Optional.of("it was told to end");
      case ABSENT, STOPPED, SERVING -> Optional.empty();
    };
  }

  /// Why a new HAProxy cannot take over the sockets of this one; empty where it can.
  ///
  /// @param config what it started from
  static Optional<String> whyGap(Inspected there, Optional<String> config) {
    if (there.state() != Berth.State.RUNNING) {
      return Optional.of("nothing listens now");
    }
    if (!there.network().equals(BalancerBody.HOST)) {
      return Optional.of(
          "it listens in network %s, and no other container can take over from there"
              .formatted(there.network()));
    }
    return config.filter(text -> text.contains("expose-fd listeners")).isPresent()
        ? Optional.empty()
        : Optional.of(
            "its config does not hand over its sockets (stats socket ... expose-fd listeners)");
  }

  /// What was there before is gone, and is not put back; but where it served, the next setup does
  /// not find all done before this one does.
  private void create(BalancerBody body, BalancerFiles files, Running running, Successor successor)
      throws CallFailed, InterruptedException {
    var create =
        new ContainerCall.Create(
            name, body.serving(UUID.randomUUID().toString(), BalancerBody.Start.ALONE));
    String container =
        settling.change(create, () -> client.ask(new Inspect(name)).map(Inspected::id));
    ConfigVolume volume = volume(container);
    Set<String> retired = volume.retired(files);
    Aftermath aftermath = Aftermath.unasked(client.host(), running, volume, patience);
    volume.crossOut(files);
    volume.put(files);
    if (aftermath.served().isEmpty()) {
      volume.writeDown(files);
    }
    client.ask(Change.start(container));
    try {
      successor.awaitServing(created(container), name);
    } catch (CallFailed silent) {
      crossOutBecause(silent, volume);
      throw silent;
    }
    aftermath.mustServe();
    volume.writeDown(files, retired);
  }

  /// What nobody saw serve is not taken for done by the next setup. Where that cannot be written,
  /// the first reason is told all the same.
  private static void crossOutBecause(CallFailed silent, ConfigVolume volume)
      throws InterruptedException {
    try {
      volume.crossOutConfig();
    } catch (CallFailed left) {
      silent.addSuppressed(left);
    }
  }

  private Inspected created(String container) throws CallFailed, InterruptedException {
    return client
        .ask(new Inspect(container))
        .orElseThrow(() ->
            problem("the new HAProxy is gone", "it was started just now", "ballast setup again"));
  }

  private void discard(String container) throws CallFailed, InterruptedException {
    client.ask(Change.stop(container, STOP, client.limits().stopSlack()));
    client.ask(Change.remove(container));
  }

  private CallFailed problem(String what, String why, String next) {
    return new CallFailed(
        new Problem("%s: %s".formatted(client.host(), what), why, next), CallFailed.Effect.NONE);
  }
}
