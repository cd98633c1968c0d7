package ballast.docker;

import static ballast.docker.FakeEngine.PONG;
import static ballast.docker.FakeEngine.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.docker.FakeEngine.Manners;
import ballast.model.LockHolder;
import ballast.model.Order;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import ballast.port.Lock.Attempt;
import ballast.port.Lock.Renewal;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A lock on engines that hang, break off and talk nonsense, and among other people's containers.
@Timeout(20)
class LockContainerTest {
  private static final String ID = "a".repeat(64);
  private static final String NONE = "{\"message\":\"No such container\"}";
  private static final LockHolder ANNA =
      new LockHolder("anna", LockHolder.Kind.COMMAND, "r1", Instant.EPOCH, 1, Optional.empty());

  private static final String LABELS =
      "\"ballast.service\":\"pxapp\",\"ballast.lock\":\"command\",\"ballast.generation\":\"3\","
          + "\"ballast.lock.who\":\"carl\",\"ballast.lock.purpose\":\"r0\","
          + "\"ballast.lock.since\":\"2026-11-23T00:00:00Z\"";

  private interface Use<T> {
    T of(LockContainer lock) throws Exception;
  }

  private static <T> T with(Manners manners, Use<T> use) throws Exception {
    try (var fake = new FakeEngine(PONG, manners);
        var client = new DockerClient("fe-1", fake.socket(), Samples.hasty())) {
      return use.of(new LockContainer("pxapp", client));
    }
  }

  private static CallFailed failure(Manners manners, Use<?> use) throws Exception {
    return with(manners, lock -> catchThrowableOfType(CallFailed.class, () -> use.of(lock)));
  }

  private static String container(String labels) {
    return "{\"Id\":\"%s\",\"Config\":{\"Labels\":{%s}},\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"on-failure\",\"MaximumRetryCount\":5}}}"
        .formatted(ID, labels);
  }

  private static Manners heldWith(String labels) {
    return (request, out) -> {
      if (request.startsWith("POST")) {
        say(out, 409, "{\"message\":\"Conflict\"}");
      } else if (request.contains("/archive")) {
        say(out, 404, "{\"message\":\"Could not find the file\"}");
      } else {
        say(out, 200, container(labels));
      }
    };
  }

  @Test
  void whoHasItIsReadFromItsLabels() throws Exception {
    Attempt attempt = with(heldWith(LABELS), lock -> lock.take(ANNA));
    assertThat(attempt)
        .isInstanceOfSatisfying(
            Attempt.Refused.class,
            refused -> {
              assertThat(refused.held().holder().who()).isEqualTo("carl");
              assertThat(refused.held().beat()).isEqualTo("5");
              assertThat(refused.held().token()).isEqualTo(ID);
            });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no labels||no label ballast.lock",
        "no purpose|\"ballast.lock.purpose\":\"r0\",|no label ballast.lock.purpose",
        "other kind|\"command\"=\"both\"|label ballast.lock is",
        "no generation yet|\"3\"=\"0\"|label ballast.generation is",
        "below none|\"3\"=\"-4\"|label ballast.generation is",
        "beyond counting|\"3\"=\"99999999999999999999\"|label ballast.generation is",
        "no time|2026-11-23T00:00:00Z=yesterday|label ballast.lock.since is",
        "another service|\"pxapp\"=\"other\"|label ballast.service is",
        "half a process|\"r0\"=\"r0\",\"ballast.lock.process.machine\":\"m\"|ballast.lock.process.number"
      })
  void someoneElsesContainerIsToldWithTheNextCommand(String what, String change, String told)
      throws Exception {
    String labels = changed(change);
    CallFailed failed = failure(heldWith(labels), lock -> lock.take(ANNA));
    assertThat(failed).as(what).isNotNull();
    assertThat(failed.effect()).isEqualTo(Effect.NONE);
    assertThat(failed.problem().why()).contains(told);
    assertThat(failed.problem().next()).contains("docker inspect ballast.lock.pxapp on fe-1");
  }

  private static String changed(@org.jspecify.annotations.Nullable String change) {
    if (change == null) {
      return "";
    }
    int equals = change.indexOf('=');
    return equals < 0
        ? LABELS.replace(change, "")
        : LABELS.replace(change.substring(0, equals), change.substring(equals + 1));
  }

  @Test
  void aNameThatIsTakenByNothingIsTold() throws Exception {
    CallFailed failed =
        failure(
            (request, out) ->
                say(out, request.startsWith("POST") ? 409 : 404, "{\"message\":\"no\"}"),
            lock -> lock.take(ANNA));
    assertThat(failed.effect()).isEqualTo(Effect.NONE);
    assertThat(failed.problem().next()).contains("restarting Docker");
  }

  @Test
  void anEngineWithoutTheEmptyImageIsGivenIt() throws Exception {
    var creates = new AtomicInteger();
    Attempt attempt =
        with(
            (request, out) -> {
              if (request.contains("/images/create?fromSrc=-")) {
                say(out, 200, "{\"status\":\"sha256:1\"}");
              } else if (creates.incrementAndGet() == 1) {
                say(out, 404, "{\"message\":\"No such image: ballast/lock:1\"}");
              } else {
                say(out, 201, "{\"Id\":\"%s\"}".formatted(ID));
              }
            },
            lock -> lock.take(ANNA));
    assertThat(attempt).isEqualTo(new Attempt.Taken(ID));
    assertThat(creates).hasValue(2);
  }

  @Test
  void aTakingWhoseAnswerWasLostIsSentOnceAndItsEffectIsUnknown() throws Exception {
    var creates = new AtomicInteger();
    CallFailed failed =
        failure(
            (_, _) -> {
              creates.incrementAndGet();
              throw new IOException("enough");
            },
            lock -> lock.take(ANNA));
    assertThat(failed.effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(creates).hasValue(1);
  }

  @Test
  void onlyTheEnginesOwnWordLosesIt() throws Exception {
    Renewal renewal = with((_, out) -> say(out, 404, NONE), lock -> lock.renew(ID, ""));
    assertThat(renewal).isEqualTo(new Renewal.Lost());
    assertThat(
            failure(
                (_, out) -> say(out, "HTTP/1.1 404 X\r\nContent-Length: 9\r\n\r\nnot found"),
                lock -> lock.renew(ID, "")))
        .isNotNull();
  }

  @Test
  void aFullDiskLosesNothingAndSaysWhatToDo() throws Exception {
    CallFailed failed =
        failure(
            (_, out) ->
                say(out, 500, "{\"message\":\"write config.v2.json: no space left on device\"}"),
            lock -> lock.renew(ID, ""));
    assertThat(failed.problem().next()).contains("make room on fe-1");
  }

  @Test
  void whatCannotBeReadOrWrittenBesidesTheBeatLosesNothing() throws Exception {
    Renewal renewal =
        with(
            (request, out) -> {
              if (request.startsWith("POST")) {
                say(out, 200, "{\"Warnings\":null}");
              } else {
                say(out, 500, "{\"message\":\"no space left on device\"}");
              }
            },
            lock -> lock.renew(ID, "1 of 3 slots"));
    assertThat(renewal).isEqualTo(new Renewal.Held(Optional.empty()));
  }

  @Test
  void aRemovalWhoseAnswerWasLostIsNobodys() throws Exception {
    boolean told =
        with(
            (request, out) -> {
              if (request.startsWith("DELETE")) {
                throw new IOException("enough");
              }
              say(out, 404, NONE);
            },
            lock -> lock.remove(ID));
    assertThat(told).isFalse();
  }

  @Test
  void aRemovalThatDidNotHappenFails() throws Exception {
    CallFailed failed =
        failure(
            (request, out) -> {
              if (request.startsWith("DELETE")) {
                throw new IOException("enough");
              }
              say(out, 200, container(LABELS));
            },
            lock -> lock.remove(ID));
    assertThat(failed.effect()).isEqualTo(Effect.UNKNOWN);
  }

  @Test
  void aRemovalThatSomeoneElseIsAtIsTheirs() throws Exception {
    var looks = new AtomicInteger();
    boolean told =
        with(
            (request, out) -> {
              if (request.startsWith("DELETE")) {
                say(out, 409, "{\"message\":\"removal of container is already in progress\"}");
              } else if (looks.incrementAndGet() < 3) {
                say(out, 200, container(LABELS));
              } else {
                say(out, 404, NONE);
              }
            },
            lock -> lock.remove(ID));
    assertThat(told).isFalse();
    assertThat(looks).hasValue(3);
  }

  @Test
  void anOrderForAHolderThatIsGoneIsLeftNowhere() throws Exception {
    boolean left = with((_, out) -> say(out, 404, NONE), lock -> lock.leave(ID, Order.ABORT));
    assertThat(left).isFalse();
  }
}
