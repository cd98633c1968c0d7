package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.ServerState.Operation;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every parser on what HAProxy 2.6 to 3.4 really answered.
class RecordedRepliesTest {
  private static final String VERSIONS = "ballast.haproxy.Recording#versions";

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void theProcessThatAnsweredIsKnownByVersionPidAndStart(String version) throws Exception {
    RunningProcess process = RunningProcess.parse(Recording.answer(version, "show-info"));
    assertThat(process.version().text()).startsWith(version);
    assertThat(process.incarnation().pid()).isPositive();
    assertThat(process.incarnation().started()).isPresent();
    assertThat(process.life()).isEqualTo(RunningProcess.Life.SERVING);
    assertThat(process.uptime()).isEqualTo(Duration.ofSeconds(2));
    assertThat(process.nbproc()).isEqualTo(1);
    assertThat(process.maxconn()).hasValue(1000);
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aReloadIsSeenByItsNewIncarnation(String version) throws Exception {
    RunningProcess before = RunningProcess.parse(Recording.answer(version, "show-info"));
    RunningProcess after =
        RunningProcess.parse(Recording.answer(version, "show-info-after-reload"));
    assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aServersRowTellsItsTrafficItsCheckAndItsAddress(String version) throws Exception {
    Stat stat = Stat.parse(Recording.answer(version, "show-stat"));
    ServerStat server = stat.server(Recording.SECOND).orElseThrow();
    assertThat(server.status()).isEqualTo("UP");
    assertThat(server.weight()).hasValue(100);
    assertThat(server.traffic().current().getAsLong()).isPositive();
    assertThat(server.traffic().queued()).hasValue(0);
    assertThat(server.traffic().limit()).as("no maxconn: the cell is empty, not 0").isEmpty();
    assertThat(server.traffic().total().getAsLong()).isGreaterThan(30);
    assertThat(server.responses().success().getAsLong()).isGreaterThan(30);
    assertThat(server.check().status()).hasValue("L7OK");
    assertThat(server.check().code()).hasValue(200);
    assertThat(server.check().health()).isEqualTo(OptionalLong.of(4));
    assertThat(server.check().fullHealth()).isEqualTo(OptionalLong.of(4));
    assertThat(server.address()).hasValue("127.0.0.1:21082");
    assertThat(server.mode()).hasValue("http");
    assertThat(server.tracked()).isEmpty();
    assertThat(server.usedConnections()).isPresent();
    assertThat(server.idleConnections()).isPresent();
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aServerWithoutCheckHasNoCheckFiguresRatherThanZeros(String version) throws Exception {
    Stat stat = Stat.parse(Recording.answer(version, "show-stat"));
    ServerStat server = stat.server(ServerRef.of("plain", "nocheck")).orElseThrow();
    assertThat(server.status()).isEqualTo("no check");
    assertThat(server.check().health()).isEmpty();
    assertThat(server.check().fullHealth()).isEmpty();
    assertThat(server.check().status()).isEmpty();
    assertThat(server.responses().success()).as("tcp has no responses").isEmpty();
    assertThat(server.mode()).hasValue("tcp");
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void backendsAndFrontendsHaveTheirOwnRows(String version) throws Exception {
    Stat stat = Stat.parse(Recording.answer(version, "show-stat"));
    BackendStat app = stat.backend(Recording.APP).orElseThrow();
    assertThat(app.status()).isEqualTo("UP");
    assertThat(app.activeServers()).hasValue(3);
    assertThat(app.algorithm()).hasValue("roundrobin");
    assertThat(stat.backend(new BackendName("hashed")).orElseThrow().algorithm())
        .hasValue("source");
    assertThat(stat.frontends()).extracting(FrontendStat::name).containsExactly("http");
    assertThat(stat.servers()).hasSize(6);
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aRefusedConnectionOfTheCheckIsToldInWords(String version) {
    Check check = Recording.stat(version, "all-down", Recording.FIRST).check();
    assertThat(check.words()).startsWith("L4CON").contains("Connection refused");
    assertThat(check.health()).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void theAdministrativeStateIsReadFromItsBits(String version) {
    ServerState ready = Recording.state(version, "show-servers-state", Recording.FIRST);
    assertThat(ready.admitted()).isTrue();
    assertThat(ready.operation()).isEqualTo(Operation.RUNNING);
    assertThat(ready.checkConfigured()).isTrue();
    assertThat(ready.checkRunning()).isTrue();
    assertThat(ready.address() + ":" + ready.port()).isEqualTo("127.0.0.1:21081");

    ServerState drained = Recording.state(version, "show-servers-state-drain", Recording.FIRST);
    assertThat(drained.draining()).isTrue();
    assertThat(drained.inMaintenance()).isFalse();
    assertThat(drained.userWeight()).isEqualTo(100);

    ServerState maint = Recording.state(version, "show-servers-state-maint", Recording.FIRST);
    assertThat(maint.inMaintenance()).isTrue();
    assertThat(maint.operation()).isEqualTo(Operation.STOPPED);
    assertThat(maint.checkRunning()).as("checks pause in maintenance").isFalse();

    ServerState spare = Recording.state(version, "show-servers-state", Recording.SPARE);
    assertThat(spare.inMaintenance()).isTrue();
    assertThat(spare.disabledByConfiguration()).isTrue();
    assertThat(spare.closedSinceStart()).isTrue();
    assertThat(maint.closedSinceStart()).as("by command").isFalse();
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void connectionsAreReadByColumnName(String version) throws Exception {
    List<ServerConn> connections =
        ServerConn.parse(Recording.answer(version, "show-servers-conn-drained"));
    ServerConn server = ServerConn.find(connections, Recording.FIRST).orElseThrow();
    assertThat(server.used()).isZero();
    assertThat(server.idle()).isBetween(3L, 4L);
    assertThat(server.served().isPresent()).isEqualTo(version.startsWith("3.4"));
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void everyStreamIsListedWithWhereItGoesAndHowOldItIs(String version) throws Exception {
    String answer = Recording.answer(version, "show-sess");
    List<Session> sessions = Session.parse(answer);
    assertThat(sessions).hasSize((int) answer.lines().filter(line -> !line.isBlank()).count());
    assertThat(sessions).allMatch(session -> session.place().isPresent());
    assertThat(sessions)
        .anyMatch(session -> session.place().orElseThrow().on(Recording.SECOND))
        .anyMatch(session -> session.place().orElseThrow().backend().equals("<NONE>"));
    assertThat(sessions).allMatch(session -> session.age().isPresent());
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void theMasterTellsItsWorkers(String version) throws Exception {
    Proc before = Proc.parse(Recording.answer(version, "master-show-proc"));
    Proc after = Proc.parse(Recording.answer(version, "master-show-proc-after-reload"));
    assertThat(before.reloads()).isZero();
    assertThat(after.reloads()).isEqualTo(1);
    assertThat(after.failedReloads()).isZero();
    assertThat(after.masterPid()).isEqualTo(before.masterPid());
    assertThat(after.workers()).hasSize(1).isNotEqualTo(before.workers());
    assertThat(after.oldWorkers()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aReloadIsReportedSince27AndUntoldBefore(String version) throws Exception {
    ReloadReport report = ReloadReport.parse(Recording.answer(version, "master-reload"));
    if (version.startsWith("2.6")) {
      assertThat(report).isEqualTo(new ReloadReport.Untold());
    } else {
      assertThat(report).isInstanceOf(ReloadReport.Loaded.class);
      assertThat(report.toString()).contains("Loading success");
    }
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aWorkerAskedThroughTheMasterAnswersLikeItsOwnSocket(String version) throws Exception {
    assertThat(ServerState.parse(Recording.answer(version, "master-worker-command"))).hasSize(4);
  }
}
