package ballast.haproxy;

import static ballast.haproxy.LiveHaproxy.PATIENCE;
import static ballast.haproxy.LiveHaproxy.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.haproxy.RuntimeCommand.SetState;
import ballast.haproxy.RuntimeCommand.ShowLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a real HAProxy answers, over each way that leads to it, and when it does not.
@Timeout(60)
class HaproxyAnswersLiveTest {
  private @Nullable LiveHaproxy started;

  @BeforeEach
  void start() throws Exception {
    started = LiveHaproxy.withSlots(3);
  }

  @AfterEach
  void stop() throws Exception {
    haproxy().stop();
  }

  @Test
  void refusalsOfARealHaproxyAreToldApartAndComeWithTheTruth() throws Exception {
    Batch batch =
        Batch.of(LiveHaproxy.APP, new SetState(ServerRef.of("app", "nosuch"), Admission.DRAIN));
    Batch.Outcome outcome = batch.read(haproxy().admin.ask(batch.line(), PATIENCE));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Batch.Outcome.Refused.class,
            refused -> {
              assertThat(refused.problem()).isInstanceOf(RuntimeProblem.NoSuchServer.class);
              assertThat(refused.sighting()).isPresent();
            });
    Batch elsewhere = Batch.look(new BackendName("nosuch"));
    assertThat(elsewhere.read(haproxy().admin.ask(elsewhere.line(), PATIENCE)))
        .isInstanceOfSatisfying(
            Batch.Outcome.Refused.class,
            refused ->
                assertThat(refused.problem()).isInstanceOf(RuntimeProblem.NoSuchBackend.class));
    assertThat(Level.parse(haproxy().admin.ask(new ShowLevel().line(), PATIENCE)))
        .isEqualTo(Level.ADMIN);
  }

  @Test
  void theManagedConfigurationPassesOurOwnLint() throws Exception {
    Batch all = Batch.lookAtAll();
    Batch.Outcome outcome = all.read(haproxy().admin.ask(all.line(), PATIENCE));
    assertThat(outcome).isInstanceOf(Batch.Outcome.Accepted.class);
    if (outcome instanceof Batch.Outcome.Accepted(var sighting)) {
      var expected =
          new Expected(
              LiveHaproxy.APP,
              List.of(server(1).server(), server(2).server(), server(3).server()),
              Expected.Proving.BY_AN_ANSWER);
      assertThat(Lint.of(expected, sighting)).isEmpty();
    }
  }

  @Test
  void socatBringsTheSameAnswer() throws Exception {
    String line = Batch.look(LiveHaproxy.APP).line();
    Process socat =
        new ProcessBuilder(SocatCommand.argv(haproxy().socket, line, PATIENCE))
            .redirectErrorStream(true)
            .start();
    String answer = new String(socat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(socat.waitFor())
        .as("is socat installed? (apt-get install socat) " + answer)
        .isZero();
    assertThat(Batch.look(LiveHaproxy.APP).read(answer)).isInstanceOf(Batch.Outcome.Accepted.class);
  }

  @Test
  void aHaproxyThatHangsIsADeadlineAndOneThatEndedIsRefused() throws Exception {
    LiveHaproxy haproxy = haproxy();
    long worker = haproxy.accepted().process().incarnation().pid();
    signal("STOP", worker);
    try {
      assertThatThrownBy(
              () -> haproxy.admin.ask(Batch.look(LiveHaproxy.APP).line(), Duration.ofMillis(300)))
          .isInstanceOf(NoAnswerInTime.class);
    } finally {
      signal("CONT", worker);
    }
    assertThat(haproxy.accepted().process().incarnation().pid()).isEqualTo(worker);
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  private LiveHaproxy haproxy() {
    return Objects.requireNonNull(started, "started before each test");
  }
}
