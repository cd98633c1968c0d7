package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.event.Entry;
import ballast.event.Recording;
import ballast.journal.JsonLinesJournal;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Policy;
import ballast.port.Lock;
import ballast.rollout.Lease;
import ballast.rollout.Signal;
import ballast.rollout.Taking;
import ballast.sim.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
  @TempDir Path folder;
  private final World world = World.of(3, 3, Policy.defaults());
  private final Lock lock = world.fleet.lock();
  private final Signal watcher = new Signal();
  private final Screen screen = new Screen();

  @Test
  void aJournalThatGrowsIsShownAsItGrowsUntilTheRolloutEnds() throws Exception {
    List<Entry> story = Recording.success();
    var lines = new ArrayList<Integer>();
    try (Lease _ = Holding.lease(world, new Signal());
        var journal = journal()) {
      for (int i = 0; i < story.size(); i++) {
        Entry entry = story.get(i);
        world.simulation.later(
            Duration.ofMillis(400L * i),
            () -> {
              lines.add(screen.err().split("\n").length);
              journal.accept(entry);
            });
      }
      assertThat(follow()).isEqualTo(Exit.DONE);
    }
    assertThat(screen.out()).contains("done: every slot serves pxapp 1.4.2");
    assertThat(lines).as("lines shown before each event").isSorted();
    assertThat(lines.get(story.size() / 2)).isBetween(10, lines.getLast() - 10);
  }

  @Test
  void itIsNotReadMoreOftenThanFiveTimesASecond() {
    assertThat(Following.POLL).isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @Test
  void theRolloutsOwnExitCodeIsGivenWhereItsEndIsTold() throws Exception {
    try (Lease _ = Holding.lease(world, new Signal());
        var journal = journal()) {
      Recording.failure().forEach(journal::accept);
      assertThat(follow()).isEqualTo(Exit.WENT_BACK);
    }
  }

  @Test
  void anEndThatIsToldWhenTheLockIsGivenUpIsNotMissed() throws Exception {
    String token = Holding.taken(lock, LockHolder.Kind.COMMAND, Optional.empty());
    List<Entry> story = Recording.success();
    var journal = journal();
    story.subList(0, story.size() - 1).forEach(journal::accept);
    LockView held = held();
    // The lock is looked at two seconds later; the end is told while that look is on its way.
    world.simulation.later(Duration.ofMillis(1900), () -> Holding.removed(world, token));
    world.simulation.later(Following.LOOK.plusMillis(1), () -> journal.accept(story.getLast()));
    assertThat(watch().follow(wanted(Command.Output.AUTO), lock, held)).isEqualTo(Exit.DONE);
    assertThat(screen.out()).contains("done: every slot serves");
  }

  @Test
  void aHolderThatDiesIsToldWithTheNextCommand() throws Exception {
    Holding.taken(lock, LockHolder.Kind.COMMAND, Optional.empty());
    List<Entry> story = Recording.success();
    try (var journal = journal()) {
      story.subList(0, story.size() / 2).forEach(journal::accept);
      var before = world.simulation.now();
      assertThat(follow()).isEqualTo(Exit.LOCKED);
      assertThat(Duration.between(before, world.simulation.now()))
          .isBetween(Taking.DEAD, Taking.DEAD.plusSeconds(5));
    }
    assertThat(screen.err())
        .contains("no sign of life", "ballast deploy RELEASE takes over", "ballast repair");
  }

  @Test
  void aHolderWhoseProcessIsGoneFromThisMachineIsKnownDeadAtOnce() throws Exception {
    LockHolder.LocalProcess me = Holders.process().orElseThrow();
    var gone = new LockHolder.LocalProcess(me.machine(), me.number(), "0");
    Holding.taken(lock, LockHolder.Kind.COMMAND, Optional.of(gone));
    var before = world.simulation.now();
    try (var journal = journal()) {
      journal.accept(Recording.success().getFirst());
      assertThat(follow()).isEqualTo(Exit.LOCKED);
    }
    assertThat(Duration.between(before, world.simulation.now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aRolloutThatLeavesItsLockWithoutAnEndEndedWithoutAWord() throws Exception {
    String token = Holding.taken(lock, LockHolder.Kind.COMMAND, Optional.empty());
    world.simulation.later(Duration.ofSeconds(3), () -> Holding.removed(world, token));
    assertThat(follow()).isEqualTo(Exit.MIXED);
    assertThat(screen.err())
        .contains("ended without a word", "how it ended is not known", "next: ballast status");
  }

  @Test
  void whoStopsWatchingStopsNothingElse() throws Exception {
    var holder = new Signal();
    try (Lease _ = Holding.lease(world, holder);
        var journal = journal()) {
      journal.accept(Recording.success().getFirst());
      world.simulation.later(Duration.ofSeconds(5), watcher::stop);
      assertThat(follow()).isEqualTo(Exit.DONE);
    }
    assertThat(holder.state()).isEqualTo(Signal.State.GO);
    assertThat(screen.err()).contains("watching has ended; the rollout goes on");
  }

  @Test
  void withoutItsJournalTheReportsAndTheFleetTellHowFarItIs() throws Exception {
    Lease lease = Holding.lease(world, new Signal());
    lease.report("3 of 9 slots done");
    world.simulation.later(Duration.ofSeconds(9), () -> lease.report("4 of 9 slots done"));
    world.simulation.later(
        Duration.ofSeconds(15),
        () ->
            world
                .simulation
                .<Boolean>bench()
                .start(() -> {
                  lease.close();
                  return true;
                }));
    world.simulation.sleep(Duration.ofSeconds(3));
    Command.Watch wanted = wanted(Command.Output.AUTO);
    assertThat(watch().lookOn(wanted, world.service, world.fleet, lock, held()))
        .isEqualTo(Exit.MIXED);
    assertThat(screen.out())
        .isEqualTo(
            """
            3 of 9 slots done; 9 of 9 slots serve: 9 of v1
            4 of 9 slots done; 9 of 9 slots serve: 9 of v1
            """);
    assertThat(screen.err())
        .contains(
            "how is not known here: what it said is with anna@laptop", "next: ballast status");
  }

  @Test
  void aRolloutOfThisMachineIsFollowedEvenWhereTheLockCannotBeLookedAt() throws Exception {
    var dark = new Failure(Exit.UNREACHABLE, "fe-1 keeps the lock and cannot be reached");
    Command.Watch wanted = wanted(Command.Output.AUTO);
    assertThatThrownBy(() -> watch().withoutTheLock(wanted, world.service, dark)).isSameAs(dark);
    List<Entry> story = Recording.success();
    try (var journal =
        JsonLinesJournal.open(folder, Holding.ROLLOUT, "anna@laptop", Holders.process(), _ -> {})) {
      journal.accept(story.getFirst());
      world.simulation.later(
          Duration.ofSeconds(9), () -> story.stream().skip(1).forEach(journal::accept));
      assertThat(watch().withoutTheLock(wanted, world.service, dark)).isEqualTo(Exit.DONE);
    }
    assertThat(screen.err()).contains("cannot be reached", "is shown");
    assertThat(screen.out()).contains("done: every slot serves");
  }

  @Test
  void whenNothingRunsTheLastRolloutIsShown() throws Exception {
    try (var journal = journal()) {
      Recording.success().forEach(journal::accept);
    }
    assertThat(watch().nothingRuns(wanted(Command.Output.AUTO), world.service, Optional.empty()))
        .isEqualTo(Exit.DONE);
    assertThat(screen.out()).startsWith("last: done: pxapp 1.4.2, 9 slots in ");
    assertThat(screen.err()).contains("no rollout of pxapp runs");
  }

  private Exit follow() throws Exception {
    return watch().follow(wanted(Command.Output.AUTO), lock, held());
  }

  private LockView held() throws Exception {
    return lock.look().orElseThrow();
  }

  private Watch watch() {
    return new Watch(screen.terminal(), world.simulation, world.simulation, watcher, folder);
  }

  private Command.Watch wanted(Command.Output output) {
    return new Command.Watch(Screen.common(folder, output));
  }

  private JsonLinesJournal journal() {
    return JsonLinesJournal.open(folder, Holding.ROLLOUT, "anna@laptop", Optional.empty(), _ -> {});
  }
}
