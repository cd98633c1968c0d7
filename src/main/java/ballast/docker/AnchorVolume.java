package ballast.docker;

import ballast.model.Problem;
import ballast.port.AnchorMark;
import ballast.port.CallFailed;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The mark as an empty volume with a number as its label: a volume, because pruning containers and
/// images leaves it.
public final class AnchorVolume implements AnchorMark {
  private static final String NUMBER = "ballast.anchor";

  private final String service;
  private final DockerClient client;

  public AnchorVolume(String service, DockerClient client) {
    this.service = service;
    this.client = client;
  }

  private String name() {
    return "ballast.anchor." + service;
  }

  /// @throws CallFailed also when a volume of that name is someone else's
  @Override
  public OptionalLong read() throws CallFailed, InterruptedException {
    Optional<Map<String, String>> labels = client.ask(new VolumeCall.LabelsOf(name()));
    return labels.isPresent() ? OptionalLong.of(number(labels.get())) : OptionalLong.empty();
  }

  private long number(Map<String, String> labels) throws CallFailed {
    try {
      return LockLabels.number(labels, NUMBER);
    } catch (IOException foreign) {
      throw new CallFailed(
          new Problem(
              "%s: the volume %s is no mark of Ballast's".formatted(client.host(), name()),
              String.valueOf(foreign.getMessage()),
              "see what is in it, then docker volume rm %s on %s".formatted(name(), client.host())),
          CallFailed.Effect.NONE,
          foreign);
    }
  }

  /// One that is there already stays: two commands that begin at once with the same config must not
  /// take each other's mark away.
  @Override
  public void set(long number) throws CallFailed, InterruptedException {
    if (read().equals(OptionalLong.of(number))) {
      return;
    }
    clear();
    client.ask(
        new VolumeCall.Create(
            name(), Map.of(Labels.SERVICE, service, NUMBER, Long.toString(number))));
  }

  @Override
  public void clear() throws CallFailed, InterruptedException {
    client.ask(new VolumeCall.Remove(name()));
  }
}
