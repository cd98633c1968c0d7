package ballast.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a person asked for.
public sealed interface Command {
  /// What every command takes.
  ///
  /// @param config the path of ballast.yml
  /// @param inventory instead of the config's `hosts`
  /// @param limit an Ansible pattern that narrows the hosts down
  /// @param anchor the host that is confirmed to keep the lock from now on
  record Common(
      Path config,
      Optional<String> inventory,
      Optional<String> limit,
      Optional<String> anchor,
      Output output,
      Consent consent,
      Detail detail,
      Colour colour) {}

  enum Output {
    AUTO,
    LIVE,
    PLAIN,
    JSON
  }

  /// Whether questions are answered in advance.
  enum Consent {
    ASK,
    GIVEN
  }

  enum Detail {
    USUAL,
    VERBOSE
  }

  enum Colour {
    AUTO,
    NEVER
  }

  /// Flags that stand in for `rollout:` keys of the same name; texts as they were typed.
  record RolloutFlags(
      Optional<String> batch,
      Optional<String> batches,
      Optional<String> maxOut,
      Optional<String> perHost,
      Optional<String> soak,
      Optional<String> drainDeadline,
      Optional<String> drainThen,
      Optional<String> onFailure,
      Optional<String> tolerate,
      Optional<String> strategy,
      Optional<String> surge) {}

  /// What is about a service that a ballast.yml describes.
  sealed interface OfService extends Command {
    Common common();
  }

  /// Writes a commented ballast.yml.
  record Init(Path config, Optional<String> service, Optional<String> image) implements Command {}

  /// Makes each host's balancer ready.
  ///
  /// @param bare what is done about hosts that have no Docker Engine
  /// @param patience how long to wait for a rollout that holds the lock
  record Setup(Common common, Trial trial, OnBareHosts bare, Duration patience)
      implements OfService {}

  /// What a setup does about hosts that have no Docker Engine.
  enum OnBareHosts {
    REFUSE,
    INSTALL_DOCKER
  }

  /// Whether anything is done, or only shown.
  enum Trial {
    DO,
    SHOW
  }

  /// Looks whether a rollout could go well: config, hosts, engines, balancers. Touches nothing.
  record Check(Common common) implements OfService {}

  record Plan(Common common, Optional<String> release, RolloutFlags flags) implements OfService {}

  /// @param patience how long to wait for another rollout that holds the lock
  record Deploy(Common common, String release, RolloutFlags flags, Duration patience)
      implements OfService {}

  /// @param to the version or release id to go back to; the last wholly healthy release if empty
  record Rollback(Common common, Optional<String> to, RolloutFlags flags, Duration patience)
      implements OfService {}

  record Repair(Common common, RolloutFlags flags, Duration patience) implements OfService {}

  /// @param targets hosts, or slots as `fe-2/1`
  record Drain(Common common, List<String> targets, RolloutFlags flags, Duration patience)
      implements OfService {}

  /// @param targets hosts, or slots as `fe-2/1`
  record Ready(Common common, List<String> targets, RolloutFlags flags, Duration patience)
      implements OfService {}

  /// A deploy over a simulated copy of the fleet.
  ///
  /// @param faults what goes wrong in it
  /// @param seed of the dice; empty for any
  record Rehearse(
      Common common, String release, RolloutFlags flags, List<Fault> faults, Optional<Long> seed)
      implements OfService {
    public Rehearse {
      faults = List.copyOf(faults);
    }
  }

  /// What may go wrong in a rehearsal; `ballast rehearse --help` says what each is.
  enum Fault {
    CRASH("crash"),
    SICK("sick"),
    SLOW("slow"),
    LOST_REPLIES("lost-replies"),
    LINK_CUT("link-cut"),
    POWER_CUT("power-cut"),
    HAND("hand"),
    KILL("kill");

    private final String word;

    Fault(String word) {
      this.word = word;
    }

    /// As it is typed.
    public String word() {
      return word;
    }
  }

  record Status(Common common) implements OfService {}

  /// Keeps every rollout out until [Unlock].
  record Lock(Common common, Optional<String> reason) implements OfService {}

  record Unlock(Common common) implements OfService {}

  /// A fleet of real test hosts on this machine, with traffic, to play with.
  record Demo(DemoAction action, int hosts, Output output) implements Command {}

  enum DemoAction {
    UP,
    DOWN
  }

  /// The client that never retries, by hand.
  ///
  /// @param seconds 0 = until it is ended
  record Traffic(String url, String mix, int seconds, Optional<Path> file) implements Command {}

  /// The rollouts that are kept on this machine.
  record History(Common common) implements OfService {}

  /// A word for the rollout that runs, wherever it was started.
  record Tell(Common common, Word word) implements OfService {}

  enum Word {
    PAUSE,
    RESUME,
    ABORT
  }

  /// Why slots are as they are.
  ///
  /// @param about a slot or a host; every slot that does not simply serve, where nothing is named
  record Why(Common common, Optional<String> about) implements Looking {}

  /// What only looks on: when it is stopped, nothing else is.
  sealed interface Looking extends OfService {}

  /// Shows the rollout that runs, wherever it was started.
  record Watch(Common common) implements Looking {}

  /// @param rollout an id, the beginning of one, or `last`
  /// @param speed how many times as fast as it was, 0 for at once
  record Replay(Common common, String rollout, OptionalInt speed) implements Looking {}

  record Completion() implements Command {}
}
