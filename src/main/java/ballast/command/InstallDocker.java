package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.reach.Bareness;
import ballast.reach.DockerInstall;
import ballast.rollout.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Before a setup: hosts that have no Docker Engine get one, after the commands were shown and
/// agreed to.
final class InstallDocker {
  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final Signal signal;

  InstallDocker(Terminal terminal, Crew crew, Time time, Signal signal) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.signal = signal;
  }

  /// @return the hosts that lacked something
  /// @throws Failure when a host cannot be looked at or helped, before any is touched; or when it
  ///   failed on one
  List<Host> run(Project project, Command.Setup wanted) throws Failure, InterruptedException {
    var install =
        new DockerInstall(
            project.config(),
            project.places().stream()
                .filter(place -> project.scope().includes(place.host()))
                .toList());
    List<Bareness.Installable> bare = bare(install.look(crew));
    if (!bare.isEmpty()) {
      show(bare);
      switch (wanted.trial()) {
        case SHOW -> {}
        case DO -> {
          new Question(terminal, wanted.common().consent(), signal)
              .yes("Run these commands there?");
          run(install, bare);
        }
      }
    }
    return bare.stream().map(Bareness.Installable::host).toList();
  }

  private static List<Bareness.Installable> bare(List<Bareness> looks) throws Failure {
    var bare = new ArrayList<Bareness.Installable>();
    var unknown = new ArrayList<Problem>();
    var refused = new ArrayList<Problem>();
    for (Bareness look : looks) {
      switch (look) {
        case Bareness.HasDocker _ -> {}
        case Bareness.Installable installable -> bare.add(installable);
        case Bareness.Refused(_, var problem) -> refused.add(problem);
        case Bareness.Unknown(_, var problem) -> unknown.add(problem);
      }
    }
    if (!unknown.isEmpty()) {
      throw new Failure(Exit.UNREACHABLE, "nothing was touched\n\n" + told(unknown));
    }
    if (!refused.isEmpty()) {
      throw new Failure(Exit.USAGE, "nothing was touched\n\n" + told(refused));
    }
    return bare;
  }

  private static String told(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n\n"));
  }

  /// Hosts that lack the same together.
  private void show(List<Bareness.Installable> bare) {
    record Alike(String lack, List<String> commands) {}
    Map<Alike, List<String>> hosts = new LinkedHashMap<>();
    for (Bareness.Installable one : bare) {
      hosts
          .computeIfAbsent(new Alike(one.lack(), one.commands()), _ -> new ArrayList<>())
          .add("%s (%s)".formatted(one.host(), one.system().words()));
    }
    hosts.forEach((alike, names) -> {
      terminal.err().printf("%s on %s%n", alike.lack(), String.join(", ", names));
      alike.commands().forEach(command -> terminal.err().printf("    %s%n", command));
    });
  }

  private void run(DockerInstall install, List<Bareness.Installable> bare)
      throws Failure, InterruptedException {
    List<Problem> problems = install.install(crew, bare, new Story());
    if (!problems.isEmpty()) {
      throw new Failure(
          Exit.MIXED,
          "%d of %d hosts have no Docker Engine yet\n\n%s"
              .formatted(problems.size(), bare.size(), told(problems)));
    }
  }

  private final class Story implements DockerInstall.News {
    private final Map<Host, Instant> began = new ConcurrentHashMap<>();

    @Override
    public void begun(Host host) {
      began.put(host, time.now());
      say(
          host,
          "installs Docker, for at most %d min".formatted(DockerInstall.DEADLINE.toMinutes()));
    }

    @Override
    public void ended(Host host, Optional<Problem> problem) {
      Duration took = Duration.between(began.getOrDefault(host, time.now()), time.now());
      say(
          host,
          "%s after %d s"
              .formatted(problem.isEmpty() ? "has Docker" : "has no Docker", took.toSeconds()));
    }

    private synchronized void say(Host host, String words) {
      terminal.err().println("%-12s %s".formatted(host, words));
    }
  }
}
