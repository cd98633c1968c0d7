package ballast.docker;

import ballast.docker.ManagedBalancer.Running;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.Standing;
import ballast.model.Standing.Later;
import ballast.port.CallFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Sees after a change that whatever served before it serves again, by what the new worker itself
/// tells: a config may be flawless and lead nowhere.
///
/// @param before the worker that answered before the change, if one did
/// @param served the servers that served before it
/// @param earlier a change before it that was cut off, and that does not serve
/// @param within how long servers may take to pass their checks
record Aftermath(
    String host,
    Running running,
    Optional<HostView.Worker> before,
    Set<String> served,
    Optional<Unproven> earlier,
    Duration within) {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /// What serves now must serve then; and what served before an earlier change that was cut off,
  /// unless that one is past.
  static Aftermath of(
      String host, Running running, ConfigVolume volume, Successor.Patience patience)
      throws CallFailed, InterruptedException {
    Standing now = running.standing();
    Optional<Unproven> earlier = volume.unproven().filter(one -> !one.isPast(now, Instant.now()));
    var served = new TreeSet<>(now.served());
    earlier.ifPresent(one -> served.addAll(one.owed(now)));
    return new Aftermath(
        host, running, Optional.of(now.worker()), served, earlier, patience.checks());
  }

  /// After one that answers nobody any more: what is written down is all that is known.
  static Aftermath unasked(
      String host, Running running, ConfigVolume volume, Successor.Patience patience)
      throws CallFailed, InterruptedException {
    Optional<Unproven> earlier = volume.unproven();
    return new Aftermath(
        host,
        running,
        Optional.empty(),
        earlier.map(Unproven::served).orElse(Set.of()),
        earlier,
        patience.checks());
  }

  /// @throws CallFailed in the words of HAProxy's check when one does not serve any more
  void mustServe() throws CallFailed, InterruptedException {
    if (served.isEmpty()) {
      return;
    }
    long end = System.nanoTime() + within.toNanos();
    Optional<Later> latest = Optional.empty();
    while (System.nanoTime() - end < 0) {
      latest = look(latest);
      if (latest.filter(Later.AllServe.class::isInstance).isPresent()) {
        return;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    judge(latest);
  }

  /// Two HAProxies may answer in turn, and one that has just started not yet: what a new worker
  /// said last holds.
  private Optional<Later> look(Optional<Later> latest) throws InterruptedException {
    try {
      Standing now = running.standing();
      return before.filter(now.worker()::equals).isPresent() ? latest : Optional.of(now.of(served));
    } catch (CallFailed unasked) {
      return latest;
    }
  }

  private void judge(Optional<Later> latest) throws CallFailed {
    Later later =
        latest.orElseThrow(() ->
            problem(
                "the new config serves nobody",
                "for %d s no worker but the one before has answered".formatted(within.toSeconds()),
                "docker logs there tells why"));
    switch (later) {
      // Those whose checks have not passed by now have slow ones, and serve meanwhile.
      case Later.AllServe _, Later.Unsettled _ -> {}
      case Later.Down(var server, var check) ->
          throw problem(
              "%s served and is down with the new config".formatted(server),
              check,
              "mend its backend or its check in `balancer:` or the template");
    }
  }

  private CallFailed problem(String what, String why, String next) {
    return new CallFailed(
        new Problem("%s: %s".formatted(host, what), why, next), CallFailed.Effect.NONE);
  }
}
