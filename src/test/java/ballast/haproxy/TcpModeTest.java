package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.Finding.Severity;
import ballast.model.Counters;
import ballast.model.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What HAProxy tells of a backend in TCP mode, where it knows connections and no requests.
class TcpModeTest {
  private static final String COLUMNS =
      "status,scur,qcur,stot,lbtot,wretr,wredis,econ,eresp,bin,hrsp_2xx,hrsp_5xx,check_status,"
          + "check_rise,check_fall,mode,algo";
  private static final String BACKEND = "app,BACKEND,1,UP,1,0,9,9,0,0,2,0,70,,,,,,tcp,leastconn,\n";

  private static Stat stat(String check, int open) {
    return Sights.stat(
        COLUMNS,
        BACKEND,
        "app,s1,2,DRAIN,%d,0,7,7,1,0,1,0,70,,,%s,2,3,tcp,,\n".formatted(open, check));
  }

  private static ServerSight sight(int open) {
    return new ServerSight(
        Sights.state(2, 8, 4, 6), stat("L7OK", open).servers().getFirst(), Optional.empty());
  }

  @Test
  void aConnectionMadeCountsAsARequestAnswered() {
    Counters counters = ServerViews.of(sight(1), Start.OPEN).counters();
    assertThat(counters.answered()).isEqualTo(7);
    assertThat(counters.connectErrors()).isEqualTo(1);
    assertThat(counters.serverErrors()).isZero();
  }

  @Test
  void aClientThatNobodyWasFoundForCountsAsAnError() throws Exception {
    BackendStat backend = stat("L7OK", 0).backend(new BackendName("app")).orElseThrow();
    assertThat(ServerViews.ofBackend(backend).serverErrors()).isEqualTo(2);
  }

  /// `used_conn_cur` stays 0 in TCP mode: the stream counts.
  @Test
  void anOpenConnectionKeepsAServerFromBeingDrained() throws Exception {
    assertThat(Evidence.of(look(sight(1)))).isInstanceOf(Evidence.Busy.class);
    assertThat(Evidence.of(look(sight(0)))).isInstanceOf(Evidence.Drained.class);
  }

  private static Evidence.Look look(ServerSight sight) {
    return new Evidence.Look(
        sight,
        new Streams.Listed(List.of()),
        Optional.empty(),
        Sights.NOON,
        Duration.ofMillis(1200));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "L7OK, BY_AN_ANSWER, -",
        "L4OK, BY_AN_ANSWER, REFUSE",
        "* L4OK, BY_AN_ANSWER, REFUSE",
        "L4OK, BY_AN_OPEN_PORT, WARN",
        "L7OK, BY_AN_OPEN_PORT, -",
      })
  void aCheckThatExpectsAnAnswerIsAProofAndAnOpenPortOnlyWhereTheUserSaysSo(
      String check, Expected.Proving proving, Severity severity) throws Exception {
    var expected = new Expected(new BackendName("app"), List.of(new ServerName("s1")), proving);
    var sighting =
        new Sighting(
            RunningProcess.parse(Recording.answer("3.4.0", "show-info")),
            Sights.states(new Sights.StateRow("s1", 2, 0, 4, 6, 6379)),
            stat(check, 0),
            List.of());
    List<Finding> findings = Lint.of(expected, sighting);
    if (severity == null) {
      assertThat(findings).isEmpty();
    } else {
      assertThat(findings)
          .singleElement()
          .satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.what()).contains("only checked for an open port");
            assertThat(finding.next())
                .contains(severity == Severity.REFUSE ? "tcp-check expect" : "docs/tcp.md");
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp, 1", "http, 0"})
  void whatThePolicyGivesUpIsEndedWhereAConnectionIsTheRequest(String mode, int times)
      throws Exception {
    var asked = new ArrayList<String>();
    RuntimeTransport recorded =
        (line, _) -> {
          asked.add(line);
          return "\n"
              + Recording.answer("3.0.0", "show-info")
              + Recording.answer("3.0.0", "show-servers-state-drain")
              + Recording.answer("3.0.0", "show-stat-drain").replace(",http,", "," + mode + ",")
              + Recording.answer("3.0.0", "show-servers-conn");
        };
    new RuntimeBalancer(
            "fe-1",
            Recording.APP,
            recorded,
            Optional.empty(),
            () -> Sights.NOON,
            Duration.ofMillis(100))
        .hangUp("pxApp_1");
    assertThat(asked.stream().filter(line -> line.contains("shutdown sessions server app/pxApp_1")))
        .hasSize(times);
  }
}
