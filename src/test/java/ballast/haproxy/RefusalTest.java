package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.haproxy.RuntimeCommand.SetState;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalTest {
  private static final SetState DRAIN = new SetState(Recording.FIRST, Admission.DRAIN);

  @ParameterizedTest
  @MethodSource("ballast.haproxy.Recording#versions")
  void anEmptyLineIsTheOnlySuccess(String version) throws Exception {
    for (String done : new String[] {"set-state-drain", "set-state-maint", "set-state-ready"}) {
      assertThat(Reply.accepted(DRAIN, Recording.answer(version, done))).isEmpty();
    }
    assertThat(Reply.accepted(DRAIN, Recording.answer(version, "drain-and-health-down"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ballast.haproxy.Recording#versions")
  void everyRecordedErrorIsARefusalOfItsKind(String version) throws Exception {
    var kinds =
        Map.of(
            "error-no-server", RuntimeProblem.NoSuchServer.class,
            "error-no-backend", RuntimeProblem.NoSuchBackend.class,
            "error-permission", RuntimeProblem.NotPermitted.class,
            "error-unknown-command", RuntimeProblem.UnknownCommand.class,
            "error-bad-state", RuntimeProblem.Refused.class,
            "error-bad-weight", RuntimeProblem.Refused.class,
            "error-weight-not-number", RuntimeProblem.Refused.class,
            "error-static-algorithm", RuntimeProblem.Refused.class);
    for (var kind : kinds.entrySet()) {
      assertThat(Reply.accepted(DRAIN, Recording.answer(version, kind.getKey())))
          .as(kind.getKey())
          .get()
          .isInstanceOf(kind.getValue());
    }
  }

  @Test
  void theSeverityMarkIsNotPartOfTheReason() throws Exception {
    RuntimeProblem problem = Reply.accepted(DRAIN, "\n[3]: No such server.\n\n").orElseThrow();
    assertThat(problem)
        .isEqualTo(
            new RuntimeProblem.NoSuchServer(
                "set server app/pxApp_1 state drain", "No such server."));
    assertThat(problem.what()).contains("set server app/pxApp_1 state drain");
    assertThat(problem.next()).contains("show servers state");
  }

  @Test
  void wordsOfAnySeverityAreARefusal() throws Exception {
    // HAProxy 2.6 gives "Unknown command" the level 6, informational.
    assertThat(Reply.accepted(DRAIN, "\n[6]: Unknown command, but maybe one of\n\n"))
        .get()
        .isInstanceOf(RuntimeProblem.UnknownCommand.class);
    assertThat(Reply.accepted(DRAIN, "\n[4]: IP changed\n\n")).isPresent();
  }

  @Test
  void nothingAtAllIsNotSuccess() {
    assertThatThrownBy(() -> Reply.accepted(DRAIN, "")).isInstanceOf(UnreadableReply.class);
  }

  @Test
  void aWorkerThatHasEndedIsToldApart() {
    assertThat(
            RuntimeProblem.refusal(
                "@!9 show info", "Can't find the target PID matching the prefix '@!9'\n"))
        .isInstanceOf(RuntimeProblem.NoSuchWorker.class);
  }

  @Test
  void whatTheTransportThrowsBecomesAProblemWithANextStep() {
    Map<IOException, Class<? extends RuntimeProblem>> kinds =
        Map.of(
            new NoAnswerInTime("/run/h.sock", Duration.ofSeconds(1)), RuntimeProblem.NoAnswer.class,
            new ConnectException("Connection refused"), RuntimeProblem.Unreachable.class,
            new UnreadableReply("cut"), RuntimeProblem.Unreadable.class,
            new ReplyTooLarge("/run/h.sock", 1), RuntimeProblem.Unreadable.class);
    kinds.forEach((failure, kind) -> {
      RuntimeProblem problem = RuntimeProblem.failure("show info", failure);
      assertThat(problem).isInstanceOf(kind);
      assertThat(problem.why()).isEqualTo(failure.getMessage());
      assertThat(problem.next()).isNotBlank();
    });
  }
}
