package ballast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.contract.Stage.Temper;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Order;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.port.Engine;
import ballast.port.Lock;
import ballast.port.Lock.Attempt;
import ballast.port.Lock.Renewal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// What every [Lock] promises.
abstract class LockContract extends Contract {
  private final Lock lock;

  LockContract(Stage stage) {
    super(stage);
    this.lock = stage.lock();
  }

  private static LockHolder holder(String who, long generation) {
    return new LockHolder(
        who,
        LockHolder.Kind.COMMAND,
        "r" + generation,
        Instant.parse("2026-03-01T10:00:00Z"),
        generation,
        Optional.of(new LockHolder.LocalProcess("boot-1", 4711, "12345")));
  }

  private String taken(LockHolder holder) throws Exception {
    return lock.take(holder) instanceof Attempt.Taken(var token)
        ? token
        : org.assertj.core.api.Assertions.fail("it is held");
  }

  @Test
  void aFreeLockIsNobodys() throws Exception {
    assertThat(lock.look()).isEmpty();
    assertThat(lock.lastGeneration()).isZero();
  }

  @Test
  void whoTakesItIsSeenByEverybody() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    LockView held = lock.look().orElseThrow();
    assertThat(held.token()).isEqualTo(token);
    assertThat(held.holder()).isEqualTo(holder("anna@laptop", 1));
    assertThat(held.order()).isEmpty();
  }

  @Test
  void aPersonsLockWithoutAProcessIsToldAsItIs() throws Exception {
    var byHand =
        new LockHolder(
            "bob@desk",
            LockHolder.Kind.BY_HAND,
            "the database moves: \"hands off\", § 3, 100 %",
            Instant.parse("2026-03-01T10:00:00Z"),
            4,
            Optional.empty());
    taken(byHand);
    assertThat(lock.look().orElseThrow().holder()).isEqualTo(byHand);
  }

  @Test
  void itCanBeTakenOnce() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    assertThat(lock.take(holder("bob@desk", 2)))
        .isInstanceOfSatisfying(
            Attempt.Refused.class,
            refused -> {
              assertThat(refused.held().token()).isEqualTo(token);
              assertThat(refused.held().holder().who()).isEqualTo("anna@laptop");
            });
    assertThat(lock.look().orElseThrow().token()).isEqualTo(token);
  }

  @Test
  void ofSeveralWhoTakeItAtOnceOneGetsIt() throws Exception {
    Callable<Attempt> take = () -> lock.take(holder("anna@laptop", 1));
    List<Attempt> attempts = stage.atOnce(Collections.nCopies(4, take));
    assertThat(attempts).filteredOn(Attempt.Taken.class::isInstance).hasSize(1);
  }

  @Test
  void aRenewalIsSeenWithWhatItReports() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    String before = lock.look().orElseThrow().beat();
    assertThat(lock.renew(token, "3 of 9 slots")).isEqualTo(new Renewal.Held(Optional.empty()));
    LockView after = lock.look().orElseThrow();
    assertThat(after.beat()).isNotEqualTo(before);
    assertThat(after.report()).isEqualTo("3 of 9 slots");
    assertThat(after.token()).isEqualTo(token);
    lock.renew(token, "3 of 9 slots");
    assertThat(lock.look().orElseThrow().beat()).isNotEqualTo(after.beat());
  }

  @Test
  void whoNoLongerHasItIsToldSo() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    assertThat(lock.remove(token)).isTrue();
    assertThat(lock.look()).isEmpty();
    assertThat(lock.renew(token, "")).isInstanceOf(Renewal.Lost.class);
    assertThat(lock.leave(token, Order.ABORT)).isFalse();
    assertThat(lock.remove(token)).isFalse();
  }

  @Test
  void ofSeveralWhoRemoveItOneIsToldThatItDid() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    Callable<Boolean> remove = () -> lock.remove(token);
    assertThat(stage.atOnce(Collections.nCopies(4, remove))).containsOnlyOnce(true);
    assertThat(lock.look()).isEmpty();
  }

  @Test
  void whatIsDoneWithAnEarlierTokenDoesNotTouchALaterOne() throws Exception {
    String earlier = taken(holder("anna@laptop", 1));
    lock.renew(earlier, "half way");
    lock.leave(earlier, Order.PAUSE);
    lock.remove(earlier);
    String later = taken(holder("bob@desk", 2));
    assertThat(later).isNotEqualTo(earlier);
    assertThat(lock.renew(earlier, "still here")).isInstanceOf(Renewal.Lost.class);
    assertThat(lock.leave(earlier, Order.ABORT)).isFalse();
    assertThat(lock.remove(earlier)).isFalse();
    LockView held = lock.look().orElseThrow();
    assertThat(held.token()).isEqualTo(later);
    assertThat(held.holder().who()).isEqualTo("bob@desk");
    assertThat(held.report()).isNotEqualTo("still here");
    assertThat(held.order()).isEmpty();
    assertThat(lock.renew(later, "")).isEqualTo(new Renewal.Held(Optional.empty()));
  }

  @Test
  void aWordLeftForTheHolderReachesItAndTheLastOneStands() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    assertThat(lock.leave(token, Order.PAUSE)).isTrue();
    assertThat(lock.renew(token, "")).isEqualTo(new Renewal.Held(Optional.of(Order.PAUSE)));
    assertThat(lock.look().orElseThrow().order()).contains(Order.PAUSE);
    assertThat(lock.leave(token, Order.RESUME)).isTrue();
    assertThat(lock.renew(token, "")).isEqualTo(new Renewal.Held(Optional.of(Order.RESUME)));
    assertThat(lock.leave(token, Order.PAUSE)).isTrue();
    assertThat(lock.renew(token, "")).isEqualTo(new Renewal.Held(Optional.of(Order.PAUSE)));
  }

  @Test
  void theGenerationOfWhoHoldsItCounts() throws Exception {
    taken(holder("anna@laptop", 7));
    assertThat(lock.lastGeneration()).isEqualTo(7);
  }

  @Test
  void theGenerationOfWhatARolloutLeftBehindCounts() throws Exception {
    Release release = stage.release(Temper.WELL);
    engine.pull(release.image(), Engine.PullWatch.TO_THE_END);
    engine.create(one, release, new Origin("r9", 9));
    assertThat(lock.lastGeneration()).isEqualTo(9);
  }

  /// A host that goes down and comes up has the lock as it was: whoever held it holds it.
  @Test
  void anEngineThatStartsAgainStillHasIt() throws Exception {
    String token = taken(holder("anna@laptop", 1));
    stage.restartEngine();
    assertThat(lock.look().map(LockView::token)).contains(token);
    assertThat(lock.renew(token, "")).isInstanceOf(Renewal.Held.class);
  }
}
