package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.cli.Arguments;
import ballast.cli.Command;
import ballast.model.Policy;
import ballast.plan.Scope;
import ballast.sim.Rehearsal;
import ballast.sim.Words;
import ballast.sim.World;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RehearsalReportTest {
  private static final Command.Rehearse WANTED =
      (Command.Rehearse)
          ((Arguments.Parsed.Wanted)
                  Arguments.parse(
                      new String[] {"rehearse", "v2", "--faults", "kill,hand"},
                      new PrintWriter(new StringWriter()),
                      new PrintWriter(new StringWriter())))
              .command();

  private static Rehearsal.Ending ending() throws InterruptedException {
    World world = World.of(2, 2, Policy.defaults());
    return new Rehearsal(world.service, Policy.defaults(), new Scope.All(), world.look(), 3)
        .run(Words.release("v2"), Set.of(), List.of());
  }

  @Test
  void itAlwaysSaysThatNothingWasTouchedAndHowToRepeatIt() throws InterruptedException {
    List<String> lines = RehearsalReport.lines(WANTED, ending(), 4, "takes about 9 s", 3);
    assertThat(lines)
        .anyMatch(line -> line.contains("nothing was touched"))
        .anyMatch(line -> line.matches("  promises +all kept"))
        .anyMatch(line -> line.contains("at most 1 of 4 slots of the fleet at once, 1 of one host"))
        .anyMatch(line -> line.contains("takes about 9 s"))
        .anyMatch(line -> line.contains("ballast rehearse v2 --faults kill,hand --seed 3"));
  }

  @Test
  void brokenPromisesAreNamed() throws InterruptedException {
    Rehearsal.Ending well = ending();
    var broken =
        new Rehearsal.Ending(
            well.receipt(), List.of("  12 FLOOR: 2 slots are out"), 2, 2, 10, 1, 0);
    assertThat(RehearsalReport.lines(WANTED, broken, 4, "", 3))
        .anyMatch(line -> line.contains("BROKEN"))
        .anyMatch(line -> line.contains("FLOOR: 2 slots are out"));
    assertThat(RehearsalReport.json(WANTED, broken, 3))
        .contains("\"touched\":\"nothing\"", "\"seed\":3", "FLOOR: 2 slots are out");
  }
}
