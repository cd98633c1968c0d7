package ballast.docker;

import ballast.model.Berth;
import ballast.model.ReleaseId;
import ballast.model.Service;
import ballast.port.Engine.Found;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads out of an engine's list of containers those that belong to the slots of a service: the
/// ones that Ballast created, by label and name, and the ones that it found, by name alone.
record ContainerList(Service service, String network) {
  private static final int RELEASE_DIGITS = 11;

  List<Found> read(List<Json> containers) throws IOException {
    var found = new ArrayList<Found>();
    for (Json container : containers) {
      if (mayBeOurs(container)) {
        read(container).ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  private boolean mayBeOurs(Json container) {
    Json labels = container.at("Labels");
    return labels.maybeText(Labels.SERVICE).map(service.name()::equals).orElse(true)
        && labels.maybeText(LockLabels.KIND).isEmpty();
  }

  private Optional<Found> read(Json container) throws IOException {
    Optional<String> name = name(container);
    if (name.isEmpty() || !beginsWithASlot(name.get())) {
      return Optional.empty();
    }
    ReleaseId release = release(container);
    Optional<Seat> seat = seat(name.get(), release);
    if (seat.isEmpty()) {
      return Optional.empty();
    }
    Berth.State state = Inspected.state(container.text("State"));
    var berth =
        new Berth(
            container.text("Id"),
            release,
            version(container),
            seat.get().place(),
            state,
            state.alive() ? address(container) : Optional.empty(),
            Instant.ofEpochSecond(container.number("Created")));
    return Optional.of(new Found(seat.get().slot(), berth));
  }

  /// Whether the name is a slot's, or such a name with more after a dot: of no other container
  /// anything needs to make sense.
  private boolean beginsWithASlot(String name) {
    for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
      if (service.containerName().slotOf(name.substring(0, end)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private record Seat(int slot, Berth.Place place) {}

  /// Which part the container of that name plays. A name whose release is not the container's own
  /// was given by someone else and says nothing.
  private Optional<Seat> seat(String name, ReleaseId release) {
    for (Berth.Place place : Berth.Place.values()) {
      String suffix = place.name("", release);
      if (name.endsWith(suffix)) {
        String slotName = name.substring(0, name.length() - suffix.length());
        OptionalInt slot = service.containerName().slotOf(slotName);
        if (slot.isPresent()) {
          return Optional.of(new Seat(slot.getAsInt(), place));
        }
      }
    }
    return Optional.empty();
  }

  /// Its own name, without those that links from other containers gave it.
  private static Optional<String> name(Json container) throws IOException {
    for (Json name : container.at("Names").items()) {
      String text = name.element().getAsString().replaceFirst("^/", "");
      if (!text.contains("/")) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  private static ReleaseId release(Json container) throws IOException {
    Optional<String> label = container.at("Labels").maybeText(Labels.RELEASE);
    if (label.isPresent()) {
      try {
        return new ReleaseId(label.get());
      } catch (IllegalArgumentException forged) {
        throw new IOException(
            "container %s: label %s: %s"
                .formatted(
                    ContainerCall.brief(container.text("Id")),
                    Labels.RELEASE,
                    forged.getMessage()));
      }
    }
    return adopted(container.text("ImageID"));
  }

  /// The release of a container that Ballast did not create: its image.
  static ReleaseId adopted(String imageId) throws IOException {
    String digits = imageId.replaceFirst("^sha256:", "");
    if (!digits.matches("[0-9a-f]{%d,}".formatted(RELEASE_DIGITS))) {
      throw new IOException("an image's id is \"%s\"".formatted(Words.plain(imageId)));
    }
    return new ReleaseId("x" + digits.substring(0, RELEASE_DIGITS));
  }

  private static String version(Json container) throws IOException {
    Optional<String> label = container.at("Labels").maybeText(Labels.VERSION);
    return label.isPresent()
        ? label.get()
        : version(container.text("Image"), container.text("ImageID"));
  }

  /// The tag that an image was run by, or the first digits of what it is.
  static String version(String image, String imageId) {
    int digest = image.indexOf("@sha256:");
    if (digest >= 0) {
      return image.substring(digest + 8, Math.min(image.length(), digest + 20));
    }
    int colon = image.lastIndexOf(':');
    return colon > image.lastIndexOf('/') && !image.startsWith("sha256:")
        ? image.substring(colon + 1)
        : Words.brief(imageId.replaceFirst("^sha256:", ""), 12).replace("…", "");
  }

  private Optional<String> address(Json container) {
    Json networks = container.at("NetworkSettings").at("Networks");
    return networks
        .at(network)
        .maybeText("IPAddress")
        .filter(one -> !one.isEmpty())
        .or(() ->
            networks.members().values().stream()
                .flatMap(one -> one.maybeText("IPAddress").stream())
                .filter(one -> !one.isEmpty())
                .findFirst());
  }
}
