package ballast.docker;

import ballast.docker.ContainerCall.Change;
import ballast.docker.ContainerCall.Done;
import ballast.model.KnownSecret;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.SecretSpec;
import ballast.model.Slot;
import ballast.port.CallFailed;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Creates a container that has its secrets before anyone can take it for a prepared one.
///
/// It is created under a name that is no slot's, its secrets are unpacked into its own layer, and
/// only then is it given the name that says so. Whatever dies in between leaves a container that
/// [ContainerList] passes over and the next creation in its slot removes.
///
/// ```
/// pxapp-1.3f2a9c01d7e4.filling  --secrets-->  pxapp-1.3f2a9c01d7e4
/// ```
final class Creation {
  private static final String FILLING = ".filling";

  /// Only the container's user may read one.
  private static final int SECRET_MODE = 0400;

  private static final int FOLDER_MODE = 0755;

  private final String service;
  private final DockerClient client;
  private final Settling settling;

  Creation(String service, DockerClient client, Settling settling) {
    this.service = service;
    this.client = client;
    this.settling = settling;
  }

  /// Whether a release needs more than one step.
  static boolean inSteps(Release release) {
    return !files(release).isEmpty();
  }

  private static List<KnownSecret> files(Release release) {
    return release.secrets().stream()
        .filter(secret -> secret.delivery() == SecretSpec.Delivery.FILE)
        .toList();
  }

  /// @param slotName what the slot's own container is called
  /// @param name what it is called once it is complete
  /// @return the engine's id of it
  String create(Slot slot, String slotName, String name, Release release, JsonObject body)
      throws CallFailed, InterruptedException {
    String unfinished = name + FILLING;
    String id =
        settling.change(
            new ContainerCall.Create(unfinished, body),
            () -> client.ask(new ContainerCall.Inspect(unfinished)).map(Inspected::id));
    try {
      fill(slot, id, files(release));
      settling.change(
          Change.rename(id, name),
          () ->
              client
                  .ask(new ContainerCall.Inspect(id))
                  .filter(seen -> seen.name().equals(name))
                  .map(_ -> Done.DONE));
      return id;
    } catch (CallFailed failed) {
      client.outcome(Change.remove(id));
      throw failed;
    }
  }

  /// What an earlier creation in this slot left when it was broken off.
  void removeUnfinished(String slotName) throws CallFailed, InterruptedException {
    var ours = Pattern.compile("/" + Pattern.quote(slotName) + "\\.[0-9a-z]+\\.filling");
    for (Json container : client.ask(new ContainerCall.ListAll())) {
      if (!container.at("Labels").maybeText(Labels.SERVICE).filter(service::equals).isPresent()) {
        continue;
      }
      try {
        String id = container.text("Id");
        for (Json name : container.at("Names").items()) {
          if (ours.matcher(name.element().getAsString()).matches()) {
            client.ask(Change.remove(id));
          }
        }
      } catch (IOException garbage) {
        throw failed(
            "could not list the containers",
            String.valueOf(garbage.getMessage()),
            "look at docker ps -a there");
      }
    }
  }

  private void fill(Slot slot, String id, List<KnownSecret> secrets)
      throws CallFailed, InterruptedException {
    Inside inside =
        client
            .ask(new ContainerCall.Within(id))
            .orElseThrow(() ->
                failed(
                    slot + ": the container that was just created is gone",
                    "the engine has no such container",
                    "someone removed it: ballast status, then deploy again"));
    for (KnownSecret secret : secrets) {
      Optional<String> hiding = inside.hiding(SecretSpec.FOLDER + "/" + secret.name());
      if (hiding.isPresent()) {
        throw failed(
            "%s: secret %s would not be seen".formatted(slot, secret.name()),
            "a volume lies on %s, and secrets are files in %s of the container's own"
                .formatted(hiding.get(), SecretSpec.FOLDER),
            "put that volume elsewhere: `container: volumes`, or VOLUME of the image");
      }
    }
    int user = user(slot, id, inside.user());
    var files = new ArrayList<Tar.Entry>();
    files.add(new Tar.Entry.Folder(SecretSpec.FOLDER.substring(1), FOLDER_MODE));
    for (KnownSecret secret : secrets) {
      String file = SecretSpec.FOLDER.substring(1) + "/" + secret.name();
      files.add(new Tar.Entry.Hidden(file, SECRET_MODE, user, secret.value()));
    }
    client.ask(new FileCall.PutArchive(id, "/", files));
  }

  /// The number of the user that runs in the container: the image's own users are known only there.
  private int user(Slot slot, String id, String user) throws CallFailed, InterruptedException {
    Optional<Integer> number = Passwd.number(user);
    if (number.isPresent()) {
      return number.get();
    }
    String why;
    try {
      Optional<byte[]> tar = client.ask(new FileCall.GetArchive(id, Passwd.FILE));
      Optional<Integer> found =
          tar.isPresent() ? Passwd.find(Tar.firstText(tar.get()), user) : Optional.empty();
      if (found.isPresent()) {
        return found.get();
      }
      why = "the image's %s has no such user".formatted(Passwd.FILE);
    } catch (IOException unreadable) {
      why = "%s of the image: %s".formatted(Passwd.FILE, unreadable.getMessage());
    }
    throw failed(
        "%s: nobody knows the number of user %s, who must be able to read the secrets"
            .formatted(slot, user),
        why,
        "write it as a number: `container: {user: \"1000:1000\"}`");
  }

  private CallFailed failed(String what, String why, String next) {
    return new CallFailed(
        new Problem("%s: %s".formatted(client.host(), what), why, next), CallFailed.Effect.NONE);
  }
}
