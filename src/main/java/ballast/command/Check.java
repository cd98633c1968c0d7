package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.config.Config;
import ballast.model.BalancerChoice;
import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.KnownSecret;
import ballast.model.Observed;
import ballast.model.Service;
import ballast.model.Strategy;
import ballast.plan.Reserve;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.view.CertificateText;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
      stranded(project.config(), reserve).ifPresent(told::warn);
      throughAProxy(project.config().service()).ifPresent(told::warn);
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

  /// A first deploy fills empty slots, whatever there is; any further would leave nobody to serve.
  private static Optional<String> stranded(Config config, Reserve reserve) {
    Strategy strategy = config.policy().strategy();
    boolean drainsInPlace =
        strategy.inFlight() == Strategy.InFlight.DRAINED
            && strategy.edge() == Strategy.AtEdge.STAYS;
    return config.service().slots() == 1 && drainsInPlace && reserve.needed() == 0
        ? Optional.of(
            "slots: 1 with strategy %s: once a slot serves it cannot be replaced, since nobody would serve on its host meanwhile; write slots: 2, or `rollout: {strategy: surge}`, then ballast setup"
                .formatted(strategy))
        : Optional.empty();
  }

  /// At 127.0.0.1 Docker's own proxy listens before the application does, and takes what HAProxy
  /// would send elsewhere were it refused.
  private static Optional<String> throughAProxy(Service service) {
    Optional<String> port =
        service.container().publish().stream().filter(one -> one.startsWith("127.")).findFirst();
    return switch (service.balancer()) {
      case BalancerChoice.AtSocket _ ->
          port.map(one ->
              "publish %s: there Docker's proxy takes connections before the application listens, so that a reload of HAProxy in the middle of a rollout costs requests; publish at the address of Docker's bridge instead (ip -4 addr show docker0)"
                  .formatted(one));
      case BalancerChoice.InContainer _, BalancerChoice.Managed _ -> Optional.empty();
    };
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
