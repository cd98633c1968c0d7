package ballast.haproxy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What workers from before a reload still hold. They serve the requests they had, and show them on
/// no socket but the master's.
final class OldWorkers {
  /// Without a master's socket: how long after a reload its predecessor may hold requests that
  /// nothing shows.
  private static final Duration UNSEEN = Duration.ofSeconds(60);

  /// HAProxy tells its uptime in whole seconds.
  private static final Duration UPTIME_STEP = Duration.ofSeconds(1);

  private final BackendName backend;
  private final Optional<RuntimeTransport> master;
  private final Duration patience;

  OldWorkers(BackendName backend, Optional<RuntimeTransport> master, Duration patience) {
    this.backend = backend;
    this.master = master;
    this.patience = patience;
  }

  /// One piece of evidence for each old worker that may still hold a request for the server.
  List<Evidence> evidence(RunningProcess current, ServerRef ref)
      throws IOException, InterruptedException {
    if (master.isEmpty()) {
      return withoutMaster(current);
    }
    var evidence = new ArrayList<Evidence>();
    for (long pid : listed(master.get())) {
      try {
        of(pid, master.get(), ref).ifPresent(evidence::add);
      } catch (UnreadableReply mute) {
        // One that ends while it is asked says nothing, or breaks off; and holds nothing any more.
        if (listed(master.get()).contains(pid)) {
          evidence.add(new Evidence.Unknown("old worker " + pid + ": " + mute.getMessage()));
        }
      }
    }
    return evidence;
  }

  private List<Long> listed(RuntimeTransport through) throws IOException, InterruptedException {
    return Proc.parse(through.ask(new RuntimeCommand.ShowProc().request(), patience)).oldWorkers();
  }

  /// Nothing else tells a process that was started from one that came by a reload, which may have
  /// been a moment before this run.
  private static List<Evidence> withoutMaster(RunningProcess current) {
    return current.uptime().compareTo(UNSEEN) < 0
        ? List.of(
            new Evidence.Unknown(
                "HAProxy was started or reloaded %d s ago, and without its master's socket (balancer: master) nothing tells for %d s what a worker before may still hold"
                    .formatted(current.uptime().toSeconds(), UNSEEN.toSeconds()),
                UNSEEN.minus(current.uptime()).plus(UPTIME_STEP)))
        : List.of();
  }

  /// An old worker refuses every change ("Proxy is disabled."), so it is waited for: as long as it
  /// lives, a client that it still has may ask once more.
  private Optional<Evidence> of(long pid, RuntimeTransport through, ServerRef ref)
      throws IOException, InterruptedException {
    Batch look = Batch.look(backend);
    return switch (look.read(through.ask(look.lineOn(pid), patience))) {
      case Batch.Outcome.Refused(RuntimeProblem.NoSuchWorker _, _) -> Optional.empty();
      case Batch.Outcome.Refused(RuntimeProblem.NoSuchBackend _, _) -> Optional.empty();
      case Batch.Outcome.Refused(var problem, _) ->
          Optional.of(new Evidence.Unknown("old worker " + pid + ": " + problem.why()));
      case Batch.Outcome.Accepted(var sighting) ->
          sighting.server(ref).map(sight -> of(pid, sight));
    };
  }

  private static Evidence of(long pid, ServerSight sight) {
    long here = sight.stat().traffic().current().orElse(0);
    return here > 0
        ? new Evidence.Busy(
            here,
            0,
            Optional.empty(),
            "a worker from before a reload (pid %d) still holds %d requests".formatted(pid, here))
        : new Evidence.Unknown(
            "a worker from before a reload (pid %d) still serves clients it has; it cannot be drained, only waited for"
                .formatted(pid));
  }
}
