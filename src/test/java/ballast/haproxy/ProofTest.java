package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.Proof.Impossible;
import ballast.haproxy.Proof.NotYet;
import ballast.haproxy.Proof.Proven;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// PROVEN: no slot gets traffic before HAProxy's check has passed in full since its container
/// started.
class ProofTest {
  private static final String VERSIONS = "ballast.haproxy.Recording#versions";
  private static final int RUNNING = 2;
  private static final int STOPPED = 0;
  private static final int DRAIN = 8;
  private static final int CHECKED = 6;

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void theRecordedWayToProofIsSeenStepByStep(String version) {
    ServerStat unproven = Recording.stat(version, "unproven", Recording.FIRST);
    ServerState stopped = Sights.state(STOPPED, DRAIN, 0, CHECKED);
    OptionalLong lowest = Proof.lowest(OptionalLong.empty(), unproven);
    assertThat(lowest).hasValue(0);
    assertThat(Proof.of(stopped, unproven, lowest))
        .isInstanceOfSatisfying(
            NotYet.class, notYet -> assertThat(notYet.why()).contains("health 0 of 4", "L7OK/200"));

    ServerStat full = Recording.stat(version, "proven", Recording.FIRST);
    ServerState running = Recording.state(version, "show-servers-state-proven", Recording.FIRST);
    lowest = Proof.lowest(lowest, full);
    assertThat(lowest).hasValue(0);
    assertThat(Proof.of(running, full, lowest)).isInstanceOf(Proven.class);
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aFullHealthThatWasNeverSeenLowerIsTheOldContainers(String version) {
    ServerStat full = Recording.stat(version, "drain", Recording.FIRST);
    ServerState running = Recording.state(version, "show-servers-state-drain", Recording.FIRST);
    OptionalLong lowest = Proof.lowest(OptionalLong.empty(), full);
    assertThat(Proof.of(running, full, lowest))
        .isInstanceOfSatisfying(
            NotYet.class, notYet -> assertThat(notYet.why()).contains("container before"));
    assertThat(Proof.of(running, full, OptionalLong.empty())).isInstanceOf(NotYet.class);
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void maintenanceProvesNothingAndAFailedCheckSaysWhy(String version) {
    assertThat(
            Proof.of(
                Recording.state(version, "show-servers-state-maint", Recording.FIRST),
                Recording.stat(version, "maint", Recording.FIRST),
                OptionalLong.of(0)))
        .isInstanceOf(NotYet.class);
    assertThat(
            Proof.of(
                Sights.state(STOPPED, 0, 0, CHECKED),
                Recording.stat(version, "all-down", Recording.FIRST),
                OptionalLong.of(0)))
        .isInstanceOfSatisfying(
            NotYet.class,
            notYet -> assertThat(notYet.why()).contains("L4CON", "Connection refused"));
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aServerWithoutCheckCanNeverBeProven(String version) throws Exception {
    ServerStat stat =
        Stat.parse(Recording.answer(version, "show-stat"))
            .server(ServerRef.of("plain", "nocheck"))
            .orElseThrow();
    assertThat(Proof.of(Sights.state(RUNNING, DRAIN, 1, 0), stat, OptionalLong.of(0)))
        .isInstanceOf(Impossible.class);
  }

  /// rise 2, fall 3: full is 4.
  @ParameterizedTest
  @CsvSource({
    // status, health in stat, operation, health in state, check bits, lowest, proven
    "DRAIN,     4, 2, 4, 6,  0, true",
    "UP,        4, 2, 4, 6,  0, true",
    "UP,        4, 2, 4, 6,  2, true",
    "DRAIN,     4, 2, 4, 7,  3, true", // a check is under way: bit 1
    "DRAIN 1/3, 2, 2, 2, 6,  0, false", // out of maintenance, unproven
    "UP 2/3,    3, 2, 3, 6,  0, false", // failing
    "DOWN 1/2,  1, 0, 1, 6,  0, false",
    "DRAIN,     4, 2, 3, 6,  0, false", // the two views disagree
    "DRAIN,     3, 2, 4, 6,  0, false",
    "DRAIN,     4, 1, 4, 6,  0, false", // slow start
    "DRAIN,     4, 3, 4, 6,  0, false", // stopping
    "NOLB,      4, 2, 4, 6,  0, false",
    "DRAIN,     4, 2, 4, 14, 0, false", // paused
    "DRAIN,     4, 2, 4, 2,  0, false", // configured, not enabled
    "DRAIN,     4, 2, 4, 6,  4, false", // never seen lower
  })
  void onlyAFullFreshSettledHealthIsProof(
      String status,
      int health,
      int operation,
      int stateHealth,
      int check,
      int lowest,
      boolean proven) {
    ServerStat stat =
        Sights.stat(
                "status,check_status,check_code,check_rise,check_fall,check_health",
                "app,s1,2,%s,L7OK,200,2,3,%d,\n".formatted(status, health))
            .servers()
            .getFirst();
    Proof proof =
        Proof.of(Sights.state(operation, DRAIN, stateHealth, check), stat, OptionalLong.of(lowest));
    assertThat(proof instanceof Proven).as(proof.toString()).isEqualTo(proven);
  }

  @Test
  void aFallOfOneAndATrackingServerCanNeverBeProven() {
    Stat fallOne =
        Sights.stat("status,check_rise,check_fall,check_health", "app,s1,2,DRAIN,1,1,1,\n");
    Stat tracking = Sights.stat("status,tracked", "app,s1,2,DRAIN,other/s9,\n");
    ServerState state = Sights.state(RUNNING, DRAIN, 1, CHECKED);
    for (Stat stat : new Stat[] {fallOne, tracking}) {
      assertThat(Proof.of(state, stat.servers().getFirst(), OptionalLong.of(0)))
          .isInstanceOf(Impossible.class);
    }
  }

  @Test
  void checkFiguresThatAreNotToldProveNothing() {
    Stat stat = Sights.stat("status,check_rise", "app,s1,2,DRAIN,2,\n");
    assertThat(
            Proof.of(
                Sights.state(RUNNING, DRAIN, 4, CHECKED),
                stat.servers().getFirst(),
                OptionalLong.of(0)))
        .isInstanceOf(NotYet.class);
  }
}
