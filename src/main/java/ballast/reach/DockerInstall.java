package ballast.reach;

import ballast.config.Config;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.Crew;
import ballast.ssh.RemoteScript;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/// Brings the system's own Docker Engine to hosts that ssh reaches and that have none.
public final class DockerInstall {
  private static final Duration LOOK_DEADLINE = Duration.ofSeconds(30);

  /// Downloads are the host's, over whatever line it has.
  public static final Duration DEADLINE = Duration.ofMinutes(10);

  /// Lines of a command before it that are told as well: apt-get update goes on without what it
  /// could not fetch, and that is why a package is not found.
  private static final int NOTED_LINES = 2;

  /// Lines that are told of what failed.
  private static final int LAST_LINES = 6;

  /// After the package is there, its service starts.
  private static final int SOCKET_WITHIN_SECONDS = 60;

  private final Config config;
  private final List<Place.BySsh> places;
  private final Semaphore turns;

  /// @param places of which those are looked at that ssh reaches
  public DockerInstall(Config config, List<Place> places) {
    this.config = config;
    this.places =
        places.stream().filter(Place.BySsh.class::isInstance).map(Place.BySsh.class::cast).toList();
    this.turns = new Semaphore(config.ssh().parallel());
  }

  /// Looks at every host at once, and touches nothing.
  public List<Bareness> look(Crew crew) throws InterruptedException {
    return crew.all(
        places.stream().<Callable<Bareness>>map(place -> () -> inTurn(() -> look(place))).toList());
  }

  private Bareness look(Place.BySsh place) throws InterruptedException {
    return switch (script(place, Bareness.QUESTION).run(LOOK_DEADLINE)) {
      case RemoteScript.Ran.Exited(_, var out, _) -> Bareness.of(place.host(), out);
      case RemoteScript.Ran.Unknown(var problem) -> new Bareness.Unknown(place.host(), problem);
    };
  }

  /// What is told of a host while it is under way; may be called by several threads.
  public interface News {
    void begun(Host host);

    void ended(Host host, Optional<Problem> problem);
  }

  /// Runs the commands on every host at once, as many at a time as ssh may.
  ///
  /// @return what went wrong, a host each
  public List<Problem> install(Crew crew, List<Bareness.Installable> wanted, News news)
      throws InterruptedException {
    List<Callable<Optional<Problem>>> tasks =
        wanted.stream()
            .<Callable<Optional<Problem>>>map(one -> () -> inTurn(() -> told(one, news)))
            .toList();
    return crew.all(tasks).stream().flatMap(Optional::stream).toList();
  }

  private Optional<Problem> told(Bareness.Installable one, News news) throws InterruptedException {
    news.begun(one.host());
    Optional<Problem> problem = install(one);
    news.ended(one.host(), problem);
    return problem;
  }

  private Optional<Problem> install(Bareness.Installable one) throws InterruptedException {
    Place.BySsh place =
        places.stream().filter(other -> other.host().equals(one.host())).findFirst().orElseThrow();
    return switch (script(place, commands(one.commands())).run(DEADLINE)) {
      case RemoteScript.Ran.Exited(int code, _, _) when code == 0 -> Optional.empty();
      case RemoteScript.Ran.Exited(int code, _, var complaint) ->
          Optional.of(
              new Problem(
                  "%s: Docker could not be installed".formatted(one.host()),
                  "exit code %d: %s"
                      .formatted(
                          code, String.join("; ", complaint.lines().map(String::strip).toList())),
                  "mend that there, or install Docker by hand; then ballast setup --install-docker"));
      case RemoteScript.Ran.Unknown(var problem) ->
          Optional.of(
              new Problem(
                  "%s: whether Docker was installed is not known".formatted(one.host()),
                  problem.brief(),
                  "see whether apt-get still runs there; then ballast setup --install-docker"));
    };
  }

  /// Quiet but for the last lines of what failed: ssh's own exit code would be taken for ssh's.
  static String commands(List<String> commands) {
    var script = new StringBuilder("noted=\n");
    for (String command : commands) {
      script.append(
          """
          said=$(%s 2>&1 </dev/null) || { echo "$noted" | sed '/^$/d' >&2; echo "$said" | tail -n %d >&2; exit 1; }
          noted="$noted
          $(echo "$said" | grep '^[WE]: ' | head -n %d)"
          """
              .formatted(command, LAST_LINES, NOTED_LINES));
    }
    return script
        .append(
            """
            left=%d
            until [ -S %s ]; do
              left=$((left - 1))
              [ $left -gt 0 ] || { echo 'the package is installed, and its engine does not listen at %s' >&2; exit 1; }
              sleep 1
            done
            """
                .formatted(SOCKET_WITHIN_SECONDS, Bareness.SOCKET, Bareness.SOCKET))
        .toString();
  }

  private RemoteScript script(Place.BySsh place, String text) {
    return new RemoteScript(Ways.target(place, config.ssh()), Ways.limits(config.ssh()), text);
  }

  private interface Task<T> {
    T run() throws InterruptedException;
  }

  private <T> T inTurn(Task<T> task) throws InterruptedException {
    turns.acquire();
    try {
      return task.run();
    } finally {
      turns.release();
    }
  }
}
