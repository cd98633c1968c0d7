package ballast.model;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// The settings of `container:` in ballast.yml. In texts, `{slot}` stands for the slot's number and
/// `{host}` for its host.
///
/// @param command arguments instead of the image's own; empty keeps them
/// @param publish ports as Docker's `-p` has them
/// @param volumes binds and named volumes as Docker's `-v` has them
/// @param memory bytes
/// @param nanoCpus billionths of a core
/// @param stopGrace how long a stopped container may take before it is killed
/// @param restart Docker's restart policy: `no`, `always`, `unless-stopped`, `on-failure[:N]`
public record ContainerSpec(
    List<String> command,
    Optional<String> user,
    SortedMap<String, String> env,
    List<String> publish,
    List<String> volumes,
    SortedMap<String, String> labels,
    OptionalLong memory,
    OptionalLong nanoCpus,
    List<Ulimit> ulimits,
    Optional<String> network,
    Optional<String> stopSignal,
    Duration stopGrace,
    String restart,
    Optional<Log> log,
    List<String> extraHosts,
    List<String> capAdd) {

  /// One limit of `--ulimit`: `nofile=1024:2048`.
  public record Ulimit(String name, long soft, long hard) {}

  /// Docker's log driver and its options.
  public record Log(String driver, SortedMap<String, String> options) {
    public Log {
      options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }
  }

  public ContainerSpec {
    command = List.copyOf(command);
    env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
    publish = List.copyOf(publish);
    volumes = List.copyOf(volumes);
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    ulimits = List.copyOf(ulimits);
    extraHosts = List.copyOf(extraHosts);
    capAdd = List.copyOf(capAdd);
  }

  /// Nothing but Docker's and Ballast's defaults: restarted always, 30 s to stop.
  public static ContainerSpec defaults() {
    return new ContainerSpec(
        List.of(),
        Optional.empty(),
        Collections.emptySortedMap(),
        List.of(),
        List.of(),
        Collections.emptySortedMap(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(30),
        "always",
        Optional.empty(),
        List.of(),
        List.of());
  }
}
