package ballast.docker;

import ballast.docker.ManagedBalancer.Running;
import ballast.model.Problem;
import ballast.model.Standing;
import ballast.model.Standing.Later;
import ballast.port.CallFailed;
import java.time.Duration;

/// Sees after a change that whatever served before it serves again, by what the new worker itself
/// tells: a config may be flawless and lead nowhere.
///
/// @param before the change
/// @param within how long servers may take to pass their checks
record Aftermath(String host, Running running, Standing before, Duration within) {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /// @throws CallFailed in the words of HAProxy's check when one does not serve any more
  void mustServe() throws CallFailed, InterruptedException {
    if (before.served().isEmpty()) {
      return;
    }
    long end = System.nanoTime() + within.toNanos();
    Later latest = new Later.NoneNew();
    while (System.nanoTime() - end < 0) {
      latest = look(latest);
      if (latest instanceof Later.AllServe) {
        return;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    judge(latest);
  }

  /// Two HAProxies may answer in turn, and one that has just started not yet: what a new worker
  /// said last holds.
  private Later look(Later latest) throws InterruptedException {
    try {
      Later later = before.later(running.standing());
      return later instanceof Later.NoneNew ? latest : later;
    } catch (CallFailed unasked) {
      return latest;
    }
  }

  private void judge(Later later) throws CallFailed {
    switch (later) {
      // Those whose checks have not passed by now have slow ones, and serve meanwhile.
      case Later.AllServe _, Later.Unsettled _ -> {}
      case Later.Down(var server, var check) ->
          throw problem(
              "%s served and is down with the new config".formatted(server),
              check,
              "mend its backend or its check in `balancer:` or the template");
      case Later.NoneNew() ->
          throw problem(
              "the new config serves nobody",
              "for %d s no worker but the one before has answered".formatted(within.toSeconds()),
              "docker logs there tells why");
    }
  }

  private CallFailed problem(String what, String why, String next) {
    return new CallFailed(
        new Problem("%s: %s".formatted(host, what), why, next), CallFailed.Effect.NONE);
  }
}
