package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.haproxy.RuntimeCommand.SetHealth;
import ballast.haproxy.RuntimeCommand.SetState;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchTest {
  private static final String VERSIONS = "ballast.haproxy.Recording#versions";
  private static final Batch PROVE =
      Batch.of(
          Recording.APP,
          new SetState(Recording.FIRST, Admission.DRAIN),
          new SetHealth(Recording.FIRST, Health.DOWN));

  @Test
  void changesAndTheLookThatVerifiesThemTravelOnOneLine() {
    assertThat(PROVE.line())
        .isEqualTo(
            "set severity-output number;set server app/pxApp_1 state drain;"
                + "set server app/pxApp_1 health down;show info;show servers state app;"
                + "show stat app 6 -1;show servers conn app");
    assertThat(Batch.lookAtAll().line())
        .isEqualTo(
            "set severity-output number;show info;show servers state;show stat;show servers conn");
    assertThat(Batch.look(Recording.APP).lineOn(7))
        .isEqualTo(
            "@!7 show info;@!7 show servers state app;@!7 show stat app 6 -1;@!7 show servers conn app");
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void acceptedChangesComeWithWhatTheyDid(String version) throws Exception {
    String answer = "\n" + Recording.answer(version, "drain-and-health-down") + look(version);
    Batch.Outcome outcome = PROVE.read(answer);
    assertThat(outcome).isInstanceOf(Batch.Outcome.Accepted.class);
    if (outcome instanceof Batch.Outcome.Accepted(var sighting)) {
      assertThat(sighting.process().version().text()).startsWith(version);
      assertThat(sighting.states()).hasSize(4);
      ServerSight server = sighting.server(Recording.FIRST).orElseThrow();
      assertThat(server.stat().status()).isEqualTo("DOWN");
      assertThat(server.connections()).isPresent();
      assertThat(sighting.server(ServerRef.of("app", "nosuch"))).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aRefusalWithoutItsBlankLineIsStillARefusalAndTheLookIsStillRead(String version)
      throws Exception {
    // Up to 2.8 this error ends without a blank line: the next answer follows at once.
    String answer = "\n" + Recording.answer(version, "error-weight-not-number") + look(version);
    Batch.Outcome outcome = PROVE.read(answer);
    assertThat(outcome).isInstanceOf(Batch.Outcome.Refused.class);
    if (outcome instanceof Batch.Outcome.Refused(var problem, var sighting)) {
      assertThat(problem.why()).isEqualTo("Empty weight string empty or preceded by garbage");
      assertThat(sighting).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void aRecordedLineWithARefusedChangeIsRefused(String version) throws Exception {
    Reply.Sections sections =
        Reply.sections(
            List.of(new RuntimeCommand.ShowServersState(Optional.of(Recording.APP))),
            Recording.answer(version, "severity-number"));
    assertThat(sections.remarks()).isEqualTo("[3]: No such server.");
    assertThat(sections.found().getFirst()).isPresent();
  }

  @Test
  void aBackendThatDoesNotExistIsToldAsSuch() throws Exception {
    // As 2.6.12 answered.
    String answer =
        "\n"
            + Recording.answer("2.6.12", "show-info")
            + "[3]: Can't find backend.\n\n[3]: No such proxy.\n\n[3]: Can't find backend.\n\n";
    Batch.Outcome outcome = Batch.look(new BackendName("nosuch")).read(answer);
    assertThat(outcome).isInstanceOf(Batch.Outcome.Refused.class);
    if (outcome instanceof Batch.Outcome.Refused(var problem, var sighting)) {
      assertThat(problem).isInstanceOf(RuntimeProblem.NoSuchBackend.class);
      assertThat(sighting).isEmpty();
    }
  }

  @Test
  void aLookThatIsMissingWithoutAWordIsAnError() {
    assertThatThrownBy(() -> PROVE.read("\n\n\n" + Recording.answer("3.0.0", "show-info")))
        .isInstanceOf(UnreadableReply.class)
        .hasMessageContaining("show servers state app");
    assertThatThrownBy(() -> PROVE.read("")).isInstanceOf(UnreadableReply.class);
    assertThatThrownBy(() -> PROVE.read("\n\n\n")).isInstanceOf(UnreadableReply.class);
  }

  @ParameterizedTest
  @MethodSource(VERSIONS)
  void anAnswerThatIsCutAnywhereIsNeverAccepted(String version) {
    String whole = "\n\n\n" + look(version);
    for (int end = 0; end < whole.length(); end++) {
      String cut = whole.substring(0, end);
      assertThat(accepted(cut)).as("cut after %d of %d", end, whole.length()).isFalse();
    }
    assertThat(accepted(whole)).isTrue();
  }

  private static boolean accepted(String answer) {
    try {
      return PROVE.read(answer) instanceof Batch.Outcome.Accepted;
    } catch (UnreadableReply e) {
      return false;
    }
  }

  @Test
  void moreChangesThanALineHoldsAreRefusedHere() {
    var change = new SetState(Recording.FIRST, Admission.DRAIN);
    assertThatThrownBy(
            () -> new Batch(Collections.nCopies(300, change), Optional.of(Recording.APP)))
        .hasMessageContaining("do not fit into one line");
  }

  private static String look(String version) {
    return Recording.answer(version, "show-info")
        + Recording.answer(version, "show-servers-state")
        + Recording.answer(version, "show-stat-unproven")
        + Recording.answer(version, "show-servers-conn");
  }
}
