package ballast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.contract.Stage.Temper;
import ballast.model.Berth;
import ballast.model.Berth.Place;
import ballast.model.Berth.State;
import ballast.model.Release;
import ballast.port.Engine;
import ballast.port.Engine.Found;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [ballast.port.Engine] promises of one container at a time.
abstract class EngineContract extends Contract {
  EngineContract(Stage stage) {
    super(stage);
  }

  @Test
  void anEngineWithoutContainersSaysSo() throws Exception {
    assertThat(engine.containers()).isEmpty();
  }

  @Test
  void anImageIsThereOnceItWasPulled() throws Exception {
    var image = stage.release(Temper.WELL).image();
    engine.pull(image, Engine.PullWatch.TO_THE_END);
    assertThat(engine.has(image)).isTrue();
    engine.pull(image, Engine.PullWatch.TO_THE_END);
    assertThat(engine.has(stage.absent().image())).isFalse();
  }

  @Test
  void anImageThatIsKeptIsThereAsBeforeAndNoContainerIsTouched() throws Exception {
    String id = serving(one, Temper.WELL);
    Berth before = berth(id);
    var image = stage.release(Temper.WELL).image();
    engine.keepImages(image, Optional.empty());
    engine.keepImages(image, Optional.empty());
    assertThat(engine.has(image)).isTrue();
    assertThat(berths()).containsExactly(before);
  }

  @Test
  void anImageThatNoRegistryHasCannotBePulled() {
    refused(() -> engine.pull(stage.absent().image(), Engine.PullWatch.TO_THE_END));
  }

  @Test
  void aContainerOfAnImageThatIsNotThereCannotBeCreated() throws Exception {
    refused(() -> engine.create(one, stage.absent(), ORIGIN));
    assertThat(engine.containers()).isEmpty();
  }

  @Test
  void aPreparedContainerWasNeverStarted() throws Exception {
    String id = prepared(two, Temper.WELL);
    Release release = stage.release(Temper.WELL);
    assertThat(engine.containers()).extracting(Found::slot).containsExactly(2);
    Berth berth = berth(id);
    assertThat(berth.release()).isEqualTo(release.id());
    assertThat(berth.version()).isEqualTo(release.version());
    assertThat(berth.place()).isEqualTo(Place.PREPARED);
    assertThat(berth.state()).isEqualTo(State.CREATED);
    assertThat(berth.address()).isEmpty();
  }

  @Test
  void aContainerThatIsPreparedAlreadyIsTakenForCreated() throws Exception {
    String id = prepared(one, Temper.WELL);
    assertThat(prepared(one, Temper.WELL)).isEqualTo(id);
    assertThat(engine.containers()).hasSize(1);
  }

  @Test
  void aSecondContainerOfAReleaseCanBePreparedOnceTheFirstHasAnotherPlace() throws Exception {
    String first = serving(one, Temper.WELL);
    assertThat(prepared(one, Temper.WELL)).isNotEqualTo(first);
    assertThat(berths())
        .extracting(Berth::place)
        .containsExactlyInAnyOrder(Place.HOLDER, Place.PREPARED);
  }

  @Test
  void aContainerIsWhereItWasMovedTo() throws Exception {
    String id = prepared(one, Temper.WELL);
    for (Place to :
        List.of(Place.NEXT, Place.HOLDER, Place.LAST, Place.KEPT, Place.NEXT, Place.PREPARED)) {
      move(one, id, to);
      assertThat(berth(id).place()).isEqualTo(to);
      move(one, id, to);
      assertThat(berth(id).place()).isEqualTo(to);
    }
  }

  @Test
  void aPlaceThatIsTakenIsNotGivenTwice() throws Exception {
    String holder = serving(one, Temper.WELL);
    String other = prepared(one, Temper.WELL_TOO);
    refused(() -> move(one, other, Place.HOLDER));
    assertThat(berth(other).place()).isEqualTo(Place.PREPARED);
    assertThat(berth(holder).place()).isEqualTo(Place.HOLDER);
  }

  @Test
  void twoReleasesMayHaveTheSamePlaceBesidesTheSlotItself() throws Exception {
    String first = prepared(one, Temper.WELL);
    String other = prepared(one, Temper.WELL_TOO);
    move(one, first, Place.KEPT);
    move(one, other, Place.KEPT);
    assertThat(berths()).extracting(Berth::place).containsOnly(Place.KEPT);
  }

  @Test
  void aContainerThatRunsHasAnAddressAndOneThatEndedHasNone() throws Exception {
    String id = serving(one, Temper.WELL);
    assertThat(state(id)).isEqualTo(State.RUNNING);
    assertThat(berth(id).address()).isPresent();
    engine.stop(id, GRACE);
    assertThat(state(id)).isEqualTo(State.EXITED);
    assertThat(berth(id).address()).isEmpty();
  }

  @Test
  void startAndStopDoNothingToWhatIsSoAlready() throws Exception {
    String id = serving(one, Temper.WELL);
    engine.start(id);
    assertThat(state(id)).isEqualTo(State.RUNNING);
    engine.stop(id, GRACE);
    engine.stop(id, GRACE);
    assertThat(state(id)).isEqualTo(State.EXITED);
    String never = prepared(two, Temper.WELL);
    engine.stop(never, GRACE);
    assertThat(state(never)).isEqualTo(State.CREATED);
  }

  @Test
  void whatIsGoneCanBeRemovedAndNothingElse() throws Exception {
    String id = serving(one, Temper.WELL);
    Berth berth = berth(id);
    engine.stop(id, GRACE);
    engine.remove(id);
    assertThat(engine.containers()).isEmpty();
    engine.remove(id);
    refused(() -> engine.start(id));
    refused(() -> engine.stop(id, GRACE));
    refused(() -> engine.obituary(id, 1));
    refused(() -> engine.move(one, berth, Place.KEPT));
  }

  @Test
  void whatRunsIsNotRemoved() throws Exception {
    String id = serving(one, Temper.WELL);
    refused(() -> engine.remove(id));
    assertThat(state(id)).isEqualTo(State.RUNNING);
  }

  @Test
  void twoContainersOfASlotDoNotRunAtOnce() throws Exception {
    String holder = serving(one, Temper.WELL);
    String other = prepared(one, Temper.WELL_TOO);
    refused(() -> engine.start(other));
    assertThat(state(holder)).isEqualTo(State.RUNNING);
    assertThat(state(other)).isEqualTo(State.CREATED);
    engine.stop(holder, GRACE);
    engine.start(other);
    assertThat(state(other)).isEqualTo(State.RUNNING);
  }

  @Test
  void onesOwnSignalIsEnoughForWhatListens() throws Exception {
    String id = serving(one, Temper.WELL);
    Instant asked = stage.time().now();
    engine.stop(id, Duration.ofSeconds(30));
    assertThat(Duration.between(asked, stage.time().now())).isLessThan(Duration.ofSeconds(15));
    assertThat(engine.obituary(id, 1).exitCode()).contains(0);
  }

  @Test
  void whatDoesNotListenIsKilledWhenItsGraceIsOver() throws Exception {
    String id = serving(one, Temper.DEAF);
    Instant asked = stage.time().now();
    engine.stop(id, Duration.ofSeconds(3));
    assertThat(Duration.between(asked, stage.time().now()))
        .isBetween(Duration.ofMillis(2900), Duration.ofSeconds(20));
    assertThat(state(id)).isEqualTo(State.EXITED);
    assertThat(engine.obituary(id, 1).exitCode()).contains(137);
  }
}
