package ballast.command;

import static ballast.sim.Words.slot;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Exit;
import ballast.event.Recording;
import ballast.model.Admission;
import ballast.model.Host;
import ballast.model.Load;
import ballast.model.Policy;
import ballast.sim.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyTest {
  @TempDir Path folder;
  private final World world = World.of(3, 3, Policy.defaults());
  private final Screen screen = new Screen();

  @Test
  void whereEverySlotServesThatIsSaid() throws Exception {
    assertThat(why(new Why.About.Everything())).isEqualTo(Exit.DONE);
    assertThat(screen.out()).startsWith("every one of 9 slots serves");
  }

  @Test
  void onlyWhatIsNotAsUsualIsToldUnlessASlotIsNamed() throws Exception {
    world.fleet.byHand(slot("fe-1/2"), Admission.MAINT, Duration.ofSeconds(1));
    world.fleet.unreachable(new Host("fe-3"), Duration.ofSeconds(1));
    world.simulation.sleep(Duration.ofSeconds(2));
    assertThat(why(new Why.About.Everything())).isEqualTo(Exit.UNREACHABLE);
    assertThat(screen.out().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("fe-3 could not be read"))
        .anyMatch(line -> line.startsWith("fe-1/2 was taken out by someone else (maint) 7 s ago"));
  }

  @Test
  void anAskedSlotIsToldEvenWhereItServes() throws Exception {
    why(new Why.About.OneSlot(slot("fe-2/3")));
    assertThat(screen.out()).startsWith("fe-2/3 serves v1 since 7 s").hasLineCount(1);
    why(new Why.About.OneHost(new Host("fe-1")));
    assertThat(screen.out()).hasLineCount(4);
  }

  @Test
  void lookingDrainsNothing() throws Exception {
    why(new Why.About.OneHost(new Host("fe-1")));
    assertThat(world.serving()).hasSize(9).containsOnly("v1");
  }

  @Test
  void theDeadlineOfADrainIsReadFromTheStoryAndGoesWithTheDrain() {
    var recording = new Recording(2, 2).opens();
    var slot = recording.slots().getFirst();
    recording.begins(slot);
    assertThat(Deadline.of(recording.entries(), slot)).contains(Recording.START.plusSeconds(30));
    assertThat(Deadline.of(recording.entries(), recording.slots().getLast())).isEmpty();
    recording.finishes(slot);
    assertThat(Deadline.of(recording.entries(), slot)).isEmpty();
  }

  private Exit why(Why.About about) throws Exception {
    Why.Loads loads =
        _ -> Optional.of(new Load(0, Optional.empty(), Optional.of(Duration.ofSeconds(7))));
    return new Why(screen.terminal(), world.simulation, world.simulation, folder)
        .tell(world.service, about, world.fleet, loads);
  }
}
