package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.haproxy.ServerName;
import ballast.model.Problem;
import ballast.model.Start;
import ballast.port.CallFailed;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class OwnStartConfigTest {
  private static final ServerName APP_1 = new ServerName("app-1");
  private static final ServerName APP_2 = new ServerName("app-2");

  private final Volume volume = new Volume();
  private final OwnStartConfig config = new OwnStartConfig(volume);

  @Test
  void whatHasBeenSeenOpenIsNotLookedAtAgain() throws Exception {
    config.set(APP_1, Start.OPEN);
    config.set(APP_1, Start.OPEN);
    assertThat(volume.looks).isEqualTo(1);
  }

  @Test
  void aLookChangesNothingAndIsTheOnlyOne() throws Exception {
    Set<String> before = volume.texts;
    config.look();
    assertThat(volume.texts).isEqualTo(before);
    config.set(APP_1, Start.OPEN);
    assertThat(volume.looks).isEqualTo(1);
  }

  @Test
  void everyChangeIsWritten() throws Exception {
    config.set(APP_1, Start.OPEN);
    config.set(APP_2, Start.OPEN);
    config.set(APP_1, Start.CLOSED);
    assertThat(volume.texts)
        .containsExactly("server app-1 10.0.0.1:80 disabled\nserver app-2 10.0.0.2:80\n");
    config.set(APP_1, Start.OPEN);
    assertThat(volume.texts)
        .containsExactly("server app-1 10.0.0.1:80\nserver app-2 10.0.0.2:80\n");
  }

  @Test
  void everyFileIsChanged() throws Exception {
    volume.texts = Set.of("server app-1 10.0.0.1:80\n", "server app-1 10.0.0.1:80 disabled\n");
    config.set(APP_1, Start.OPEN);
    assertThat(volume.texts).containsExactly("server app-1 10.0.0.1:80\n");
  }

  @Test
  void whatAFailedChangeHasLeftIsLookedAtAgain() throws Exception {
    config.set(APP_1, Start.OPEN);
    volume.loseTheNextAnswer = true;
    assertThatThrownBy(() -> config.set(APP_1, Start.CLOSED)).isInstanceOf(CallFailed.class);
    config.set(APP_1, Start.OPEN);
    assertThat(volume.texts)
        .containsExactly("server app-1 10.0.0.1:80\nserver app-2 10.0.0.2:80 disabled\n");
  }

  private static final class Volume implements OwnStartConfig.Texts {
    private Set<String> texts =
        Set.of("server app-1 10.0.0.1:80\nserver app-2 10.0.0.2:80 disabled\n");
    private int looks;
    private boolean loseTheNextAnswer;

    @Override
    public Set<String> rewrite(UnaryOperator<String> change) throws CallFailed {
      looks++;
      texts = texts.stream().map(change).collect(Collectors.toSet());
      if (loseTheNextAnswer) {
        loseTheNextAnswer = false;
        throw new CallFailed(
            new Problem("fe-1: no answer", "it took too long", ""), CallFailed.Effect.UNKNOWN);
      }
      return texts;
    }
  }
}
