package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.BalancerChoice;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.Sharing;
import ballast.port.Crew;
import ballast.port.Fence;
import ballast.port.Time;
import ballast.reach.BalancerSetup;
import ballast.reach.BalancerSetup.Prepared;
import ballast.reach.BalancerTemplate;
import ballast.reach.FleetSetup;
import ballast.rollout.Lease;
import ballast.rollout.Signal;
import ballast.template.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Makes each host's managed balancer ready: network, HAProxy container, config, certificates.
final class Setup {
  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final Signal signal;

  Setup(Terminal terminal, Crew crew, Time time, Signal signal) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.signal = signal;
  }

  /// What is the same for all hosts.
  private record Wish(
      BalancerChoice.Managed managed, Certificates certificates, BalancerTemplate template) {}

  Exit run(Command.Setup wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    Wish wish = wish(project);
    wish.certificates().warnings().forEach(odd -> terminal.err().println("warning: " + odd));
    List<Host> bare =
        switch (wanted.bare()) {
          case REFUSE -> List.<Host>of();
          case INSTALL_DOCKER ->
              new InstallDocker(terminal, crew, time, signal).run(project, wanted);
        };
    if (!bare.isEmpty() && wanted.trial() == Command.Trial.SHOW) {
      terminal.err().println("the balancers can be shown once that is done");
      return Exit.DONE;
    }
    try (Opening opening = Opening.of(project, crew, time)) {
      return switch (wanted.trial()) {
        case SHOW -> {
          List<Prepared> prepared = prepare(opening, project, wish);
          new SetupPreview(terminal.out()).show(prepared);
          yield complain(prepared) == 0 ? Exit.DONE : Exit.MIXED;
        }
        case DO -> {
          var locking = new Locking(terminal, crew, time, signal);
          // A balancer is not replaced under a rollout.
          try (Lease lease = locking.take(opening, Locking.SETUP, wanted.patience())) {
            yield setUp(locking, lease, wanted, opening, project, wish);
          }
        }
      };
    }
  }

  private Wish wish(Project project) throws Failure {
    return switch (project.config().service().balancer()) {
      case BalancerChoice.Managed managed ->
          new Wish(
              managed,
              Certificates.of(project.config().service(), time),
              new BalancerTemplate(template(managed), project.variables()));
      case BalancerChoice.AtSocket _, BalancerChoice.InContainer _ ->
          throw new Failure(
              Exit.USAGE,
              "there is nothing to set up: ballast.yml adopts a balancer that is there already\n"
                  + "  next: ballast check, or `balancer: {managed: true}` to have Ballast run one");
    };
  }

  private static Optional<Template> template(BalancerChoice.Managed managed) throws Failure {
    if (managed.template().isEmpty()) {
      return Optional.empty();
    }
    Path named = managed.template().get();
    Path file =
        named.startsWith("~")
            ? Path.of(System.getProperty("user.home", "/")).resolve(Path.of("~").relativize(named))
            : named;
    try {
      return Optional.of(Template.read(file));
    } catch (IOException unreadable) {
      throw new Failure(
          Exit.USAGE,
          new Problem(
                  "the template %s cannot be used".formatted(file),
                  String.valueOf(unreadable.getMessage()),
                  "mend `balancer: template` in ballast.yml, or the file")
              .toString());
    }
  }

  /// @throws Failure when the template gives no usable config for a host
  private List<Prepared> prepare(Opening opening, Project project, Wish wish)
      throws Failure, InterruptedException {
    List<Prepared> prepared = setup(opening, wish).prepare(project.scope(), wish.template());
    List<String> refused =
        prepared.stream()
            .flatMap(one ->
                switch (one) {
                  case Prepared.Refused(_, var problems) ->
                      problems.stream().map(Problem::toString);
                  case Prepared.Ready _, Prepared.Failed _ -> java.util.stream.Stream.<String>of();
                })
            .distinct()
            .toList();
    if (!refused.isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          refused.stream().collect(Collectors.joining("\n", "nothing was touched\n", "")));
    }
    return prepared;
  }

  private FleetSetup setup(Opening opening, Wish wish) {
    return opening.fleet().setup(wish.managed(), wish.certificates().all(), crew);
  }

  /// Two services that share a balancer do not write its config at the same time.
  private Exit setUp(
      Locking locking,
      Lease lease,
      Command.Setup wanted,
      Opening opening,
      Project project,
      Wish wish)
      throws Failure, InterruptedException {
    Optional<Sharing> sharing = wish.managed().sharing();
    if (sharing.isEmpty()) {
      return setUp(List.of(lease), wanted.common(), opening, project, wish);
    }
    try (Lease shared = locking.takeBalancer(opening, wish.managed(), wanted.patience())) {
      return setUp(List.of(lease, shared), wanted.common(), opening, project, wish);
    }
  }

  private Exit setUp(
      List<Lease> leases, Command.Common common, Opening opening, Project project, Wish wish)
      throws Failure, InterruptedException {
    List<Prepared> prepared = prepare(opening, project, wish);
    var preview = new SetupPreview(terminal.err());
    int failed = complain(prepared);
    preview.show(prepared);
    BalancerSetup.Replacing replacing =
        new SetupConsent(terminal, common.consent(), signal).to(prepared);
    List<Prepared.Ready> ready =
        prepared.stream()
            .filter(Prepared.Ready.class::isInstance)
            .map(Prepared.Ready.class::cast)
            .toList();
    Fence fence =
        () -> {
          for (Lease lease : leases) {
            lease.mustHold();
          }
        };
    for (BalancerSetup.Result result : setup(opening, wish).carryOut(ready, replacing, fence)) {
      switch (result) {
        case BalancerSetup.Result.Ready(var host, var what) ->
            terminal.out().println("%-12s %s".formatted(host, what));
        case BalancerSetup.Result.Failed(_, var problem) -> {
          failed++;
          terminal.complain(problem.toString());
        }
      }
    }
    if (leases.stream().anyMatch(lease -> lease.lost().isPresent())) {
      return Exit.LOCKED;
    }
    return failed == 0 ? Exit.DONE : Exit.MIXED;
  }

  /// @return how many hosts could not be read
  private int complain(List<Prepared> prepared) {
    int failed = 0;
    for (Prepared one : prepared) {
      if (one instanceof Prepared.Failed(_, var problem)) {
        failed++;
        terminal.complain(problem.toString());
      }
    }
    return failed;
  }
}
