package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Command;
import ballast.cli.Command.Word;
import ballast.cli.Exit;
import ballast.model.LockHolder;
import ballast.model.Policy;
import ballast.port.Lock;
import ballast.rollout.Lease;
import ballast.rollout.Reporting;
import ballast.rollout.Signal;
import ballast.sim.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TellTest {
  private final World world = World.of(3, 3, Policy.defaults());
  private final Lock lock = world.fleet.lock();
  private final Signal holder = new Signal();
  private final Screen screen = new Screen();

  @ParameterizedTest
  @EnumSource
  void whoeverRunsObeysFromAnyTerminalAndIsSeenToHaveHeard(Word word) throws Exception {
    if (word == Word.RESUME) {
      holder.obey(ballast.model.Order.PAUSE);
    }
    try (Lease lease = Holding.lease(world, holder)) {
      lease.report("12 of 27 slots done");
      Instant before = world.simulation.now();
      assertThat(tell(word)).isEqualTo(Exit.DONE);
      assertThat(holder.state())
          .isEqualTo(
              switch (word) {
                case PAUSE -> Signal.State.PAUSED;
                case RESUME -> Signal.State.GO;
                case ABORT -> Signal.State.STOPPED;
              });
      assertThat(Duration.between(before, world.simulation.now())).isLessThan(Tell.PATIENCE);
    }
    assertThat(screen.out()).contains("anna@laptop", "12 of 27 slots done", "next: ballast");
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "ABORT"})
  void whatGoesBackDoesSoToItsEndAndThatIsSaid(Word word) throws Exception {
    try (Lease lease = Holding.lease(world, holder)) {
      lease.report(Reporting.BACK + "3 of 9 slots done");
      assertThat(tell(word)).isEqualTo(Exit.LOCKED);
    }
    assertThat(screen.out())
        .startsWith("not ")
        .contains("goes back to its end", "anna@laptop", "next: ballast watch")
        .doesNotContain("no other is begun");
  }

  @Test
  void aSetUpIsNotPaused() throws Exception {
    try (Lease _ = Holding.lease(world, holder, Locking.SETUP)) {
      assertThat(tell(Word.PAUSE)).isEqualTo(Exit.LOCKED);
    }
    assertThat(screen.out()).contains("not paused: a set-up is done to its end");
  }

  @Test
  void whereNoRolloutRunsOnlyAPauseIsAMistake() throws Exception {
    assertThat(tell(Word.RESUME)).isEqualTo(Exit.DONE);
    assertThat(tell(Word.ABORT)).isEqualTo(Exit.DONE);
    assertThat(tell(Word.PAUSE)).isEqualTo(Exit.USAGE);
    assertThat(screen.out())
        .contains("nothing to abort", "nothing to pause\n  next: ballast lock keeps");
  }

  @Test
  void aPersonsLockIsNoRollout() throws Exception {
    Holding.taken(lock, LockHolder.Kind.BY_HAND, Optional.empty());
    assertThat(tell(Word.ABORT)).isEqualTo(Exit.DONE);
    assertThat(screen.out()).contains("no rollout runs", "has locked the service");
    assertThat(lock.look().orElseThrow().order()).isEmpty();
  }

  @Test
  void aHolderThatGivesNoSignOfLifeIsToldWithWhoTakesOver() throws Exception {
    Holding.taken(lock, LockHolder.Kind.COMMAND, Optional.empty());
    Instant before = world.simulation.now();
    assertThat(tell(Word.PAUSE)).isEqualTo(Exit.LOCKED);
    assertThat(Duration.between(before, world.simulation.now()))
        .isBetween(Tell.PATIENCE, Tell.PATIENCE.plusSeconds(2));
    assertThat(screen.out()).contains("gave no sign that it heard within 15 s", "ballast repair");
  }

  @Test
  void aRolloutThatEndsMeanwhileIsNoFailureOfAnAbort() throws Exception {
    String token = Holding.taken(lock, LockHolder.Kind.COMMAND, Optional.empty());
    world.simulation.later(Duration.ofSeconds(1), () -> Holding.removed(world, token));
    assertThat(tell(Word.ABORT)).isEqualTo(Exit.DONE);
    assertThat(screen.out()).contains("has ended meanwhile");
  }

  @Test
  void programsGetWhatBecameOfIt() throws Exception {
    try (Lease lease = Holding.lease(world, holder)) {
      lease.report("12 of 27 slots done");
      assertThat(
              new Tell(screen.terminal(), world.simulation, world.simulation)
                  .tell(wanted(Word.PAUSE, Command.Output.JSON), lock))
          .isEqualTo(Exit.DONE);
    }
    assertThat(screen.out())
        .startsWith("{\"order\":\"pause\",\"outcome\":\"heard\",\"rollout\":\"r1\"");
  }

  private Exit tell(Word word) throws Failure, InterruptedException {
    return new Tell(screen.terminal(), world.simulation, world.simulation)
        .tell(wanted(word, Command.Output.AUTO), lock);
  }

  private static Command.Tell wanted(Word word, Command.Output output) {
    return new Command.Tell(Screen.common(Path.of("nowhere"), output), word);
  }
}
