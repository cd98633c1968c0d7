package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.haproxy.RuntimeCommand.OnWorker;
import ballast.haproxy.RuntimeCommand.Reload;
import ballast.haproxy.RuntimeCommand.SetHealth;
import ballast.haproxy.RuntimeCommand.SetState;
import ballast.haproxy.RuntimeCommand.SetWeight;
import ballast.haproxy.RuntimeCommand.ShowInfo;
import ballast.haproxy.RuntimeCommand.ShowProc;
import ballast.haproxy.RuntimeCommand.ShowServersConn;
import ballast.haproxy.RuntimeCommand.ShowServersState;
import ballast.haproxy.RuntimeCommand.ShowSessions;
import ballast.haproxy.RuntimeCommand.ShowStat;
import ballast.haproxy.RuntimeCommand.ShutdownSessions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesAndCommandsTest {
  private static final ServerRef SERVER = ServerRef.of("app", "s1");
  private static final Optional<BackendName> APP = Optional.of(new BackendName("app"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a;b", "a\nb", "a\\b", "a<<b", "a b", "a/b", "", " ", "#1", "a\tb", "ä", "a\0", "\"a\""
      })
  void aNameThatCouldChangeTheCommandIsRefused(String name) {
    assertThatThrownBy(() -> new BackendName(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ServerName(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOverLongNameIsRefusedAndTheLongestIsNot() {
    assertThat(new ServerName("x".repeat(Names.LONGEST)).value()).hasSize(Names.LONGEST);
    assertThatThrownBy(() -> new ServerName("x".repeat(Names.LONGEST + 1)))
        .hasMessageContaining("at most 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pxApp_1", "app-1", "a.b:c", "1"})
  void whatHaproxyAllowsIsAllowed(String name) {
    assertThat(new ServerName(name)).hasToString(name);
  }

  @Test
  void everyCommandHasItsExactLine() {
    assertThat(new SetState(SERVER, Admission.READY).line())
        .isEqualTo("set server app/s1 state ready");
    assertThat(new SetState(SERVER, Admission.DRAIN).line())
        .isEqualTo("set server app/s1 state drain");
    assertThat(new SetState(SERVER, Admission.MAINT).line())
        .isEqualTo("set server app/s1 state maint");
    assertThat(new SetHealth(SERVER, Health.DOWN).line())
        .isEqualTo("set server app/s1 health down");
    assertThat(new SetHealth(SERVER, Health.UP).line()).isEqualTo("set server app/s1 health up");
    assertThat(new SetWeight(SERVER, 256).line()).isEqualTo("set server app/s1 weight 256");
    assertThat(new ShutdownSessions(SERVER).line()).isEqualTo("shutdown sessions server app/s1");
    assertThat(new ShowInfo().line()).isEqualTo("show info");
    assertThat(new ShowStat(APP).line()).isEqualTo("show stat app 6 -1");
    assertThat(new ShowStat(Optional.empty()).line()).isEqualTo("show stat");
    assertThat(new ShowServersState(APP).line()).isEqualTo("show servers state app");
    assertThat(new ShowServersState(Optional.empty()).line()).isEqualTo("show servers state");
    assertThat(new ShowServersConn(APP).line()).isEqualTo("show servers conn app");
    assertThat(new ShowSessions().line()).isEqualTo("show sess");
    assertThat(new ShowProc().line()).isEqualTo("show proc");
    assertThat(new Reload().line()).isEqualTo("reload");
  }

  @Test
  void everyCommandOfAWorkerCarriesItsPrefix() {
    var drain = new SetState(SERVER, Admission.DRAIN);
    assertThat(new OnWorker(42, List.of(drain, new ShowInfo())).request())
        .isEqualTo("@!42 set server app/s1 state drain;@!42 show info");
    assertThatThrownBy(() -> new OnWorker(42, List.of(new Reload())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OnWorker(42, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OnWorker(0, List.of(drain)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRequestAsksForSeveritiesFirst() {
    assertThat(new ShowSessions().request()).isEqualTo("set severity-output number;show sess");
    assertThat(new Reload().request()).isEqualTo("reload");
  }

  @Test
  void aWeightOutOfRangeCannotBeWritten() {
    assertThatThrownBy(() -> new SetWeight(SERVER, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SetWeight(SERVER, 257))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
