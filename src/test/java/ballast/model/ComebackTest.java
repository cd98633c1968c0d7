package ballast.model;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Berth.Place;
import ballast.model.Berth.State;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What an engine is told of a container before it gets another place, so that after a power cut
/// each slot's own comes back and no other.
class ComebackTest {
  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"PREPARED", "NEXT"})
  void whatGetsItsSlotForTheFirstTimeNeedsNotBeTold(Place from) {
    assertThat(told(from, State.CREATED, Place.HOLDER)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"LAST", "KEPT"})
  void whatWasPutAsideBeforeItEverRanIsToldThatItComesBack(Place from) {
    assertThat(told(from, State.CREATED, Place.HOLDER)).contains(Comeback.AS_CONFIGURED);
  }

  @Test
  void whatHasRunAndGetsItsSlotIsToldThatItComesBack() {
    assertThat(told(Place.PREPARED, State.EXITED, Place.HOLDER)).contains(Comeback.AS_CONFIGURED);
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void whatGivesItsSlotAwayStaysDown(State state) {
    assertThat(told(Place.HOLDER, state, Place.LAST)).contains(Comeback.NEVER);
    assertThat(told(Place.LAST, state, Place.KEPT)).contains(Comeback.NEVER);
  }

  @Test
  void whatNeverServedStaysDownOnceItHasRun() {
    assertThat(told(Place.NEXT, State.RUNNING, Place.PREPARED)).contains(Comeback.NEVER);
    assertThat(told(Place.NEXT, State.CREATED, Place.PREPARED)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"NEXT", "LEAVING"})
  void theMarkOfAHandOverTellsNothing(Place to) {
    assertThat(told(Place.HOLDER, State.RUNNING, to)).isEmpty();
  }

  private static Optional<Comeback> told(Place from, State state, Place to) {
    var berth =
        new Berth(
            "a", new ReleaseId("3f2a9c01d7e4"), "v1", from, state, Optional.empty(), Instant.EPOCH);
    return Comeback.told(berth, to);
  }
}
