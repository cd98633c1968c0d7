package ballast.docker;

import ballast.model.Problem;
import ballast.port.CallFailed;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Says on an engine that it keeps the lock of a service, or once did: an empty volume with a
/// number as its label. The highest number among all hosts is the one that counts. A volume,
/// because pruning containers and images leaves it.
public final class AnchorMark {
  private static final String NUMBER = "ballast.anchor";

  private final String service;
  private final DockerClient client;

  public AnchorMark(String service, DockerClient client) {
    this.service = service;
    this.client = client;
  }

  private String name() {
    return "ballast.anchor." + service;
  }

  /// Its number; nothing where there is no mark.
  ///
  /// @throws CallFailed also when a volume of that name is someone else's
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

  /// Gives this engine a mark of that number, in the place of one that it may have.
  public void set(long number) throws CallFailed, InterruptedException {
    clear();
    client.ask(
        new VolumeCall.Create(
            name(), Map.of(Labels.SERVICE, service, NUMBER, Long.toString(number))));
  }

  /// Takes the mark away; where there is none, nothing happens.
  public void clear() throws CallFailed, InterruptedException {
    client.ask(new VolumeCall.Remove(name()));
  }
}
