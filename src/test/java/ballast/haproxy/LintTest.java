package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.Expected.Proving;
import ballast.haproxy.Finding.Severity;
import ballast.haproxy.Sights.StateRow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LintTest {
  private static final String VERSIONS = "ballast.haproxy.Recording#versions";
  private static final String COLUMNS = "status,algo,tracked,check_status,check_rise,check_fall";
  private static final String BACKEND = "app,BACKEND,1,UP,roundrobin,,,,,\n";
  private static final String SOUND = "app,s1,2,UP,,,L7OK,2,3,\n";
  private static final StateRow STATE = new StateRow("s1", 2, 0, 4, 6, 8080);

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aSoundHaproxyHasNoFindings(String version) throws Exception {
    assertThat(
            Lint.of(expected("app", "pxApp_1", "pxApp_2", "pxApp_3", "pxApp_4"), recorded(version)))
        .as("pxApp_4 is a spare: disabled in the configuration")
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aBackendOrServerThatIsNotThereIsRefusedWithWhatIsThere(String version) throws Exception {
    assertThat(Lint.of(expected("api", "pxApp_1"), recorded(version)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Severity.REFUSE);
          assertThat(finding.what()).isEqualTo("HAProxy has no backend 'api'");
          assertThat(finding.why()).isEqualTo("it has app, hashed, plain");
        });
    assertThat(Lint.of(expected("app", "pxApp_9"), recorded(version)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.why()).contains("pxApp_1, pxApp_2"));
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aServerWithoutCheckIsRefused(String version) throws Exception {
    Sighting sighting = recorded(version);
    List<Finding> findings = Lint.of(expected("plain", "nocheck"), sighting);
    assertThat(findings)
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("no health check"));
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aBalanceWithFixedWeightsIsFineSinceNoWeightIsChanged(String version) throws Exception {
    assertThat(Lint.of(expected("hashed"), recorded(version))).isEmpty();
  }

  @Test
  void severalProcessesOrOneThatIsStoppingAreRefused() throws Exception {
    String info = Recording.answer("2.6.12", "show-info");
    RunningProcess several = RunningProcess.parse(info.replace("Nbproc: 1", "Nbproc: 4"));
    RunningProcess stopping = RunningProcess.parse(info.replace("Stopping: 0", "Stopping: 1"));
    Sighting sound = sighting(SOUND, STATE);
    for (RunningProcess process : List.of(several, stopping)) {
      var sighting = new Sighting(process, sound.states(), sound.stat(), List.of());
      assertThat(severities(expected("app", "s1"), sighting)).containsExactly(Severity.REFUSE);
    }
  }

  @Test
  void aFallOfOneIsRefusedAndARiseOfOneIsTold() throws Exception {
    assertThat(findings(sighting("app,s1,2,UP,,,L7OK,2,1,\n", STATE)))
        .containsExactly("REFUSE app/s1 has 'fall 1'");
    assertThat(findings(sighting("app,s1,2,UP,,,L7OK,1,3,\n", STATE)))
        .containsExactly("WARN app/s1 has 'rise 1'");
  }

  @Test
  void aCheckOfThePortOnlyIsTold() throws Exception {
    assertThat(findings(sighting("app,s1,2,UP,,,L4OK,2,3,\n", STATE)))
        .containsExactly("REFUSE app/s1 is only checked for an open port (L4OK)");
    assertThat(findings(sighting("app,s1,2,DOWN,,,L4CON,2,3,\n", STATE)))
        .as("a check of the application fails that way too")
        .isEmpty();
  }

  @Test
  void trackingIsRefusedAndBeingTrackedIsTold() throws Exception {
    assertThat(findings(sighting("app,s1,2,UP,,other/x,,,,\n", STATE)))
        .containsExactly("REFUSE app/s1 tracks other/x");
    assertThat(findings(sighting(SOUND + "app,s2,2,UP,,app/s1,,,,\n", STATE)))
        .containsExactly("WARN app/s2 tracks app/s1");
  }

  @Test
  void anotherServerAtTheSameAddressIsRefused() throws Exception {
    assertThat(findings(sighting(SOUND, STATE, new StateRow("s2", 2, 0, 4, 6, 8080))))
        .containsExactly("REFUSE app/s2 leads to the same 127.0.0.1:8080 as app/s1");
    assertThat(findings(sighting(SOUND, STATE, new StateRow("s2", 2, 0, 4, 6, 8081)))).isEmpty();
  }

  @Test
  void whatSomeoneElseClosedIsTold() throws Exception {
    assertThat(findings(sighting(SOUND, new StateRow("s1", 0, 1, 4, 14, 8080))))
        .containsExactly("WARN app/s1 is in maintenance");
    assertThat(findings(sighting(SOUND, new StateRow("s1", 2, 8, 4, 6, 8080))))
        .containsExactly("WARN app/s1 is in drain");
  }

  private static List<String> findings(Sighting sighting) {
    return Lint.of(expected("app", "s1"), sighting).stream()
        .map(finding -> finding.severity() + " " + finding.what())
        .toList();
  }

  private static List<Severity> severities(Expected expected, Sighting sighting) {
    return Lint.of(expected, sighting).stream().map(Finding::severity).toList();
  }

  private static Sighting sighting(String servers, StateRow... states) throws UnreadableReply {
    return new Sighting(
        RunningProcess.parse(Recording.answer("3.4.0", "show-info")),
        Sights.states(states),
        Sights.stat(COLUMNS, BACKEND, servers),
        List.of());
  }

  /// The recorded states are of backend `app` only; those of the others were told by `show stat`.
  private static Sighting recorded(String version) throws UnreadableReply {
    String others =
        """
        4 hashed 1 one 127.0.0.9 2 0 10 10 2 1 0 1 0 0 0 0 - 1 - 0 0 - - 0
        5 plain 1 nocheck 127.0.0.9 2 0 1 1 2 1 0 1 0 0 0 0 - 2 - 0 0 - - 0

        """;
    String states = Recording.answer(version, "show-servers-state").stripTrailing() + "\n" + others;
    return new Sighting(
        RunningProcess.parse(Recording.answer(version, "show-info")),
        ServerState.parse(states),
        Stat.parse(Recording.answer(version, "show-stat")),
        List.of());
  }

  private static Expected expected(String backend, String... servers) {
    return new Expected(
        new BackendName(backend),
        List.of(servers).stream().map(ServerName::new).toList(),
        Proving.BY_AN_ANSWER);
  }
}
