package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.cli.Exit;
import ballast.model.Host;
import ballast.plan.Scope;
import ballast.sim.Words;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final Targets TARGETS = new Targets(Words.hosts(3), new Scope.All(), 3);

  @Test
  void aHostStandsForAllOfItsSlotsAndASlotForItself() throws Failure {
    assertThat(TARGETS.slots(List.of("fe-2"))).hasToString("[fe-2/1, fe-2/2, fe-2/3]");
    assertThat(TARGETS.slots(List.of("fe-3/2", "fe-1/1", "fe-3/2")))
        .hasToString("[fe-1/1, fe-3/2]");
  }

  @Test
  void whatIsNotThereIsRefusedWithWhatIs() {
    refuses("fe-9", "fe-1, fe-2, fe-3");
    refuses("fe-2/4", "fe-2/1 to fe-2/3");
    refuses("fe-2/0", "fe-2/1 to fe-2/3");
    refuses("fe-2/", "fe-2/1 to fe-2/3");
    refuses("", "fe-1, fe-2, fe-3");
  }

  @Test
  void aHostThatTheLimitLeavesOutIsRefused() {
    var limited = new Targets(Words.hosts(3), new Scope.Only(Set.of(new Host("fe-1"))), 3);
    assertThatThrownBy(() -> limited.slots(List.of("fe-2"))).hasMessageContaining("--limit");
  }

  private static void refuses(String target, String told) {
    assertThatThrownBy(() -> TARGETS.slots(List.of(target)))
        .hasMessageContaining(told)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.USAGE));
  }
}
