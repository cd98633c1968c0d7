package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.cli.Exit;
import ballast.model.Host;
import ballast.model.Policy;
import ballast.reach.Marks;
import ballast.rollout.Signal;
import ballast.sim.World;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnchoringTest {
  private static final Host A = new Host("fe-1");
  private static final Host B = new Host("fe-2");
  private static final Optional<String> NOBODY_TYPED = Optional.empty();

  private final World world = World.of(2, 1, Policy.defaults());
  private final Marks marks = new Marks(A, B);
  private final Screen screen = new Screen();

  @Test
  void theFirstUseMarksTheAnchorAndAsksNobody() throws Exception {
    confirm(screen.terminal(), A, NOBODY_TYPED);
    confirm(screen.terminal(), A, NOBODY_TYPED);
    assertThat(marks.numbers()).isEqualTo(Map.of(A, 1L));
    assertThat(screen.err()).isEmpty();
  }

  @Test
  void anotherHostThanBeforeIsRefusedWhereNobodyCanBeAsked() throws Exception {
    confirm(screen.terminal(), A, NOBODY_TYPED);
    Failure failure = refused(screen.terminal(), B, NOBODY_TYPED);
    assertThat(failure.exit()).isEqualTo(Exit.USAGE);
    assertThat(failure)
        .hasMessageContaining("would be kept on fe-2; so far it was kept on fe-1")
        .hasMessageContaining("Nothing was touched")
        .hasMessageContaining("--anchor fe-2");
    assertThat(marks.numbers()).isEqualTo(Map.of(A, 1L));
  }

  @Test
  void whoeverNamesItOnTheCommandLineHasConfirmedIt() throws Exception {
    confirm(screen.terminal(), A, NOBODY_TYPED);
    confirm(screen.terminal(), B, Optional.of("fe-2"));
    assertThat(marks.numbers()).isEqualTo(Map.of(B, 2L));
  }

  @Test
  void aNameOnTheCommandLineThatIsNotTheAnchorsIsAMistake() {
    Failure failure = refused(screen.terminal(), A, Optional.of("fe-2"));
    assertThat(failure.exit()).isEqualTo(Exit.USAGE);
    assertThat(failure).hasMessageContaining("the lock is kept on fe-1");
    assertThat(marks.numbers()).isEmpty();
  }

  @Test
  void aPersonMustTypeItsName() throws Exception {
    confirm(screen.terminal(), A, NOBODY_TYPED);
    Failure failure = refused(screen.answering("yes\n"), B, NOBODY_TYPED);
    assertThat(failure.exit()).isEqualTo(Exit.STOPPED);
    confirm(screen.answering("fe-2\n"), B, NOBODY_TYPED);
    assertThat(marks.numbers()).isEqualTo(Map.of(B, 2L));
    assertThat(screen.err()).contains("Whoever still uses another host is not kept out");
  }

  @Test
  void aHostThatCannotBeAskedMayHaveKeptIt() {
    marks.goesDark(B);
    Failure failure = refused(screen.terminal(), A, NOBODY_TYPED);
    assertThat(failure).hasMessageContaining("since fe-2 cannot be asked");
  }

  @Test
  void whoeverMarksAtTheSameMomentIsSeenAndNothingIsTaken() {
    marks.afterSetting(A, () -> marks.mark(B, 1));
    Failure failure = refused(screen.terminal(), A, NOBODY_TYPED);
    assertThat(failure.exit()).isEqualTo(Exit.LOCKED);
    assertThat(failure)
        .hasMessageContaining("at the same moment; nothing was touched")
        .hasMessageContaining("fe-2")
        .hasMessageContaining("agree on one ballast.yml");
    assertThat(marks.numbers()).containsKey(B);
  }

  private Failure refused(Terminal terminal, Host anchor, Optional<String> typed) {
    Failure failure = catchThrowableOfType(Failure.class, () -> confirm(terminal, anchor, typed));
    assertThat(failure).isNotNull();
    return failure;
  }

  private void confirm(Terminal terminal, Host anchor, Optional<String> typed) throws Exception {
    new Anchoring(terminal, world.simulation, new Signal())
        .confirm(marks.anchor(anchor, world.fleet.lock()), typed);
  }
}
