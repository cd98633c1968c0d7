package ballast.haproxy;

import ballast.haproxy.RuntimeCommand.Change;
import ballast.haproxy.RuntimeCommand.SetHealth;
import ballast.haproxy.RuntimeCommand.SetState;
import ballast.haproxy.RuntimeCommand.SetWeight;
import ballast.model.HostView;
import ballast.model.Load;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Standing;
import ballast.model.Start;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// One backend of one HAProxy, driven over its Runtime API.
///
/// Every change travels with the look that verifies it, on one line: the process that took it is
/// the one that tells what became of it. Setting a state twice does no harm, so a change whose
/// answer was lost is settled by looking again.
public final class RuntimeBalancer implements Balancer {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How often a server that keeps idle connections in maintenance is sent through drain again to
  /// purge them.
  private static final int MOST_PURGES = 5;

  private static final String NO_RESULT = "no result yet";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final String host;
  private final BackendName backend;
  private final RuntimeTransport worker;
  private final OldWorkers oldWorkers;
  private final Supplier<Instant> clock;
  private final Duration pollInterval;
  private final StartConfig config;
  private final Map<ServerRef, Examination> examinations = new ConcurrentHashMap<>();
  private final Map<ServerRef, Optional<Quiet>> quiets = new ConcurrentHashMap<>();

  /// @param lowest the lowest health seen since the examination began
  /// @param last what the last check said whose result was seen
  private record Examination(
      RunningProcess.Incarnation incarnation, OptionalLong lowest, String last) {
    Examination with(ServerSight sight) {
      Check check = sight.stat().check();
      return new Examination(
          incarnation, RuntimeBalancer.lowest(lowest, sight), said(check).orElse(last));
    }

    /// Checks that end at their timeout follow each other at once, so that one is always running:
    /// what HAProxy keeps of the last one has to do then, unless it may be of the container before.
    private Optional<String> said(Check check) {
      boolean nothingElse = last.equals(NO_RESULT) && check.unproven();
      return check.running() && !nothingElse ? Optional.empty() : Optional.of(check.words());
    }
  }

  /// The same for an HAProxy whose config is not Ballast's to write.
  public RuntimeBalancer(
      String host,
      BackendName backend,
      RuntimeTransport worker,
      Optional<RuntimeTransport> master,
      Supplier<Instant> clock,
      Duration pollInterval) {
    this(host, backend, worker, master, clock, pollInterval, StartConfig.OTHERS);
  }

  /// @param master the master's socket, where there is one: it alone shows workers that a reload
  ///   left behind
  public RuntimeBalancer(
      String host,
      BackendName backend,
      RuntimeTransport worker,
      Optional<RuntimeTransport> master,
      Supplier<Instant> clock,
      Duration pollInterval,
      StartConfig config) {
    this.host = host;
    this.backend = backend;
    this.worker = worker;
    this.oldWorkers = new OldWorkers(backend, master, PATIENCE);
    this.clock = clock;
    this.pollInterval = pollInterval;
    this.config = config;
  }

  @Override
  public View read() throws CallFailed, InterruptedException {
    Sighting sighting = look();
    List<ServerView> servers = servers(sighting, backend);
    return new View(
        worker(sighting.process()),
        servers,
        sighting
            .stat()
            .backend(backend)
            .map(ServerViews::ofBackend)
            .orElse(ballast.model.Counters.NONE));
  }

  /// The servers of a backend of this HAProxy; none where the process that runs does not have it.
  ///
  /// @throws CallFailed when they cannot be read
  public List<ServerView> servers(BackendName any) throws CallFailed, InterruptedException {
    return servers(ask(Batch.lookAtAll()), any);
  }

  /// The cookie that leads clients to the server that they had before, one in drain too; nothing
  /// where there is none. Stick tables do the same, and show nowhere as what they are.
  ///
  /// @throws CallFailed when it cannot be read
  Optional<String> cookie() throws CallFailed, InterruptedException {
    return look().stat().backend(backend).flatMap(BackendStat::cookie);
  }

  /// Which servers of these backends serve, by one look; none of a backend that the process that
  /// runs does not have.
  ///
  /// @throws CallFailed when that cannot be read
  public Standing standing(Set<BackendName> backends) throws CallFailed, InterruptedException {
    Sighting sighting = ask(Batch.lookAtAll());
    var serving = new TreeSet<String>();
    var unproven = new TreeSet<String>();
    var down = new TreeMap<String, String>();
    for (ServerState state : sighting.states()) {
      if (!backends.contains(state.ref().backend())) {
        continue;
      }
      ServerSight sight = seen(sighting, state.ref());
      ServerView view = view(sight);
      String name = state.ref().toString();
      if (view.serving()) {
        serving.add(name);
      }
      if (sight.stat().check().unproven()) {
        unproven.add(name);
      }
      if (view.admission() == ballast.model.Admission.READY
          && view.up() == ServerView.Condition.DOWN) {
        down.put(name, view.check());
      }
    }
    return new Standing(worker(sighting.process()), serving, unproven, down);
  }

  private static HostView.Worker worker(RunningProcess process) {
    return new HostView.Worker(
        process.incarnation().pid(),
        process.incarnation().started().map(Instant::getEpochSecond).orElse(0L),
        process.version().toString());
  }

  private ServerView view(ServerSight sight) {
    return ServerViews.of(sight, config.left(sight.state()));
  }

  private List<ServerView> servers(Sighting sighting, BackendName of)
      throws CallFailed, InterruptedException {
    var servers = new ArrayList<ServerView>();
    for (ServerState state : sighting.states()) {
      if (state.ref().backend().equals(of)) {
        servers.add(view(seen(sighting, state.ref())));
      }
    }
    return servers;
  }

  @Override
  public void drain(String server) throws CallFailed, InterruptedException {
    ServerRef ref = ref(server);
    quiets.remove(ref);
    change(ref, "drain", sight -> sight.state().draining(), new SetState(ref, Admission.DRAIN));
  }

  @Override
  public Drained drained(String server) throws CallFailed, InterruptedException {
    ServerRef ref = ref(server);
    Sighting sighting = look();
    ServerSight sight = seen(sighting, ref);
    if (sight.state().admitted()) {
      drain(server);
      return new Drained.Unknown(
          "someone else, or a reload, gave the server its traffic back; it is drained anew");
    }
    return drained(ref, sighting, sight);
  }

  /// The same evidence, and nothing is changed: a server that has its traffic is not drained, but
  /// unknown.
  Drained inFlight(String server) throws CallFailed, InterruptedException {
    ServerRef ref = ref(server);
    Sighting sighting = look();
    return drained(ref, sighting, seen(sighting, ref));
  }

  private Drained drained(ServerRef ref, Sighting sighting, ServerSight sight)
      throws CallFailed, InterruptedException {
    var evidence = new ArrayList<Evidence>();
    evidence.add(evidence(ref, sighting, sight));
    evidence.addAll(oldWorkers(sighting.process(), ref));
    return switch (Evidence.together(evidence)) {
      case Evidence.Drained(var proof) -> new Drained.Empty(proof);
      case Evidence.Busy busy -> new Drained.Busy(busy.requests(), words(busy));
      case Evidence.Unknown(var why, var clears) -> new Drained.Unknown(why, clears);
    };
  }

  /// What a server has to do, for a person who asks. Unlike [#drained] it changes nothing.
  public Load load(String server) throws CallFailed, InterruptedException {
    ServerRef ref = ref(server);
    Sighting sighting = look();
    ServerSight sight = seen(sighting, ref);
    Streams streams =
        Evidence.idle(sight) ? new Streams.NotListed("no counter shows a request") : streams();
    var evidence = new ArrayList<Evidence>();
    evidence.add(
        Evidence.of(
            new Evidence.Look(
                sight, streams, Optional.empty(), clock.get(), Quiet.window(CONNECT_TIMEOUT))));
    evidence.addAll(oldWorkers(sighting.process(), ref));
    OptionalLong seconds = sight.stat().sinceChange();
    Optional<Duration> unchanged =
        seconds.isPresent()
            ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
            : Optional.empty();
    return switch (Evidence.together(evidence)) {
      case Evidence.Busy busy -> new Load(busy.requests(), busy.oldest(), unchanged);
      case Evidence.Drained _, Evidence.Unknown _ -> new Load(0, Optional.empty(), unchanged);
    };
  }

  private static String words(Evidence.Busy busy) {
    return "%d request%s in flight%s%s"
        .formatted(
            busy.requests(),
            busy.requests() == 1 ? "" : "s",
            busy.queued() > 0 ? ", %d of them queued".formatted(busy.queued()) : "",
            busy.oldest().map(age -> ", the oldest for " + age.toSeconds() + " s").orElse(""));
  }

  private Evidence evidence(ServerRef ref, Sighting sighting, ServerSight sight)
      throws InterruptedException {
    Instant now = clock.get();
    Optional<Quiet> quiet =
        Quiet.after(
            quiets.getOrDefault(ref, Optional.empty()),
            sighting.process().incarnation(),
            sight,
            now);
    quiets.put(ref, quiet);
    // The list is long on a busy HAProxy, and proves something only when nothing else shows a
    // request.
    Streams streams =
        Evidence.idle(sight)
            ? streams()
            : new Streams.NotListed("not asked for while counters show requests");
    return Evidence.of(
        new Evidence.Look(sight, streams, quiet, now, Quiet.window(CONNECT_TIMEOUT)));
  }

  private List<Evidence> oldWorkers(RunningProcess process, ServerRef ref)
      throws CallFailed, InterruptedException {
    try {
      return oldWorkers.evidence(process, ref);
    } catch (IOException failure) {
      throw failed(
          RuntimeProblem.failure(new RuntimeCommand.ShowProc().line(), failure), Effect.NONE);
    }
  }

  private Streams streams() throws InterruptedException {
    try {
      return new Streams.Listed(
          Session.parse(worker.ask(new RuntimeCommand.ShowSessions().request(), PATIENCE)));
    } catch (IOException unreadable) {
      return new Streams.NotListed("'show sess' could not be read: " + unreadable.getMessage());
    }
  }

  @Override
  public void fence(String server) throws CallFailed, InterruptedException {
    ServerRef ref = ref(server);
    ServerSight sight =
        change(
            ref,
            "maintenance",
            seen -> seen.state().maintenanceByCommand(),
            new SetState(ref, Admission.MAINT));
    for (int purge = 0; idle(sight) && purge < MOST_PURGES; purge++) {
      sight =
          change(
              ref,
              "maintenance",
              seen -> seen.state().maintenanceByCommand(),
              new SetState(ref, Admission.DRAIN),
              new SetState(ref, Admission.MAINT));
    }
  }

  @Override
  public void hangUp(String server) throws CallFailed, InterruptedException {
    ServerRef ref = ref(server);
    if (seen(look(), ref).stat().tcp()) {
      ask(Batch.of(backend, new RuntimeCommand.ShutdownSessions(ref)));
    }
  }

  private static boolean idle(ServerSight sight) {
    return sight.connections().filter(connections -> connections.idle() > 0).isPresent();
  }

  @Override
  public void examine(String server) throws CallFailed, InterruptedException {
    ServerRef ref = ref(server);
    Sighting sighting =
        changed(
            ref,
            "examination",
            sight ->
                sight.state().draining()
                    && sight.state().operation() == ServerState.Operation.STOPPED,
            new SetState(ref, Admission.DRAIN),
            new SetHealth(ref, Health.DOWN));
    examinations.put(
        ref,
        new Examination(
            sighting.process().incarnation(),
            lowest(OptionalLong.empty(), seen(sighting, ref)),
            NO_RESULT));
  }

  @Override
  public Balancer.Proof proof(String server) throws CallFailed, InterruptedException {
    ServerRef ref = ref(server);
    Sighting sighting = look();
    ServerSight sight = seen(sighting, ref);
    Examination examination = examinations.get(ref);
    boolean sameProcess =
        examination != null && examination.incarnation().equals(sighting.process().incarnation());
    if (examination == null || !sameProcess || sight.state().admitted()) {
      return new Balancer.Proof.Forgotten();
    }
    Examination now = examination.with(sight);
    examinations.put(ref, now);
    return switch (ballast.haproxy.Proof.of(sight.state(), sight.stat(), now.lowest())) {
      case ballast.haproxy.Proof.Proven _ -> new Balancer.Proof.Proven();
      case ballast.haproxy.Proof.NotYet(var why) -> new Balancer.Proof.NotYet(now.last());
      case ballast.haproxy.Proof.Impossible(var why) ->
          throw new CallFailed(
              new Problem(
                  "%s on %s can never be proven healthy".formatted(ref, host),
                  why,
                  "give the server 'check inter 1s rise 2 fall 3' in HAProxy's config"),
              Effect.NONE);
    };
  }

  @Override
  public void admit(String server, int weight) throws CallFailed, InterruptedException {
    ServerRef ref = ref(server);
    boolean sameWeight = seen(look(), ref).state().userWeight() == weight;
    Change ready = new SetState(ref, Admission.READY);
    // A static algorithm refuses weights, even the one it has.
    Change[] changes =
        sameWeight ? new Change[] {ready} : new Change[] {new SetWeight(ref, weight), ready};
    change(
        ref,
        "ready",
        sight -> sight.state().admitted() && sight.state().userWeight() == weight,
        changes);
    examinations.remove(ref);
    quiets.remove(ref);
  }

  @Override
  public void prepare() throws CallFailed, InterruptedException {
    config.look();
  }

  @Override
  public void remember(String server, Start start) throws CallFailed, InterruptedException {
    config.set(new ServerName(server), start);
  }

  @Override
  public Duration pollInterval() {
    return pollInterval;
  }

  /// What would make a rollout at this HAProxy unsafe or unprovable; reads only.
  public List<Finding> lint(List<String> servers, Expected.Proving proving)
      throws CallFailed, InterruptedException {
    var expected = new Expected(backend, servers.stream().map(ServerName::new).toList(), proving);
    return Lint.of(expected, ask(Batch.lookAtAll()));
  }

  private ServerSight change(
      ServerRef ref, String wished, Predicate<ServerSight> asWished, Change... changes)
      throws CallFailed, InterruptedException {
    return seen(changed(ref, wished, asWished, changes), ref);
  }

  private Sighting changed(
      ServerRef ref, String wished, Predicate<ServerSight> asWished, Change... changes)
      throws CallFailed, InterruptedException {
    Sighting sighting = ask(Batch.of(backend, changes));
    if (!asWished.test(seen(sighting, ref))) {
      // From 2.9 on some changes are carried out a moment after the answer.
      sighting = look();
    }
    ServerSight sight = seen(sighting, ref);
    if (!asWished.test(sight)) {
      throw new CallFailed(
          new Problem(
              "%s on %s did not go into %s".formatted(ref, host, wished),
              "HAProxy took '%s' without objection, but then showed admin state %d, status %s"
                  .formatted(
                      Arrays.stream(changes)
                          .map(RuntimeCommand::line)
                          .collect(Collectors.joining("; ")),
                      sight.state().admin(),
                      sight.stat().status()),
              "see whether someone else, or an agent check, changes that server at the same time"),
          Effect.UNKNOWN);
    }
    return sighting;
  }

  private Sighting look() throws CallFailed, InterruptedException {
    return ask(Batch.look(backend));
  }

  private Sighting ask(Batch batch) throws CallFailed, InterruptedException {
    Effect ifLost = batch.changes().isEmpty() ? Effect.NONE : Effect.UNKNOWN;
    try {
      return switch (batch.read(worker.ask(batch.line(), PATIENCE))) {
        case Batch.Outcome.Accepted(var sighting) -> sighting;
        case Batch.Outcome.Refused(var problem, _) -> throw failed(problem, Effect.NONE);
      };
    } catch (IOException failure) {
      throw failed(RuntimeProblem.failure(batch.words(), failure), ifLost);
    }
  }

  private CallFailed failed(RuntimeProblem problem, Effect effect) {
    return new CallFailed(
        new Problem(host + ": " + problem.what(), problem.why(), problem.next()), effect);
  }

  private ServerSight seen(Sighting sighting, ServerRef ref) throws CallFailed {
    return sighting
        .server(ref)
        .orElseThrow(() ->
            new CallFailed(
                new Problem(
                    "%s is not in the HAProxy of %s".formatted(ref, host),
                    "backend '%s' there has %s"
                        .formatted(
                            backend,
                            sighting.states().stream()
                                .map(state -> state.ref().server().value())
                                .collect(Collectors.joining(", "))),
                    "compare `balancer: server` and `slots` in ballast.yml with HAProxy's config"),
                Effect.NONE));
  }

  /// The server as HAProxy's commands name it.
  String named(String server) {
    return ref(server).toString();
  }

  private ServerRef ref(String server) {
    return new ServerRef(backend, new ServerName(server));
  }

  private static OptionalLong lowest(OptionalLong before, ServerSight sight) {
    return ballast.haproxy.Proof.lowest(before, sight.stat());
  }
}
