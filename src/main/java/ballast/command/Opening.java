package ballast.command;

import ballast.cli.Exit;
import ballast.model.Digest;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.KnownSecret;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.SecretChange;
import ballast.model.SecretSpec;
import ballast.plan.Desired;
import ballast.plan.Forecast;
import ballast.plan.Scope;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Time;
import ballast.reach.Concern;
import ballast.reach.ReachedFleet;
import ballast.rollout.Lookout;
import ballast.rollout.Survey;
import ballast.secret.ServiceSecrets;
import ballast.secret.Sources;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What most commands begin with: the hosts reached, looked at, and nothing in the way. Touches
/// nothing.
final class Opening implements AutoCloseable {
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

  private final Project project;
  private final ReachedFleet fleet;
  private final LinkNews news;
  private final Crew crew;
  private final Time time;

  private Opening(Project project, ReachedFleet fleet, LinkNews news, Crew crew, Time time) {
    this.project = project;
    this.fleet = fleet;
    this.news = news;
    this.crew = crew;
    this.time = time;
  }

  /// @throws Failure with every host's error, when one cannot be reached
  static Opening of(Project project, Crew crew, Time time) throws Failure, InterruptedException {
    return of(project, project.scope(), crew, time);
  }

  /// @param needed the hosts without which there is no going on
  static Opening of(Project project, Scope needed, Crew crew, Time time)
      throws Failure, InterruptedException {
    var news = new LinkNews();
    return switch (ReachedFleet.reach(
        project.config(), project.places(), project.facts(), needed, crew, time, news)) {
      case ReachedFleet.Outcome.Reached(var fleet) -> new Opening(project, fleet, news, crew, time);
      case ReachedFleet.Outcome.Failed(var problems, var hosts) ->
          throw new Missing(project, hosts)
              .failure(
                  "%d of %d hosts cannot be reached"
                      .formatted(problems.size(), project.places().size()),
                  problems.stream().map(Problem::toString).toList());
    };
  }

  ReachedFleet fleet() {
    return fleet;
  }

  /// The host that was typed to confirm that it keeps the lock.
  Optional<String> typedAnchor() {
    return project.anchor();
  }

  /// What becomes of the links from now on.
  LinkNews news() {
    return news;
  }

  /// One look at the whole fleet, for a rollout as the config has it.
  ///
  /// @throws Failure when a host could not be read
  Observed look() throws Failure, InterruptedException {
    return look(project.config().policy());
  }

  /// The same for a rollout by that policy.
  private Observed look(Policy policy) throws Failure, InterruptedException {
    var survey = new Survey(project.config().service(), fleet, crew, policy.strategy().edge());
    Observed observed = new Lookout(survey, crew, time).all();
    List<HostView.Unreachable> unread = project.scope().of(observed).unreachable().toList();
    if (!unread.isEmpty()) {
      throw new Missing(project, unread.stream().map(HostView.Unreachable::host).toList())
          .failure(
              "%d of %d hosts cannot be read".formatted(unread.size(), project.places().size()),
              unread.stream().map(host -> host.problem().toString()).toList());
    }
    return observed;
  }

  /// What stands in the way of a rollout at the hosts' balancers.
  ///
  /// @return what is odd, but may be
  /// @throws Failure when a rollout there could lose requests or prove nothing
  List<String> inspect() throws Failure, InterruptedException {
    List<Concern> concerns = fleet.inspection(crew).concerns(project.scope());
    List<String> unasked = problems(concerns, Concern.Weight.UNASKED);
    if (!unasked.isEmpty()) {
      throw new Missing(project, hosts(concerns, Concern.Weight.UNASKED))
          .failure(
              "%d of %d balancers cannot be asked"
                  .formatted(unasked.size(), project.places().size()),
              unasked);
    }
    List<String> refusals = problems(concerns, Concern.Weight.REFUSE);
    if (!refusals.isEmpty()) {
      throw new Failure(Exit.USAGE, String.join("\n\n", refusals));
    }
    return concerns.stream().map(concern -> concern.problem().brief()).distinct().toList();
  }

  private static List<Host> hosts(List<Concern> concerns, Concern.Weight weight) {
    return concerns.stream()
        .filter(concern -> concern.weight() == weight)
        .map(Concern::host)
        .distinct()
        .toList();
  }

  private static List<String> problems(List<Concern> concerns, Concern.Weight weight) {
    return concerns.stream()
        .filter(concern -> concern.weight() == weight)
        .map(concern -> concern.problem().toString())
        .distinct()
        .toList();
  }

  /// The release that a tag or digest stands for now, by the first host's engine and its registry.
  Release release(String tagOrDigest) throws Failure, InterruptedException {
    if (!TAG.matcher(tagOrDigest).matches() && !Digest.isOne(tagOrDigest)) {
      throw new Failure(
          Exit.USAGE,
          "'%s' is neither a tag nor a digest\n  next: the name of a tag of %s, or sha256:..."
              .formatted(tagOrDigest, project.config().service().image()));
    }
    try {
      return fleet.release(project.config().service(), tagOrDigest);
    } catch (CallFailed failed) {
      throw new Failure(Exit.WENT_BACK, failed.problem().toString());
    }
  }

  /// What must be known before a rollout may begin.
  ///
  /// @param odd what is odd at the balancers, but may be
  record Preflight(List<String> odd, Release release, Observed observed) {}

  /// The service's secrets as they are on this machine now.
  ///
  /// @throws Failure with what keeps each of those that cannot be read
  List<KnownSecret> secrets() throws Failure, InterruptedException {
    List<SecretSpec> specs = project.config().secrets();
    var secrets = new ServiceSecrets(project.config().service().name(), specs);
    return switch (secrets.read(Sources.own(), crew)) {
      case ServiceSecrets.Outcome.Known(var known) -> known;
      case ServiceSecrets.Outcome.Missing(var problems) ->
          throw new Failure(
              Exit.USAGE,
              "%d of %d secrets cannot be read; nothing was touched\n\n%s"
                  .formatted(
                      problems.size(),
                      specs.size(),
                      problems.stream().map(Object::toString).collect(Collectors.joining("\n\n"))));
    };
  }

  /// What the release does to the secrets of the containers that have the slots.
  List<SecretChange> secretChanges(Release release) throws Failure, InterruptedException {
    try {
      return fleet.secretChanges(release, project.scope(), crew);
    } catch (CallFailed failed) {
      throw new Failure(Exit.UNREACHABLE, failed.problem().toString());
    }
  }

  /// Secrets read, balancers inspected, the release resolved and the fleet looked at: all at once,
  /// since nobody waits for the other.
  ///
  /// @throws Failure the first of them in that order
  Preflight preflight(String tagOrDigest, Policy policy) throws Failure, InterruptedException {
    List<String> odd = List.of();
    List<KnownSecret> secrets = List.of();
    Optional<Release> release = Optional.empty();
    Optional<Observed> observed = Optional.empty();
    List<Callable<Part>> parts =
        List.of(
            () -> part(() -> new Part.Known(secrets())),
            () -> part(() -> new Part.Odd(inspect())),
            () -> part(() -> new Part.Resolved(release(tagOrDigest))),
            () -> part(() -> new Part.Seen(look(policy))));
    for (Part part : crew.all(parts)) {
      switch (part) {
        case Part.Known(var known) -> secrets = known;
        case Part.Odd(var told) -> odd = told;
        case Part.Resolved(var found) -> release = Optional.of(found);
        case Part.Seen(var fleet) -> observed = Optional.of(fleet);
        case Part.Wrong(var failure) -> throw failure;
      }
    }
    return new Preflight(odd, release.orElseThrow().with(secrets), observed.orElseThrow());
  }

  private sealed interface Part {
    record Known(List<KnownSecret> secrets) implements Part {}

    record Odd(List<String> told) implements Part {}

    record Resolved(Release release) implements Part {}

    record Seen(Observed fleet) implements Part {}

    record Wrong(Failure failure) implements Part {}
  }

  private interface Look {
    Part take() throws Failure, InterruptedException;
  }

  private static Part part(Look look) throws InterruptedException {
    try {
      return look.take();
    } catch (Failure failure) {
      return new Part.Wrong(failure);
    }
  }

  /// What a rollout of that release would do.
  Forecast forecast(Release release, Policy policy, Observed observed) {
    return Forecast.of(desired(release, policy), observed);
  }

  Desired desired(Release release, Policy policy) {
    return new Desired(
        project.config().service(),
        new Desired.Target.Everywhere(release.id(), release.version()),
        policy,
        project.scope());
  }

  @Override
  public void close() {
    fleet.close();
  }
}
