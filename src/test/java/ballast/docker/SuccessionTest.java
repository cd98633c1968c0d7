package ballast.docker;

import static ballast.docker.Succession.First.ABSENT;
import static ballast.docker.Succession.First.ENDING;
import static ballast.docker.Succession.First.SERVING;
import static ballast.docker.Succession.First.STOPPED;
import static ballast.docker.Succession.Proof.NOT_SEEN;
import static ballast.docker.Succession.Proof.SEEN;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.docker.Succession.First;
import ballast.docker.Succession.HandOver;
import ballast.docker.Succession.Inherit;
import ballast.docker.Succession.Proof;
import ballast.docker.Succession.Revive;
import ballast.docker.Succession.Second;
import ballast.docker.Succession.Settled;
import ballast.docker.Succession.Undo;
import ballast.model.Berth;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SuccessionTest {
  @ParameterizedTest
  @EnumSource(First.class)
  void withoutASuccessorNothingIsBegun(First first) {
    assertThat(Succession.of(first, Second.ABSENT, SEEN)).isEqualTo(new Settled());
  }

  @ParameterizedTest
  @EnumSource(
      value = First.class,
      names = {"ABSENT", "STOPPED", "SERVING"})
  void aSuccessorThatServesNobodyIsUndone(First first) {
    assertThat(Succession.of(first, Second.STOPPED, SEEN)).isEqualTo(new Undo());
  }

  @Test
  void oneThatIsDownAfterTheFirstWasToldToEndIsStartedAgain() {
    assertThat(Succession.of(ENDING, Second.STOPPED, SEEN)).isEqualTo(new Revive());
  }

  @Test
  void twoThatRunAreHandedOverAndItIsKnownWhetherThereIsAWayBack() {
    assertThat(Succession.of(SERVING, Second.RUNNING, SEEN)).isEqualTo(new HandOver(SERVING));
    assertThat(Succession.of(ENDING, Second.RUNNING, SEEN)).isEqualTo(new HandOver(ENDING));
  }

  @Test
  void aSuccessorThatNobodySawServeIsUndoneAsLongAsThereIsAWayBack() {
    assertThat(Succession.of(SERVING, Second.RUNNING, NOT_SEEN)).isEqualTo(new Undo());
    assertThat(Succession.of(ENDING, Second.RUNNING, NOT_SEEN)).isEqualTo(new HandOver(ENDING));
  }

  @ParameterizedTest
  @EnumSource(Proof.class)
  void aSuccessorThatRunsAloneInherits(Proof proof) {
    assertThat(Succession.of(ABSENT, Second.RUNNING, proof)).isEqualTo(new Inherit());
    assertThat(Succession.of(STOPPED, Second.RUNNING, proof)).isEqualTo(new Inherit());
  }

  @ParameterizedTest
  @CsvSource({
    "running, always, SERVING, RUNNING",
    "running, unless-stopped, SERVING, RUNNING",
    "running, no, ENDING, RUNNING",
    "paused, always, SERVING, RUNNING",
    "restarting, always, STOPPED, STOPPED",
    "created, no, STOPPED, STOPPED",
    "exited, no, STOPPED, STOPPED",
    "dead, always, STOPPED, STOPPED"
  })
  void whereAContainerStandsIsReadFromItsStateAndWhetherItWouldComeBack(
      String state, String restart, First first, Second second) throws IOException {
    Optional<Inspected> container = Optional.of(container(state, restart, "host"));
    assertThat(First.of(container)).isEqualTo(first);
    assertThat(Second.of(container)).isEqualTo(second);
  }

  @Test
  void whatIsNotThereIsAbsent() {
    assertThat(First.of(Optional.empty())).isEqualTo(ABSENT);
    assertThat(Second.of(Optional.empty())).isEqualTo(Second.ABSENT);
  }

  @Test
  void aHaproxyOfTheHostsNetworkThatHandsOverItsSocketsIsSucceededWithoutAGap() throws IOException {
    assertThat(ManagedBalancer.whyGap(container("running", "always", "host"), HANDS_OVER))
        .isEmpty();
  }

  @Test
  void oneInANetworkOfItsOwnIsNot() throws IOException {
    assertThat(ManagedBalancer.whyGap(container("running", "always", "ballast-shop"), HANDS_OVER))
        .hasValueSatisfying(why -> assertThat(why).contains("network ballast-shop"));
  }

  @Test
  void oneThatKeepsItsSocketsIsNot() throws IOException {
    assertThat(
            ManagedBalancer.whyGap(
                container("running", "always", "host"),
                Optional.of("global\n  stats socket /run/ballast/admin.sock level admin\n")))
        .hasValueSatisfying(why -> assertThat(why).contains("expose-fd listeners"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Berth.State.class,
      names = {"RUNNING", "DEAD"},
      mode = EnumSource.Mode.EXCLUDE)
  void oneThatDoesNotRunIsNot(Berth.State state) throws IOException {
    String word = state.name().toLowerCase(java.util.Locale.ROOT);
    assertThat(ManagedBalancer.whyGap(container(word, "always", "host"), HANDS_OVER)).isPresent();
  }

  private static final Optional<String> HANDS_OVER =
      Optional.of("global\n  stats socket /run/ballast/admin.sock expose-fd listeners\n");

  private static Inspected container(String state, String restart, String network)
      throws IOException {
    return Inspected.of(
        Json.parse(
            """
            {"Id": "1", "Name": "/ballast-shop-haproxy", "RestartCount": 0, "Image": "sha256:1",
             "State": {"Status": "%s", "ExitCode": 0, "OOMKilled": false},
             "Config": {"Tty": false, "Labels": {}},
             "HostConfig": {"NetworkMode": "%s", "RestartPolicy": {"Name": "%s"}}}
            """
                .formatted(state, network, restart)));
  }
}
