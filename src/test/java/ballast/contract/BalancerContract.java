package ballast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.contract.Stage.Temper;
import ballast.model.Admission;
import ballast.model.HostView;
import ballast.model.ServerView;
import ballast.model.Start;
import ballast.port.Balancer;
import ballast.port.Balancer.Drained;
import ballast.port.Balancer.Proof;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/// What every [Balancer] promises.
abstract class BalancerContract extends Contract {
  private static final Duration A_WHILE = Duration.ofSeconds(4);

  private final Balancer balancer;
  private final String server;

  BalancerContract(Stage stage) {
    super(stage);
    this.balancer = stage.balancer();
    this.server = name(one);
  }

  private void oneServes() throws Exception {
    serving(one, Temper.WELL);
    until("it is up", () -> up(one));
  }

  /// Sends a request and waits until the first slot has it.
  private void held(Duration takes) throws Exception {
    stage.request(takes);
    until("the slot has a request", () -> server(one).sessions() == 1);
  }

  @Test
  void everySlotHasItsServerWithItsOwnWeight() throws Exception {
    Balancer.View view = balancer.read();
    assertThat(view.servers())
        .extracting(ServerView::name)
        .containsExactly(name(one), name(two), name(stage.slot(3)));
    for (ServerView each : view.servers()) {
      assertThat(each.admission()).isEqualTo(Admission.READY);
      assertThat(each.weight()).isEqualTo(100);
      assertThat(each.initialWeight()).isEqualTo(100);
      assertThat(each.sessions()).isZero();
      assertThat(each.queued()).isZero();
    }
    assertThat(view.worker().pid()).isPositive();
    assertThat(view.worker().version()).isNotBlank();
    assertThat(balancer.pollInterval()).isPositive();
  }

  @Test
  void aServerIsUpWhileItsContainerAnswersTheCheck() throws Exception {
    until("nothing is there", () -> !up(one));
    assertThat(server(one).check()).startsWith("L4");
    assertThat(server(one).serving()).isFalse();
    String id = serving(one, Temper.WELL);
    until("it is up", () -> up(one));
    assertThat(server(one).check()).startsWith("L7OK/200");
    assertThat(server(one).serving()).isTrue();
    engine.stop(id, GRACE);
    until("it is down again", () -> !up(one));
  }

  @Test
  void aSickContainersServerGoesDown() throws Exception {
    serving(one, Temper.SICK);
    until("its check says no", () -> server(one).check().startsWith("L7STS/"));
    assertThat(up(one)).isFalse();
  }

  @Test
  void aServerThatIsNotThereIsRefused() throws Exception {
    refused(() -> balancer.drain("nobody"));
    refused(() -> balancer.drained("nobody"));
    refused(() -> balancer.fence("nobody"));
    refused(() -> balancer.hangUp("nobody"));
    refused(() -> balancer.examine("nobody"));
    refused(() -> balancer.proof("nobody"));
    refused(() -> balancer.admit("nobody", 100));
    refused(() -> balancer.read().server("nobody"));
  }

  @Test
  void aDrainedServerTakesNothingMoreAndStaysUp() throws Exception {
    oneServes();
    balancer.drain(server);
    assertThat(server(one).admission()).isEqualTo(Admission.DRAIN);
    assertThat(server(one).serving()).isFalse();
    assertThat(server(one).weight()).isEqualTo(100);
    assertThat(up(one)).isTrue();
    balancer.drain(server);
    until("it is empty", () -> balancer.drained(server) instanceof Drained.Empty);
  }

  @Test
  void aRequestInFlightIsSeenUntilItIsAnswered() throws Exception {
    oneServes();
    held(Duration.ofSeconds(3));
    long before = server(one).counters().answered();
    balancer.drain(server);
    assertThat(balancer.drained(server))
        .isInstanceOfSatisfying(
            Drained.Busy.class, busy -> assertThat(busy.requests()).isEqualTo(1));
    until("it is empty", () -> balancer.drained(server) instanceof Drained.Empty);
    assertThat(server(one).sessions()).isZero();
    until("it was counted", () -> server(one).counters().answered() == before + 1);
  }

  @Test
  void aRequestInFlightIsSeenInMaintenanceToo() throws Exception {
    oneServes();
    held(Duration.ofSeconds(3));
    balancer.fence(server);
    assertThat(balancer.drained(server)).isInstanceOf(Drained.Busy.class);
    until("it is empty", () -> balancer.drained(server) instanceof Drained.Empty);
  }

  /// Only what may last for ever is hung up.
  @Test
  void aRequestOverHttpIsNotHungUp() throws Exception {
    oneServes();
    held(Duration.ofSeconds(3));
    long before = server(one).counters().answered();
    balancer.fence(server);
    balancer.hangUp(server);
    assertThat(balancer.drained(server)).isInstanceOf(Drained.Busy.class);
    until("it is empty", () -> balancer.drained(server) instanceof Drained.Empty);
    until("it was counted", () -> server(one).counters().answered() == before + 1);
  }

  @Test
  void findingOutWhatItsConfigIsChangesNothing() throws Exception {
    oneServes();
    balancer.fence(name(two));
    Balancer.View before = balancer.read();
    balancer.prepare();
    balancer.prepare();
    goesOnAs(before);
  }

  /// What its config says is for the one that is started next.
  @Test
  void whatIsRememberedIsNotDoneToTheOneThatRuns() throws Exception {
    oneServes();
    balancer.fence(name(two));
    Balancer.View before = balancer.read();
    balancer.prepare();
    balancer.remember(server, Start.CLOSED);
    balancer.remember(name(two), Start.OPEN);
    goesOnAs(before);
    balancer.remember(server, Start.OPEN);
    balancer.remember(server, Start.OPEN);
    goesOnAs(before);
    stage.reload();
    assertThat(server(one).admission()).isEqualTo(Admission.READY);
  }

  private void goesOnAs(Balancer.View before) throws Exception {
    Balancer.View now = balancer.read();
    assertThat(now.worker()).isEqualTo(before.worker());
    assertThat(now.servers())
        .extracting(ServerView::name, ServerView::admission, ServerView::weight)
        .isEqualTo(
            before.servers().stream()
                .map(each -> Assertions.tuple(each.name(), each.admission(), each.weight()))
                .toList());
    assertThat(now.server(server).serving()).isTrue();
  }

  @Test
  void aServerThatServesIsNotTakenForDrainedButDrainedAnew() throws Exception {
    oneServes();
    assertThat(balancer.drained(server)).isInstanceOf(Drained.Unknown.class);
    assertThat(server(one).admission()).isEqualTo(Admission.DRAIN);
    until("it is empty", () -> balancer.drained(server) instanceof Drained.Empty);
  }

  @Test
  void aFencedServerIsNotReachedAtAll() throws Exception {
    oneServes();
    balancer.fence(server);
    assertThat(server(one).admission()).isEqualTo(Admission.MAINT);
    assertThat(server(one).serving()).isFalse();
    assertThat(server(one).weight()).isEqualTo(100);
    balancer.fence(server);
    assertThat(balancer.drained(server)).isInstanceOf(Drained.Empty.class);
  }

  /// Which is why an examination begins with nothing.
  @Test
  void maintenanceEndsWithAServerThatIsUpThoughNothingWasChecked() throws Exception {
    oneServes();
    balancer.fence(server);
    assertThat(up(one)).isFalse();
    balancer.drain(server);
    assertThat(up(one)).isTrue();
  }

  /// A person may drain a place that nothing is in, and gives it back as it was.
  @Test
  void whereNothingListensAServerStaysDownWhenItsDrainEnds() throws Exception {
    balancer.examine(server);
    balancer.admit(server, 100);
    assertThat(server(one).admission()).isEqualTo(Admission.READY);
    assertThat(up(one)).isFalse();
    until("its check says so", () -> server(one).check().startsWith("L4"));
    assertThat(up(one)).isFalse();
  }

  @Test
  void anExaminationBeginsWithNothing() throws Exception {
    String id = serving(one, Temper.WELL);
    until("it is up", () -> up(one));
    // Its checks have not noticed yet.
    engine.stop(id, GRACE);
    balancer.examine(server);
    assertThat(server(one).admission()).isEqualTo(Admission.DRAIN);
    assertThat(up(one)).isFalse();
  }

  @Test
  void aHealthyContainerIsProvenAndThenAdmitted() throws Exception {
    String id = serving(one, Temper.WELL);
    until("it is up", () -> up(one));
    balancer.fence(server);
    engine.stop(id, GRACE);
    balancer.examine(server);
    assertThat(balancer.proof(server)).isInstanceOf(Proof.NotYet.class);
    engine.start(id);
    until("proven", () -> balancer.proof(server) instanceof Proof.Proven);
    assertThat(server(one).admission()).isEqualTo(Admission.DRAIN);
    assertThat(up(one)).isTrue();
    balancer.admit(server, 50);
    assertThat(server(one).admission()).isEqualTo(Admission.READY);
    assertThat(server(one).weight()).isEqualTo(50);
    assertThat(server(one).initialWeight()).isEqualTo(100);
    assertThat(server(one).serving()).isTrue();
    balancer.admit(server, 100);
    assertThat(server(one).weight()).isEqualTo(100);
  }

  @Test
  void aSickContainerIsNeverProven() throws Exception {
    serving(one, Temper.SICK);
    balancer.fence(server);
    balancer.examine(server);
    neverProven("L7STS/");
  }

  @Test
  void whereNothingListensNothingIsProven() throws Exception {
    String id = serving(one, Temper.WELL);
    until("it is up", () -> up(one));
    balancer.fence(server);
    engine.stop(id, GRACE);
    balancer.examine(server);
    neverProven("L4");
  }

  private void neverProven(String check) throws Exception {
    until(
        "its check says " + check,
        () -> balancer.proof(server) instanceof Proof.NotYet(var words) && words.contains(check));
    var end = stage.time().now().plus(A_WHILE);
    while (stage.time().now().isBefore(end)) {
      assertThat(balancer.proof(server)).isInstanceOf(Proof.NotYet.class);
      stage.time().sleep(Duration.ofMillis(50));
    }
    assertThat(up(one)).isFalse();
  }

  /// Someone gave it traffic meanwhile: what its check says then was not earned since the
  /// examination began.
  @Test
  void aServerThatServesIsNotTakenForProven() throws Exception {
    oneServes();
    assertThat(balancer.proof(server)).isInstanceOf(Proof.Forgotten.class);
    assertThat(server(one).serving()).isTrue();
    balancer.examine(server);
    until("proven", () -> balancer.proof(server) instanceof Proof.Proven);
  }

  @Test
  void aReloadForgetsWhatWasSetAtRunTime() throws Exception {
    oneServes();
    HostView.Worker before = balancer.read().worker();
    balancer.admit(server, 7);
    balancer.drain(server);
    balancer.fence(name(two));
    stage.reload();
    assertThat(balancer.read().worker()).isNotEqualTo(before);
    assertThat(server(one).admission()).isEqualTo(Admission.READY);
    assertThat(server(one).weight()).isEqualTo(100);
    assertThat(server(two).admission()).isEqualTo(Admission.READY);
    assertThat(server(one).counters().answered()).isZero();
  }

  @Test
  void aRequestInTheWorkerBeforeIsSeen() throws Exception {
    oneServes();
    held(Duration.ofSeconds(15));
    stage.reload();
    assertThat(server(one).sessions()).isZero();
    balancer.drain(server);
    assertThat(balancer.drained(server)).isInstanceOf(Drained.Busy.class);
    until("it is empty", () -> balancer.drained(server) instanceof Drained.Empty);
  }

  @Test
  void anExaminationThatAReloadInterruptsIsForgotten() throws Exception {
    serving(one, Temper.SICK);
    balancer.fence(server);
    balancer.examine(server);
    stage.reload();
    assertThat(server(one).admission()).isEqualTo(Admission.READY);
    assertThat(balancer.proof(server)).isInstanceOf(Proof.Forgotten.class);
    assertThat(server(one).admission()).isEqualTo(Admission.READY);
    balancer.examine(server);
    assertThat(server(one).admission()).isEqualTo(Admission.DRAIN);
    neverProven("L7STS/");
  }
}
