package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Host;
import ballast.reach.BalancerSetup.Ahead;
import ballast.reach.BalancerSetup.Effect;
import ballast.reach.BalancerSetup.Prepared;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SetupPreviewTest {
  @Test
  void hostsThatChangeAlikeAreToldTogether() {
    assertThat(
            shown(
                reloaded("fe-1", "a\nb\n", "a\nc\n"),
                reloaded("fe-2", "a\nb\n", "a\nc\n"),
                reloaded("fe-3", "b\n", "c\n"),
                unchanged("fe-4")))
        .isEqualTo(
            """
            fe-1, fe-2:
                reloaded
                @@ -1,2 +1,2 @@
                 a
                -b
                +c
            fe-3:
                reloaded
                @@ -1,1 +1,1 @@
                -b
                +c
            """);
  }

  @Test
  void whereNothingChangesThatIsSaid() {
    assertThat(shown(unchanged("fe-1"))).isEqualTo("nothing changes\n");
  }

  @Test
  void aPasswordIsNotShown() {
    assertThat(
            shown(
                reloaded(
                    "fe-1",
                    "    stats auth admin:canary1\n    user a insecure-password canary2\n",
                    "    stats auth admin:canary3\n    user a password canary4\n")))
        .contains("-    stats auth (hidden)", "+    user a password (hidden)")
        .doesNotContain("canary");
  }

  private static Prepared reloaded(String host, String before, String after) {
    return new Prepared.Ready(
        new Host(host),
        Optional.of(before),
        after,
        Set.of(),
        new Ahead(Effect.RELOADED, "reloaded"));
  }

  private static Prepared unchanged(String host) {
    return new Prepared.Ready(
        new Host(host), Optional.of("a\n"), "a\n", Set.of(), new Ahead(Effect.NOTHING, "nothing"));
  }

  private static String shown(Prepared... prepared) {
    var screen = new Screen();
    new SetupPreview(screen.terminal().out()).show(List.of(prepared));
    return screen.out();
  }
}
