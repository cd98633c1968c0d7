package ballast.command;

import ballast.cli.Exit;
import ballast.model.Host;
import ballast.model.LockView;
import ballast.model.Problem;
import ballast.plan.Scope;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import ballast.port.Time;
import ballast.reach.Place;
import ballast.reach.ReachedFleet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The service's lock, with no host reached but the one that keeps it.
final class AnchorOnly implements AutoCloseable {
  private final ReachedFleet fleet;

  private AnchorOnly(ReachedFleet fleet) {
    this.fleet = fleet;
  }

  /// @throws Failure when that host cannot be reached
  static AnchorOnly of(Project project, Crew crew, Time time) throws Failure, InterruptedException {
    Place anchor = anchor(project);
    return switch (ReachedFleet.reach(
        project.config(), List.of(anchor), Map.of(), new Scope.All(), crew, time, _ -> {})) {
      case ReachedFleet.Outcome.Reached(var fleet) -> new AnchorOnly(fleet);
      case ReachedFleet.Outcome.Failed(var problems, _) ->
          throw unreached(project, anchor.host(), problems.getFirst());
    };
  }

  /// Who holds a lock there can be told nothing; another host would keep that of the next.
  private static Failure unreached(Project project, Host anchor, Problem problem) {
    String elsewhere =
        project.places().stream()
            .map(Place::host)
            .filter(host -> !host.equals(anchor))
            .findFirst()
            .map(another -> "; or, for what begins later, " + Missing.elsewhere(another))
            .orElse("");
    return new Failure(
        Exit.UNREACHABLE,
        "%s keeps the service's lock and cannot be reached%n%n%s%s"
            .formatted(anchor, problem, elsewhere));
  }

  private static Place anchor(Project project) {
    Host anchor = Missing.anchor(project);
    return project.places().stream()
        .filter(place -> place.host().equals(anchor))
        .findFirst()
        .orElseThrow();
  }

  Lock lock() {
    return fleet.lock();
  }

  /// @throws Failure when it cannot be asked
  static Optional<LockView> look(Lock lock) throws Failure, InterruptedException {
    try {
      return lock.look();
    } catch (CallFailed failed) {
      throw new Failure(Exit.UNREACHABLE, failed.problem().toString());
    }
  }

  @Override
  public void close() {
    fleet.close();
  }
}
