package ballast.docker;

import ballast.docker.ContainerCall.Change;
import ballast.docker.ContainerCall.Done;
import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.Comeback;
import ballast.model.Digest;
import ballast.model.Host;
import ballast.model.Image;
import ballast.model.Origin;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.Secret;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Fence;
import ballast.port.Keyring;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The Docker Engine of one host, through the Engine API.
public final class DockerEngine implements Engine {
  private static final String CURRENT = "current";
  private static final String PREVIOUS = "previous";

  private final Service service;
  private final Host host;
  private final DockerClient client;
  private final Settling settling;
  private final ContainerList list;
  private final Creation creation;
  private final Registry registry;

  public DockerEngine(Service service, Host host, DockerClient client) {
    this(service, host, client, Keyring.EMPTY);
  }

  /// @param keyring what the registry of the service's image is shown
  public DockerEngine(Service service, Host host, DockerClient client, Keyring keyring) {
    this.service = service;
    this.host = host;
    this.client = client;
    this.settling = new Settling(client);
    this.list = new ContainerList(service, network(service));
    this.creation = new Creation(service.name(), client, settling);
    this.registry = new Registry(client, keyring);
  }

  /// The network whose addresses count; empty for any.
  private static String network(Service service) {
    return switch (service.balancer()) {
      case BalancerChoice.Managed _ -> ContainerBody.networkOf(service.name());
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ ->
          service.container().network().orElse("");
    };
  }

  @Override
  public List<Found> containers() throws CallFailed, InterruptedException {
    List<Json> all = client.ask(new ContainerCall.ListAll());
    try {
      return list.read(all);
    } catch (IOException garbage) {
      throw new CallFailed(
          new Problem(
              "%s: could not list the containers".formatted(host),
              String.valueOf(garbage.getMessage()),
              "look at docker ps -a on %s".formatted(host)),
          CallFailed.Effect.NONE,
          garbage);
    }
  }

  @Override
  public boolean has(Image image) throws CallFailed, InterruptedException {
    return client.ask(new ImageCall.IdOf(image.reference())).isPresent();
  }

  @Override
  public void pull(Image image, PullWatch watch) throws CallFailed, InterruptedException {
    registry.pull(image.reference(), watch);
  }

  /// What a tag of the service's image stands for in its registry now.
  ///
  /// @throws CallFailed when there is no such tag, or the registry cannot be asked
  public Digest resolve(String tag) throws CallFailed, InterruptedException {
    return Digest.isOne(tag) ? new Digest(tag) : registry.resolve(service.image(), tag);
  }

  @Override
  public String create(Slot slot, Release release, Origin origin)
      throws CallFailed, InterruptedException {
    String name = Berth.Place.PREPARED.name(slotName(slot), release.id());
    JsonObject body = body(slot, release, origin);
    try {
      creation.removeUnfinished(slotName(slot));
      return Creation.inSteps(release)
          ? creation.create(slot, slotName(slot), name, release, body)
          : settling.change(new ContainerCall.Create(name, body), () -> prepared(slot, release));
    } catch (CallFailed failed) {
      throw release.secrets().isEmpty() ? failed : hidden(failed, release);
    }
  }

  /// An engine that refuses a container may repeat what it was given, and so may what was caught.
  private static CallFailed hidden(CallFailed failed, Release release) {
    String why = Secret.hiddenIn(failed.problem().why(), release.secrets());
    return new CallFailed(
        new Problem(failed.problem().what(), why, failed.problem().next()), failed.effect());
  }

  private JsonObject body(Slot slot, Release release, Origin origin) throws CallFailed {
    try {
      return new ContainerBody(service, slot, release, origin).json();
    } catch (IllegalArgumentException refused) {
      throw new CallFailed(
          new Problem(
              "%s: no container can be created with these settings".formatted(slot),
              String.valueOf(refused.getMessage()),
              "mend `container:` in ballast.yml"),
          CallFailed.Effect.NONE,
          refused);
    }
  }

  /// A container made ready for that slot, by this call or by one whose answer was lost.
  private Optional<String> prepared(Slot slot, Release release)
      throws CallFailed, InterruptedException {
    return containers().stream()
        .filter(found -> found.slot() == slot.number())
        .map(Found::berth)
        .filter(
            berth -> berth.place() == Berth.Place.PREPARED && berth.release().equals(release.id()))
        .map(Berth::id)
        .findFirst();
  }

  @Override
  public void start(String container) throws CallFailed, InterruptedException {
    settling.change(
        Change.start(container),
        () -> when(container, seen -> seen.state() == Berth.State.RUNNING));
  }

  @Override
  public void stop(String container, Duration grace) throws CallFailed, InterruptedException {
    settling.slowChange(
        Change.stop(container, grace, client.limits().stopSlack()),
        () -> when(container, seen -> !seen.state().alive()),
        grace.plus(client.limits().settle()));
  }

  @Override
  public void move(Slot slot, Berth berth, Berth.Place to, Fence fence)
      throws CallFailed, InterruptedException {
    Optional<Comeback> told = Comeback.told(berth, to);
    if (told.isPresent()) {
      tell(berth, told.get());
    }
    fence.mustHold();
    String name = to.name(slotName(slot), berth.release());
    settling.change(
        Change.rename(berth.id(), name), () -> when(berth.id(), seen -> seen.name().equals(name)));
  }

  private void tell(Berth berth, Comeback comeback) throws CallFailed, InterruptedException {
    String policy =
        switch (comeback) {
          case AS_CONFIGURED -> service.container().restart();
          case NEVER -> "no";
        };
    client.ask(new ContainerCall.Restart(berth.id(), ContainerBody.restart(policy)));
  }

  @Override
  public void remove(String container) throws CallFailed, InterruptedException {
    settling.change(
        Change.remove(container),
        () ->
            client.ask(new ContainerCall.Inspect(container)).isPresent()
                ? Optional.empty()
                : Optional.of(Done.DONE));
  }

  private interface Wish {
    boolean holds(Inspected container);
  }

  private Optional<Done> when(String container, Wish wish) throws CallFailed, InterruptedException {
    return client.ask(new ContainerCall.Inspect(container)).filter(wish::holds).map(_ -> Done.DONE);
  }

  @Override
  public Obituary obituary(String container, int lastLines)
      throws CallFailed, InterruptedException {
    Inspected seen =
        client.ask(new ContainerCall.Inspect(container)).orElseThrow(() -> gone(container));
    List<String> lines =
        lastLines == 0
            ? List.of()
            : Frames.log(client.ask(new ContainerCall.Logs(container, lastLines)), seen.terminal());
    return new Obituary(
        seen.state().alive() ? Optional.empty() : Optional.of(seen.exitCode()),
        seen.restarts(),
        seen.error(),
        lines.subList(Math.max(0, lines.size() - lastLines), lines.size()),
        seen.label(Labels.SECRETS).filter(marks -> !marks.isEmpty()).isPresent()
            ? Confided.SECRETS
            : Confided.NO_SECRET);
  }

  /// The marks of the secrets of each container that has a slot, by the secret's name.
  public List<Map<String, String>> secretMarks() throws CallFailed, InterruptedException {
    var marks = new HashMap<String, Map<String, String>>();
    for (Json container : client.ask(new ContainerCall.ListAll())) {
      marks.put(
          container.maybeText("Id").orElse(""),
          SecretMarks.parse(container.at("Labels").maybeText(Labels.SECRETS).orElse("")));
    }
    return containers().stream()
        .map(Found::berth)
        .filter(berth -> berth.place() == Berth.Place.HOLDER)
        .map(berth -> marks.getOrDefault(berth.id(), Map.of()))
        .toList();
  }

  private CallFailed gone(String container) {
    return new CallFailed(
        new Problem(
            "%s: container %s is gone".formatted(host, ContainerCall.brief(container)),
            "the engine has no such container",
            "someone removed it: ballast status, then deploy again"),
        CallFailed.Effect.NONE);
  }

  @Override
  public void keepImages(Image current, Optional<String> previousImageId)
      throws CallFailed, InterruptedException {
    String kept = "ballast/" + service.name().toLowerCase(Locale.ROOT);
    Optional<String> before = client.ask(new ImageCall.IdOf(kept + ":" + CURRENT));
    Optional<String> now = client.ask(new ImageCall.IdOf(current.reference()));
    if (now.isPresent() && now.equals(before) && previousImageId.isEmpty()) {
      return;
    }
    Optional<String> previous = previousImageId.or(() -> before);
    if (previous.isPresent() && !previous.equals(now)) {
      client.ask(new ImageCall.Tag(previous.get(), kept, PREVIOUS));
    }
    client.ask(new ImageCall.Tag(current.reference(), kept, CURRENT));
  }

  private String slotName(Slot slot) {
    return service.containerName().of(slot.number());
  }
}
