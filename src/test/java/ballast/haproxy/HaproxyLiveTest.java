package ballast.haproxy;

import static ballast.haproxy.LiveHaproxy.PATIENCE;
import static ballast.haproxy.LiveHaproxy.server;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.Evidence.Busy;
import ballast.haproxy.Evidence.Drained;
import ballast.haproxy.Proof.Proven;
import ballast.haproxy.RuntimeCommand.OnWorker;
import ballast.haproxy.RuntimeCommand.Reload;
import ballast.haproxy.RuntimeCommand.SetHealth;
import ballast.haproxy.RuntimeCommand.SetState;
import ballast.haproxy.RuntimeCommand.SetWeight;
import ballast.haproxy.RuntimeCommand.ShowSessions;
import ballast.haproxy.RuntimeCommand.ShutdownSessions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The protocol against a real HAProxy with three containers under requests that are never
/// repeated.
@Timeout(90)
class HaproxyLiveTest {
  private final List<Container> containers = new ArrayList<>();
  private @Nullable LiveHaproxy started;

  @BeforeEach
  void start() throws Exception {
    var haproxy = LiveHaproxy.withSlots(3);
    started = haproxy;
    for (int port : haproxy.slots) {
      containers.add(Container.ready(port));
    }
    until("all servers up", () -> active(haproxy) == 3);
  }

  @AfterEach
  void stop() throws Exception {
    containers.forEach(Container::close);
    haproxy().stop();
  }

  @Test
  void aSlotGoesItsWholeWayWithoutLosingARequest() throws Exception {
    LiveHaproxy haproxy = haproxy();
    ServerRef first = server(1);
    try (var client = new Client(haproxy.port)) {
      Future<?> load = client.keepSending();
      List<Future<String>> slow = holdOne(() -> client.send("/slow"));

      Sighting draining = haproxy.accepted(new SetState(first, Admission.DRAIN));
      assertThat(draining.server(first).orElseThrow().state().draining()).isTrue();
      assertThat(evidence(first)).isInstanceOf(Busy.class);
      containers.forEach(Container::answerSlowRequests);
      until("drained", () -> evidence(first) instanceof Drained);
      assertThat(containers.getFirst().holdsSlowRequest()).isFalse();
      for (Future<String> answer : slow) {
        assertThat(answer.get()).contains(" 200 ");
      }

      haproxy.accepted(new SetState(first, Admission.MAINT));
      until("the pool is empty", () -> connections(first).idle() == 0);
      assertThat(evidence(first)).isInstanceOf(Drained.class);

      containers.getFirst().close();
      Container replacement = Container.booting(haproxy.slots.getFirst());
      containers.set(0, replacement);
      prove(first, replacement);

      Sighting ready =
          haproxy.accepted(
              new SetWeight(first, ManagedConfig.WEIGHT), new SetState(first, Admission.READY));
      assertThat(ready.server(first).orElseThrow().state().admitted()).isTrue();
      assertThat(ready.server(first).orElseThrow().stat().status()).isEqualTo("UP");
      assertThat(active(haproxy)).isEqualTo(3);
      until("the new container serves", () -> replacement.answered() > 10);
      assertThat(client.sent()).isGreaterThan(50);
      assertThat(load.isDone()).as("still sending").isFalse();
      assertThat(client.lost()).isEmpty();
    }
  }

  /// What answers 503 while it boots is never proven; what is proven has full health.
  private void prove(ServerRef first, Container replacement) throws Exception {
    Sighting unproven =
        haproxy().accepted(new SetState(first, Admission.DRAIN), new SetHealth(first, Health.DOWN));
    ServerSight sight = unproven.server(first).orElseThrow();
    OptionalLong lowest = Proof.lowest(OptionalLong.empty(), sight.stat());
    assertThat(lowest).hasValue(0);
    // The first check comes up to 1 s after maintenance: its timer went on ticking meanwhile.
    until(
        "a check has failed",
        () -> {
          Proof proof = proof(first, lowest);
          assertThat(proof).isInstanceOf(Proof.NotYet.class);
          return proof.toString().contains("503");
        });
    assertThat(replacement.answered()).as("requests before the proof").isZero();
    replacement.becomeReady();
    until("proven", () -> proof(first, lowest) instanceof Proven);
    assertThat(replacement.answered()).as("requests before the proof").isZero();
  }

  @Test
  void aRequestInAnOldWorkerIsSeenThroughTheMaster() throws Exception {
    LiveHaproxy haproxy = haproxy();
    ServerRef first = server(1);
    try (var client = new Client(haproxy.port)) {
      List<Future<String>> slow = holdOne(() -> client.send("/slow"));
      RunningProcess before = haproxy.accepted().process();
      reload();
      until("a new worker", () -> !haproxy.proc().workers().contains(before.incarnation().pid()));
      until(
          "it answers",
          () -> !haproxy.accepted().process().incarnation().equals(before.incarnation()));

      long old = before.incarnation().pid();
      assertThat(haproxy.proc().oldWorkers()).containsExactly(old);
      haproxy.accepted(new SetState(first, Admission.DRAIN));
      Evidence inNew = evidence(first);
      Evidence inOld = evidenceIn(old, first);
      assertThat(inNew).isInstanceOf(Drained.class);
      assertThat(inOld).isInstanceOf(Busy.class);
      assertThat(Evidence.together(List.of(inNew, inOld))).isInstanceOf(Busy.class);
      containers.forEach(Container::answerSlowRequests);
      for (Future<String> answer : slow) {
        assertThat(answer.get()).contains(" 200 ");
      }
      until("the old worker has ended", () -> haproxy.proc().oldWorkers().isEmpty());
      Batch look = Batch.look(LiveHaproxy.APP);
      assertThat(look.read(haproxy.master.ask(look.lineOn(old), PATIENCE)))
          .isInstanceOfSatisfying(
              Batch.Outcome.Refused.class,
              refused ->
                  assertThat(refused.problem()).isInstanceOf(RuntimeProblem.NoSuchWorker.class));
    }
  }

  @Test
  void whatCannotBeWaitedForCanBeCutAndIsCounted() throws Exception {
    LiveHaproxy haproxy = haproxy();
    try (var client = new Client(haproxy.port)) {
      List<Future<String>> slow = holdOne(() -> client.post("/slow"));
      haproxy.accepted(new SetState(server(1), Admission.MAINT));
      assertThat(evidence(server(1)))
          .isInstanceOfSatisfying(Busy.class, busy -> assertThat(busy.requests()).isEqualTo(1));
      haproxy.accepted(new ShutdownSessions(server(1)));
      until("cut", () -> evidence(server(1)) instanceof Drained);
      containers.forEach(Container::answerSlowRequests);
      int lost = 0;
      for (Future<String> answer : slow) {
        lost += answer.get().contains(" 200 ") ? 0 : 1;
      }
      assertThat(lost).isEqualTo(1);
    }
  }

  /// Sends slow requests, one by one, until the first container holds one of them, and no other.
  private List<Future<String>> holdOne(Supplier<Future<String>> request) {
    var sent = new ArrayList<Future<String>>();
    while (!containers.getFirst().holdsSlowRequest()) {
      sent.add(request.get());
      until(
          "a container holds it",
          () -> containers.stream().mapToInt(Container::slowRequests).sum() == sent.size());
    }
    return sent;
  }

  private void reload() throws InterruptedException {
    try {
      String reply = haproxy().master.ask(new Reload().request(), PATIENCE);
      assertThat(ReloadReport.parse(reply)).isNotInstanceOf(ReloadReport.Failed.class);
    } catch (IOException cut) {
      // Up to 2.6 the master cuts the connection instead of answering.
    }
  }

  private Evidence evidence(ServerRef server) throws IOException, InterruptedException {
    LiveHaproxy haproxy = haproxy();
    ServerSight sight = haproxy.accepted().server(server).orElseThrow();
    String sessions = haproxy.admin.ask(new ShowSessions().line(), PATIENCE);
    return evidence(sight, sessions);
  }

  private Evidence evidenceIn(long worker, ServerRef server)
      throws IOException, InterruptedException {
    LiveHaproxy haproxy = haproxy();
    Sighting sighting = haproxy.seenBy(worker, new SetState(server, Admission.DRAIN));
    assertThat(sighting.process().life()).isEqualTo(RunningProcess.Life.STOPPING);
    var sessions = new OnWorker(worker, List.of(new ShowSessions()));
    return evidence(
        sighting.server(server).orElseThrow(), haproxy.master.ask(sessions.request(), PATIENCE));
  }

  private static Evidence evidence(ServerSight sight, String sessions) throws UnreadableReply {
    return Evidence.of(
        new Evidence.Look(
            sight,
            new Streams.Listed(Session.parse(sessions)),
            Optional.empty(),
            Instant.now(),
            Quiet.window(Duration.ofSeconds(2))));
  }

  private Proof proof(ServerRef server, OptionalLong lowest)
      throws IOException, InterruptedException {
    ServerSight sight = haproxy().accepted().server(server).orElseThrow();
    return Proof.of(sight.state(), sight.stat(), lowest);
  }

  private ServerConn connections(ServerRef server) throws IOException, InterruptedException {
    return haproxy().accepted().server(server).orElseThrow().connections().orElseThrow();
  }

  private static long active(LiveHaproxy haproxy) throws IOException, InterruptedException {
    Sighting sighting = haproxy.accepted();
    boolean checked =
        sighting.stat().servers().stream()
            .allMatch(server -> server.check().health().equals(server.check().fullHealth()));
    BackendStat app = sighting.stat().backend(LiveHaproxy.APP).orElseThrow();
    return checked ? app.activeServers().orElseThrow() : 0;
  }

  private static void until(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        // During a reload the master refuses, resets or cuts connections for a moment.
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(condition);
  }

  private LiveHaproxy haproxy() {
    return Objects.requireNonNull(started, "started before each test");
  }
}
