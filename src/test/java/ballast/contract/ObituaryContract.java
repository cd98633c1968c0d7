package ballast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.contract.Stage.Temper;
import ballast.model.Berth.Place;
import ballast.model.Berth.State;
import ballast.port.CallFailed;
import ballast.port.Engine.Obituary;
import org.junit.jupiter.api.Test;

/// What every [ballast.port.Engine] tells of containers that end, and does with them when it is
/// started again itself.
abstract class ObituaryContract extends Contract {
  ObituaryContract(Stage stage) {
    super(stage);
  }

  @Test
  void whatRunsHasNoExitCode() throws Exception {
    Obituary obituary = engine.obituary(serving(one, Temper.WELL), 5);
    assertThat(obituary.exitCode()).isEmpty();
    assertThat(obituary.restarts()).isZero();
    assertThat(obituary.error()).isEmpty();
  }

  @Test
  void whatNeverRanHasSaidNothing() throws Exception {
    Obituary obituary = engine.obituary(prepared(one, Temper.WELL), 5);
    assertThat(obituary.exitCode()).contains(0);
    assertThat(obituary.restarts()).isZero();
    assertThat(obituary.lastLines()).isEmpty();
  }

  @Test
  void whatEndedLeavesItsExitCodeAndItsLastWords() throws Exception {
    String id = serving(one, Temper.ENDS);
    until("it ended", () -> state(id) == State.EXITED);
    assertThat(engine.obituary(id, 1).exitCode()).contains(3);
    assertThat(engine.obituary(id, 1).restarts()).isZero();
    assertThat(engine.obituary(id, 1).lastLines()).containsExactly("two");
    assertThat(engine.obituary(id, 9).lastLines()).containsExactly("one", "two");
    assertThat(engine.obituary(id, 0).lastLines()).isEmpty();
  }

  @Test
  void aCrashLoopIsSeenByItsRestarts() throws Exception {
    String id = serving(one, Temper.CRASHES);
    until("started again twice", () -> engine.obituary(id, 0).restarts() >= 2);
    until("between two tries", () -> state(id) == State.RESTARTING);
    until("it says why", () -> !engine.obituary(id, 1).lastLines().isEmpty());
  }

  /// Its process may come back any moment, so it counts as alive, and has no exit code.
  @Test
  void betweenTwoTriesThereIsNoExitCode() throws Exception {
    String id = serving(one, Temper.CRASHES);
    until(
        "no exit code between two tries",
        () -> {
          boolean before = state(id) == State.RESTARTING;
          Obituary obituary = engine.obituary(id, 0);
          boolean still = before && state(id) == State.RESTARTING;
          assertThat(obituary.exitCode()).isEmpty();
          return still;
        });
    refused(() -> engine.remove(id));
  }

  @Test
  void betweenTwoTriesItCannotBeRenamed() throws Exception {
    String id = serving(one, Temper.CRASHES);
    until(
        "a refusal between two tries",
        () -> {
          if (state(id) != State.RESTARTING) {
            return false;
          }
          try {
            move(one, id, Place.LEAVING);
          } catch (CallFailed refused) {
            assertThat(berth(id).place()).isEqualTo(Place.HOLDER);
            return true;
          }
          move(one, id, Place.HOLDER);
          return false;
        });
  }

  @Test
  void aStopEndsACrashLoop() throws Exception {
    String id = serving(one, Temper.CRASHES);
    until("started again", () -> engine.obituary(id, 0).restarts() >= 1);
    engine.stop(id, GRACE);
    assertThat(state(id)).isEqualTo(State.EXITED);
    int restarts = engine.obituary(id, 0).restarts();
    stage.time().sleep(java.time.Duration.ofSeconds(2));
    assertThat(state(id)).isEqualTo(State.EXITED);
    assertThat(engine.obituary(id, 0).restarts()).isEqualTo(restarts);
  }

  @Test
  void aStartByHandCountsRestartsFromNothing() throws Exception {
    String id = serving(one, Temper.CRASHES);
    until("started again thrice", () -> engine.obituary(id, 0).restarts() >= 3);
    engine.stop(id, GRACE);
    engine.start(id);
    assertThat(engine.obituary(id, 0).restarts()).isLessThan(3);
  }

  @Test
  void anEngineThatStartsAgainStartsWhatHadItsSlot() throws Exception {
    String id = serving(one, Temper.WELL);
    stage.restartEngine();
    until("it runs again", () -> state(id) == State.RUNNING);
    assertThat(berth(id).place()).isEqualTo(Place.HOLDER);
    assertThat(berth(id).address()).isPresent();
  }

  @Test
  void anEngineThatStartsAgainLeavesWhatGaveItsSlotAway() throws Exception {
    String last = serving(one, Temper.WELL);
    engine.stop(last, GRACE);
    move(one, last, Place.LAST);
    String kept = serving(two, Temper.WELL);
    engine.stop(kept, GRACE);
    move(two, kept, Place.LAST);
    move(two, kept, Place.KEPT);
    String witness = serving(stage.slot(3), Temper.WELL);
    stage.restartEngine();
    until("another one runs again", () -> state(witness) == State.RUNNING);
    assertThat(state(last)).isEqualTo(State.EXITED);
    assertThat(state(kept)).isEqualTo(State.EXITED);
  }

  @Test
  void anEngineThatStartsAgainLeavesWhatWasNeverStarted() throws Exception {
    String prepared = prepared(one, Temper.WELL);
    String next = prepared(two, Temper.WELL);
    move(two, next, Place.NEXT);
    String witness = serving(stage.slot(3), Temper.WELL);
    stage.restartEngine();
    until("another one runs again", () -> state(witness) == State.RUNNING);
    assertThat(state(prepared)).isEqualTo(State.CREATED);
    assertThat(state(next)).isEqualTo(State.CREATED);
  }

  /// It was told to stay down when it was put aside.
  @Test
  void anEngineThatStartsAgainStartsAHolderThatWasPutAsideBeforeItEverRan() throws Exception {
    String id = prepared(one, Temper.WELL);
    move(one, id, Place.HOLDER);
    move(one, id, Place.LAST);
    move(one, id, Place.HOLDER);
    engine.start(id);
    stage.restartEngine();
    until("it runs again", () -> state(id) == State.RUNNING);
  }

  /// Where nothing was there to take the slot from, a started one keeps that place until it serves.
  @Test
  void anEngineThatStartsAgainStartsWhatWasOnItsWayToItsSlot() throws Exception {
    String next = prepared(one, Temper.WELL);
    move(one, next, Place.NEXT);
    engine.start(next);
    stage.restartEngine();
    until("it runs again", () -> state(next) == State.RUNNING);
    assertThat(berth(next).place()).isEqualTo(Place.NEXT);
  }

  @Test
  void anEngineThatStartsAgainStartsAHolderThatWasStoppedByHand() throws Exception {
    String id = serving(one, Temper.WELL);
    engine.stop(id, GRACE);
    stage.restartEngine();
    until("it runs again", () -> state(id) == State.RUNNING);
  }
}
