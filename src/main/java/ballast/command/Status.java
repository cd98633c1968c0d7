package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.CertificatesOfHost;
import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.LockView;
import ballast.model.Observed;
import ballast.model.Service;
import ballast.plan.Scope;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.reach.Anchor;
import ballast.rollout.Survey;
import ballast.view.CertificateJson;
import ballast.view.CertificateText;
import ballast.view.LockJson;
import ballast.view.Palette;
import ballast.view.StatusJson;
import ballast.view.StatusText;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Shows which version serves where, what is out, and what drifts. Touches nothing.
final class Status {
  /// What cannot be reached is part of the answer.
  static final Scope NONE_NEEDED = new Scope.Only(Set.of());

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;

  Status(Terminal terminal, Crew crew, Time time) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
  }

  Exit run(Command.Status wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    Service service = project.config().service();
    try (Opening opening = Opening.of(project, NONE_NEEDED, crew, time)) {
      opening.fleet().warnings().forEach(warning -> terminal.err().println("warning: " + warning));
      Observed observed = new Survey(service, opening.fleet(), crew).all();
      List<CertificatesOfHost> certificates = opening.fleet().inspection(crew).certificates();
      Optional<LockView> held = held(opening.fleet().anchor());
      Map<Host, EdgeSight> edge = EdgeLook.of(observed, opening.fleet(), crew);
      if (terminal.output(wanted.common().output()) == Command.Output.JSON) {
        JsonObject json = StatusJson.of(service, observed, edge);
        held.ifPresent(lock -> json.add("lock", LockJson.of(lock)));
        if (!certificates.isEmpty()) {
          json.add("certificates", CertificateJson.of(certificates, time.wall()));
        }
        terminal.out().println(json);
      } else {
        held.ifPresent(
            lock -> terminal.out().println("locked: " + Holders.describe(lock, time.wall())));
        Palette palette = terminal.palette(wanted.common().colour());
        StatusText.lines(service, observed, edge, palette).forEach(terminal.out()::println);
        CertificateText.lines(certificates, time.wall(), palette).forEach(terminal.out()::println);
      }
      return observed.unreachable().findAny().isPresent() ? Exit.UNREACHABLE : Exit.DONE;
    }
  }

  /// Who has the lock; where that cannot be told, that is told instead.
  private Optional<LockView> held(Anchor anchor) throws InterruptedException {
    try {
      return anchor.lock().look();
    } catch (CallFailed failed) {
      terminal
          .err()
          .println(
              "warning: whether the service is locked cannot be told: " + failed.problem().brief());
      return Optional.empty();
    }
  }
}
