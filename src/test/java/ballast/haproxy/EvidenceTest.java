package ballast.haproxy;

import static ballast.haproxy.Sights.NOON;
import static ballast.haproxy.Sights.draining;
import static ballast.haproxy.Sights.look;
import static ballast.haproxy.Sights.stream;
import static ballast.haproxy.Sights.streams;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.Evidence.Busy;
import ballast.haproxy.Evidence.Drained;
import ballast.haproxy.Evidence.Unknown;
import ballast.haproxy.RunningProcess.Incarnation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// DRAINED: no container is stopped while any worker holds a request for it.
class EvidenceTest {
  private static final String VERSIONS = "ballast.haproxy.Recording#versions";
  private static final Duration WINDOW = Duration.ofMillis(1200);
  private static final Incarnation WORKER = new Incarnation(7, Optional.of(NOON));
  private static final Streams NOT_PERMITTED =
      new Streams.NotListed("'show sess' is not permitted");

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aServerThatStillAnswersRequestsIsBusy(String version) throws Exception {
    ServerSight sight = recorded(version, "drain", "show-servers-state-drain", "show-servers-conn");
    Evidence evidence = Evidence.of(look(sight, recordedStreams(version, "show-sess-drain")));
    // By the time of 3.4.0's recording the requests had ended, only the connection row is older.
    if (version.startsWith("3.4")) {
      assertThat(evidence).isInstanceOf(Drained.class);
    } else {
      assertThat(evidence).isInstanceOf(Busy.class);
      if (evidence instanceof Busy busy) {
        assertThat(busy.requests()).isPositive();
        assertThat(busy.oldest()).isPresent();
      }
    }
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aDrainedServerIsKnownAtOnce(String version) {
    ServerSight sight =
        recorded(version, "drained", "show-servers-state-drain", "show-servers-conn-drained");
    assertThat(Evidence.of(look(sight, streams()))).isInstanceOf(Drained.class);
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aServerInMaintenanceIsJudgedLikeOneInDrain(String version) {
    ServerSight sight =
        recorded(version, "maint", "show-servers-state-maint", "show-servers-conn-drained");
    assertThat(Evidence.of(look(sight, streams()))).isInstanceOf(Drained.class);
    assertThat(Evidence.of(look(sight, streams(stream("pxApp_1", "3s"))))).isInstanceOf(Busy.class);
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aServerThatIsOpenIsNeverDrainedHoweverIdle(String version) {
    for (String open : new String[] {"ready", "weight-zero"}) {
      ServerSight sight =
          recorded(version, open, "show-servers-state", "show-servers-conn-drained");
      assertThat(Evidence.of(look(sight, streams()))).as(open).isInstanceOf(Unknown.class);
    }
  }

  @Test
  void anOldWorkerWhereNothingCanBeClosedIsBusyAndThenUnknownButNeverDrained() {
    ServerState open = Sights.state(2, 0, 4, 6);
    ServerSight idle = new ServerSight(open, draining("0", "0", 5).stat(), Optional.empty());
    assertThat(Evidence.of(look(idle, streams(stream("s1", "2s"))))).isInstanceOf(Busy.class);
    assertThat(Evidence.of(look(idle, streams()))).isInstanceOf(Unknown.class);
  }

  @Test
  void aStreamThatWaitsToTryAgainIsBusyAlthoughEveryCounterIsZero() {
    Evidence evidence =
        Evidence.of(look(draining("0", "0", 5), streams(stream("s1", "2s"), stream("s1", "1m4s"))));
    assertThat(evidence).isInstanceOf(Busy.class);
    if (evidence instanceof Busy busy) {
      assertThat(busy.requests()).isEqualTo(2);
      assertThat(busy.oldest()).hasValue(Duration.ofSeconds(64));
    }
  }

  @Test
  void streamsOfOtherServersDoNotMatter() {
    assertThat(Evidence.of(look(draining("0", "0", 5), streams(stream("s2", "2s")))))
        .isInstanceOf(Drained.class);
  }

  @Test
  void requestsInFlightQueuedAndConnectionsInUseAreEachBusy() {
    assertThat(Evidence.of(look(draining("1", "0", 5), streams()))).isInstanceOf(Busy.class);
    assertThat(Evidence.of(look(draining("0", "2", 5), streams())))
        .isInstanceOfSatisfying(
            Busy.class,
            busy -> {
              assertThat(busy.queued()).isEqualTo(2);
              assertThat(busy.requests()).isEqualTo(2);
            });
    ServerSight idle = draining("0", "0", 5);
    ServerSight inUse =
        new ServerSight(idle.state(), idle.stat(), Optional.of(Sights.connections(1)));
    assertThat(Evidence.of(look(inUse, streams()))).isInstanceOf(Busy.class);
  }

  @Test
  void aMissingFigureIsNotAZero() {
    assertThat(Evidence.of(look(draining("", "0", 5), streams()))).isInstanceOf(Unknown.class);
    assertThat(Evidence.of(look(draining("0", "", 5), streams()))).isInstanceOf(Unknown.class);
    assertThat(Evidence.of(look(draining("", "", 5), streams(stream("s1", "1s")))))
        .isInstanceOf(Busy.class);
  }

  @Test
  void withoutTheListTheCountersMustStandStillForTheWholeWindow() {
    ServerSight idle = draining("0", "0", 5);
    Optional<Quiet> quiet = Quiet.after(Optional.empty(), WORKER, idle, NOON);
    assertThat(later(idle, quiet, 0)).isInstanceOf(Unknown.class);
    assertThat(later(idle, quiet, 1199)).isInstanceOf(Unknown.class);
    assertThat(later(idle, quiet, 1200)).isInstanceOf(Drained.class);
    assertThat(later(idle, Optional.empty(), 5000)).isInstanceOf(Unknown.class);
    assertThat(later(draining("0", "0", 6), quiet, 5000))
        .as("the counters moved meanwhile")
        .isInstanceOf(Unknown.class);
  }

  @Test
  void quietBeginsAnewWithEveryTryEveryRequestAndEveryReload() {
    ServerSight idle = draining("0", "0", 5);
    Optional<Quiet> quiet = Quiet.after(Optional.empty(), WORKER, idle, NOON);
    Instant later = NOON.plusSeconds(1);
    assertThat(Quiet.after(quiet, WORKER, idle, later)).isEqualTo(quiet);
    assertThat(Quiet.after(quiet, WORKER, draining("0", "0", 6), later).orElseThrow().since())
        .isEqualTo(later);
    assertThat(Quiet.after(quiet, WORKER, draining("1", "0", 5), later)).isEmpty();
    var reloaded = new Incarnation(7, Optional.of(NOON.plusSeconds(1)));
    assertThat(Quiet.after(quiet, reloaded, idle, later).orElseThrow().since()).isEqualTo(later);
  }

  @Test
  void theWindowIsLongerThanThePauseBetweenTwoTries() {
    assertThat(Quiet.window(Duration.ofSeconds(5))).isEqualTo(WINDOW);
    assertThat(Quiet.window(Duration.ofMillis(100))).isEqualTo(WINDOW);
  }

  @Test
  void aStreamThatHaproxyDoesNotPlaceMakesTheListIncomplete() {
    Streams unplaced = streams("0x2: proto=? ts=00 epoch=0 age=4s calls=1");
    ServerSight idle = draining("0", "0", 5);
    assertThat(Evidence.of(look(idle, unplaced)))
        .isInstanceOfSatisfying(Unknown.class, u -> assertThat(u.why()).contains("show sess"));
    Optional<Quiet> quiet = Quiet.after(Optional.empty(), WORKER, idle, NOON);
    assertThat(Evidence.of(new Evidence.Look(idle, unplaced, quiet, NOON.plusMillis(1500), WINDOW)))
        .isInstanceOf(Drained.class);
  }

  @Test
  void everyWorkerMustBeDrained() {
    Evidence drained = new Drained("nothing there");
    Evidence busy = new Busy(1, 0, Optional.of(Duration.ofSeconds(9)), "old worker");
    Evidence unknown = new Unknown("no answer");
    assertThat(Evidence.together(List.of(drained, drained))).isInstanceOf(Drained.class);
    assertThat(Evidence.together(List.of(drained, unknown))).isInstanceOf(Unknown.class);
    assertThat(Evidence.together(List.of(unknown, busy, drained, busy)))
        .isInstanceOfSatisfying(Busy.class, sum -> assertThat(sum.requests()).isEqualTo(2));
    assertThat(Evidence.together(List.of())).isInstanceOf(Unknown.class);
  }

  @Test
  void whatIsUnknownForGoodIsNotClearedByTime() {
    Evidence soon = new Unknown("young", Duration.ofSeconds(9));
    Evidence later = new Unknown("younger", Duration.ofSeconds(40));
    assertThat(Evidence.together(List.of(soon, later)))
        .isEqualTo(new Unknown("young; younger", Duration.ofSeconds(40)));
    assertThat(Evidence.together(List.of(soon, new Unknown("no answer"))))
        .isEqualTo(new Unknown("young; no answer"));
  }

  private static Evidence later(ServerSight sight, Optional<Quiet> quiet, long millis) {
    return Evidence.of(
        new Evidence.Look(sight, NOT_PERMITTED, quiet, NOON.plusMillis(millis), WINDOW));
  }

  private static ServerSight recorded(String version, String stat, String state, String conn) {
    try {
      return new ServerSight(
          Recording.state(version, state, Recording.FIRST),
          Recording.stat(version, stat, Recording.FIRST),
          ServerConn.find(ServerConn.parse(Recording.answer(version, conn)), Recording.FIRST));
    } catch (UnreadableReply e) {
      throw new AssertionError(e);
    }
  }

  private static Streams recordedStreams(String version, String name) throws UnreadableReply {
    return new Streams.Listed(Session.parse(Recording.answer(version, name)));
  }
}
