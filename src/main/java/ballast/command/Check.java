package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.KnownSecret;
import ballast.model.Observed;
import ballast.plan.Reserve;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.view.CertificateText;
import java.util.List;
import java.util.Map;

/// Could a rollout go well? Reads config, hosts, engines and balancers, and touches nothing.
final class Check {
  private final Terminal terminal;
  private final Crew crew;
  private final Time time;

  Check(Terminal terminal, Crew crew, Time time) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
  }

  Exit run(Command.Check wanted) throws Failure, InterruptedException {
    var told = new CheckReport(terminal, terminal.output(wanted.common().output()));
    Project project = Project.load(wanted.common(), terminal);
    project.warnings().forEach(told::warn);
    Certificates certificates = Certificates.of(project.config().service(), time);
    certificates.warnings().forEach(told::warn);
    told.say(
        "config",
        "%s: service %s, %d slots on each of %d hosts"
            .formatted(
                wanted.common().config(),
                project.config().service().name(),
                project.config().service().slots(),
                project.places().size()));
    certificates
        .all()
        .forEach(one ->
            told.say(
                "tls",
                "%s: %s".formatted(one, CertificateText.words(one.names(), one.lifetime()))));
    try (Opening opening = Opening.of(project, crew, time)) {
      opening.fleet().warnings().forEach(told::warn);
      told.say("hosts", "all reached, their Docker Engines answer");
      List<KnownSecret> secrets = opening.secrets();
      if (!secrets.isEmpty()) {
        told.say("secrets", "all %d can be read here".formatted(secrets.size()));
      }
      List<String> odd = opening.inspect();
      Observed observed = opening.look();
      var reserve = new Reserve(project.config().service(), project.config().policy().strategy());
      observed
          .seen()
          .flatMap(host -> reserve.lacking(host).map(why -> host.host() + ": " + why).stream())
          .forEach(told::warn);
      odd.forEach(told::warn);
      told.say(
          "balancers",
          "backend %s has every slot, %d of %d serve"
              .formatted(
                  project.config().service().balancer().backend(),
                  observed.serving(project.config().service().slots()),
                  observed.slots().count()));
      edge(EdgeLook.of(observed, opening.fleet(), crew), told);
    }
    told.end();
    return Exit.DONE;
  }

  /// What it does not know, or cannot be asked of it, no rollout could take out there.
  private static void edge(Map<Host, EdgeSight> sights, CheckReport told) throws Failure {
    if (sights.isEmpty()) {
      return;
    }
    List<String> unseen =
        sights.values().stream()
            .filter(EdgeSight.Unseen.class::isInstance)
            .map(sight -> ((EdgeSight.Unseen) sight).problem().toString())
            .distinct()
            .toList();
    if (!unseen.isEmpty()) {
      throw new Failure(
          Exit.UNREACHABLE,
          "the edge does not tell what it does with every host; nothing was touched\n\n"
              + String.join("\n\n", unseen));
    }
    sights.forEach((host, sight) -> {
      if (!sight.serving()) {
        told.warn("the edge says of %s: %s".formatted(host, sight.words()));
      }
    });
    told.say(
        "edge",
        "knows every host, %d of %d serve"
            .formatted(sights.values().stream().filter(EdgeSight::serving).count(), sights.size()));
  }
}
