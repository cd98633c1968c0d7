package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.cli.Command.Consent;
import ballast.model.Host;
import ballast.reach.BalancerSetup.Ahead;
import ballast.reach.BalancerSetup.Effect;
import ballast.reach.BalancerSetup.Prepared;
import ballast.reach.BalancerSetup.Replacing;
import ballast.rollout.Signal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SetupConsentTest {
  @Test
  void aYesToAGapThatWasShownAllowsIt() throws Failure, InterruptedException {
    assertThat(asked("y\n").to(List.of(ahead(Effect.RELOADED), ahead(Effect.REPLACED))))
        .isEqualTo(Replacing.ALLOWED);
  }

  @Test
  void aYesToAReloadAllowsNoGap() throws Failure, InterruptedException {
    assertThat(asked("y\n").to(List.of(ahead(Effect.RELOADED)))).isEqualTo(Replacing.REFUSED);
    assertThat(asked("").to(List.of(ahead(Effect.CREATED)))).isEqualTo(Replacing.REFUSED);
  }

  @Test
  void aNoToAGapEndsIt() {
    assertThatThrownBy(() -> asked("n\n").to(List.of(ahead(Effect.REPLACED))))
        .isInstanceOf(Failure.class);
  }

  @Test
  void whereNobodyIsAskedWhatWasSaidInAdvanceHolds() throws Failure, InterruptedException {
    List<Prepared> gap = List.of(ahead(Effect.REPLACED));
    assertThat(consent("", Terminal.Kind.PIPE, Consent.ASK).to(gap)).isEqualTo(Replacing.REFUSED);
    assertThat(consent("", Terminal.Kind.PIPE, Consent.GIVEN).to(gap)).isEqualTo(Replacing.ALLOWED);
  }

  private static SetupConsent asked(String answer) {
    return consent(answer, Terminal.Kind.INTERACTIVE, Consent.ASK);
  }

  private static SetupConsent consent(String answer, Terminal.Kind kind, Consent consent) {
    var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var in = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
    return new SetupConsent(new Terminal(out, out, in, kind, 80, 24), consent, new Signal());
  }

  private static Prepared ahead(Effect effect) {
    return new Prepared.Ready(
        new Host("fe-1"), Optional.of("a\n"), "b\n", Set.of(), new Ahead(effect, "changes"));
  }
}
