package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.model.ContainerSpec;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.NamePattern;
import ballast.model.Order;
import ballast.model.Service;
import ballast.port.CallFailed;
import ballast.port.Lock.Attempt;
import ballast.port.Lock.Renewal;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// On a real Docker Engine.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockContainerLiveTest {
  private static final String NAME = "ballast.lock.pxapp";
  private static final String UNKNOWN = "0".repeat(64);

  private final PrivateEngine docker;
  private final DockerClient client;
  private final LockContainer lock;

  LockContainerLiveTest() throws IOException, InterruptedException {
    docker = PrivateEngine.start();
    client = new DockerClient("fe-1", docker.socket(), Limits.defaults());
    lock = new LockContainer("pxapp", client);
  }

  @BeforeEach
  void nobodyHasIt() throws Exception {
    for (String container : docker.docker("ps", "-aq").lines().toList()) {
      docker.docker("rm", "-f", container);
    }
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    docker.stop();
  }

  private static LockHolder holder(String who, long generation) {
    return new LockHolder(
        who,
        LockHolder.Kind.COMMAND,
        "20261123-pxapp",
        Instant.parse("2026-11-23T00:00:00.123456789Z"),
        generation,
        Optional.of(new LockHolder.LocalProcess("boot/pid:[4026531836]", 77, "123456")));
  }

  private String taken(LockHolder holder) throws Exception {
    return ((Attempt.Taken) lock.take(holder)).token();
  }

  @Test
  void whoHoldsItIsReadAsItWasWritten() throws Exception {
    var byHand =
        new LockHolder(
            "änna@läptop, \"the\\ second\"",
            LockHolder.Kind.BY_HAND,
            "line one\nline two\t{slot} $HOME %s 🚢",
            Instant.parse("2026-11-23T00:00:00Z"),
            999_999,
            Optional.empty());
    for (LockHolder holder : List.of(holder("anna@laptop", 1), byHand)) {
      String token = taken(holder);
      LockView seen = lock.look().orElseThrow();
      assertThat(seen.holder()).isEqualTo(holder);
      assertThat(seen.token()).isEqualTo(token);
      assertThat(seen.report()).isEmpty();
      assertThat(seen.order()).isEmpty();
      assertThat(lock.take(holder("berta@desk", 2)))
          .isInstanceOfSatisfying(
              Attempt.Refused.class,
              refused -> assertThat(refused.held().holder()).isEqualTo(holder));
      assertThat(lock.remove(token)).isTrue();
    }
  }

  @Test
  void anEngineThatHasNeverSeenItNeedsNoRegistry() throws Exception {
    docker.docker("image", "prune", "-af");
    assertThat(docker.docker("image", "ls", "-q")).isEmpty();
    taken(holder("anna@laptop", 1));
  }

  @Test
  void ofManyTakersAtOnceExactlyOneHasIt() throws Exception {
    docker.docker("image", "prune", "-af");
    for (int round = 1; round <= 15; round++) {
      List<Attempt> attempts =
          atOnce(16, taker -> new LockContainer("pxapp", client).take(holder("taker" + taker, 1)));
      List<String> tokens = tokens(attempts);
      assertThat(tokens).as("round %d", round).hasSize(1);
      assertThat(attempts)
          .filteredOn(Attempt.Refused.class::isInstance)
          .hasSize(15)
          .allSatisfy(refused ->
              assertThat(((Attempt.Refused) refused).held().token()).isEqualTo(tokens.getFirst()));
      assertThat(lock.remove(tokens.getFirst())).isTrue();
    }
  }

  private static List<String> tokens(List<Attempt> attempts) {
    var tokens = new ArrayList<String>();
    for (Attempt attempt : attempts) {
      switch (attempt) {
        case Attempt.Taken(var token) -> tokens.add(token);
        case Attempt.Refused _ -> {}
      }
    }
    return tokens;
  }

  private interface Task<T> {
    T by(int number) throws Exception;
  }

  private static <T> List<T> atOnce(int many, Task<T> task) throws Exception {
    var barrier = new CyclicBarrier(many);
    var started = new ArrayList<Future<T>>();
    var results = new ArrayList<T>();
    try (var threads = Executors.newFixedThreadPool(many)) {
      for (int i = 0; i < many; i++) {
        int number = i;
        Callable<T> one =
            () -> {
              barrier.await();
              return task.by(number);
            };
        started.add(threads.submit(one));
      }
      for (Future<T> one : started) {
        results.add(one.get());
      }
    }
    return results;
  }

  @Test
  void everyRenewalChangesTheBeatAndTellsHowFarItIs() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    var beats = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      beats.add(lock.look().orElseThrow().beat());
      assertThat(lock.renew(token, i + " of 5 slots"))
          .isEqualTo(new Renewal.Held(Optional.empty()));
      assertThat(lock.look().orElseThrow().report()).isEqualTo(i + " of 5 slots");
    }
    assertThat(beats).doesNotHaveDuplicates();
    assertThat(lock.look().orElseThrow().holder()).isEqualTo(holder("anna@laptop", 1));
  }

  @Test
  void aTokenThatIsGoneRenewsNothingAndBringsNothingBack() throws Exception {
    String old = taken(holder("anna@laptop", 1));
    assertThat(lock.remove(old)).isTrue();
    assertThat(lock.renew(old, "still here")).isEqualTo(new Renewal.Lost());
    assertThat(lock.leave(old, Order.PAUSE)).isFalse();
    assertThat(lock.look()).isEmpty();

    String later = taken(holder("berta@desk", 2));
    LockView before = lock.look().orElseThrow();
    assertThat(lock.renew(old, "still here")).isEqualTo(new Renewal.Lost());
    assertThat(lock.leave(old, Order.ABORT)).isFalse();
    assertThat(lock.remove(old)).isFalse();
    assertThat(lock.look()).contains(before);
    assertThat(lock.remove(later)).isTrue();
    assertThat(lock.remove(UNKNOWN)).isFalse();
  }

  @Test
  void ofManyWhoRemoveItExactlyOneDid() throws Exception {
    for (int round = 1; round <= 10; round++) {
      String token = taken(holder("anna@laptop", round));
      List<Boolean> told = atOnce(8, _ -> new LockContainer("pxapp", client).remove(token));
      assertThat(told).as("round %d", round).containsOnlyOnce(true);
      assertThat(lock.look()).isEmpty();
    }
  }

  @Test
  void theLastOrderReachesTheHolderAndStays() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    for (Order order : Order.values()) {
      assertThat(new LockContainer("pxapp", client).leave(token, order)).isTrue();
      assertThat(lock.look().orElseThrow().order()).contains(order);
      assertThat(lock.renew(token, "")).isEqualTo(new Renewal.Held(Optional.of(order)));
      assertThat(lock.renew(token, "")).isEqualTo(new Renewal.Held(Optional.empty()));
    }
  }

  @Test
  void aRestartedEngineKeepsItAndNeverStartsIt() throws Exception {
    String token = taken(holder("anna@laptop", 4));
    lock.renew(token, "1 of 9 slots");
    lock.leave(token, Order.PAUSE);
    LockView before = lock.look().orElseThrow();
    docker.restart();
    assertThat(lock.look()).contains(before);
    assertThat(docker.docker("inspect", "-f", "{{.State.Status}}", NAME)).isEqualTo("created");
    assertThat(lock.renew(token, "2 of 9 slots"))
        .isEqualTo(new Renewal.Held(Optional.of(Order.PAUSE)));
    assertThat(lock.take(holder("berta@desk", 5))).isInstanceOf(Attempt.Refused.class);
  }

  @Test
  void whoPrunesContainersTakesItAway() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    docker.docker("container", "prune", "-f");
    assertThat(lock.renew(token, "")).isEqualTo(new Renewal.Lost());
    assertThat(lock.look()).isEmpty();
  }

  @Test
  void someoneElsesContainerOfThatNameIsToldAndLeftAlone() throws Exception {
    docker.publish("other", "1");
    String image = docker.registry() + "/other:1";
    docker.docker("pull", image);
    docker.docker("create", "--name", NAME, "--network", "none", image, "/bin/true");
    for (CallFailed failed :
        List.of(
            catchThrowableOfType(CallFailed.class, () -> lock.take(holder("anna@laptop", 1))),
            catchThrowableOfType(CallFailed.class, lock::look))) {
      assertThat(failed.effect()).isEqualTo(CallFailed.Effect.NONE);
      assertThat(failed.problem().toString())
          .contains("fe-1", NAME, "no label ballast.lock", "docker inspect");
    }
    assertThat(docker.docker("ps", "-aq").lines()).hasSize(1);
  }

  @Test
  void generationsAreCountedByTheLockAndByWhatItsHoldersMade() throws Exception {
    assertThat(lock.lastGeneration()).isZero();
    String token = taken(holder("anna@laptop", 7));
    assertThat(lock.lastGeneration()).isEqualTo(7);
    docker.docker(
        "create",
        "--network",
        "none",
        "--label",
        "ballast.service=pxapp",
        "--label",
        "ballast.generation=9",
        "ballast/lock:1",
        "x");
    docker.docker(
        "create",
        "--network",
        "none",
        "--label",
        "ballast.service=other",
        "--label",
        "ballast.generation=50",
        "ballast/lock:1",
        "x");
    docker.docker(
        "create",
        "--network",
        "none",
        "--label",
        "ballast.service=pxapp",
        "--label",
        "ballast.generation=many",
        "ballast/lock:1",
        "x");
    assertThat(lock.lastGeneration()).isEqualTo(9);
    lock.remove(token);
    assertThat(lock.lastGeneration()).isEqualTo(9);
  }

  @Test
  void itIsNeverTakenForASlotsContainer() throws Exception {
    var service =
        new Service(
            "shop7",
            "registry.example/shop",
            8080,
            9,
            new NamePattern("ballast.lock.shop{slot}"),
            ContainerSpec.defaults(),
            Samples.service("x", Samples.adopted()).health(),
            Samples.adopted());
    new LockContainer("shop7", client).take(holder("anna@laptop", 1));
    assertThat(new DockerEngine(service, Samples.HOST, client).containers()).isEmpty();
  }

  /// Prints how long a renewal takes: an event waits for none of them, but the lock does.
  @Test
  void aHundredRenewalsInARowFindTheHolderInPlace() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    var micros = new ArrayList<Long>();
    for (int i = 0; i < 100; i++) {
      long began = System.nanoTime();
      assertThat(lock.renew(token, "")).isEqualTo(new Renewal.Held(Optional.empty()));
      micros.add((System.nanoTime() - began) / 1000);
    }
    micros.sort(null);
    System.out.printf("renewal: median %d us, 95th %d us%n", micros.get(50), micros.get(95));
  }
}
