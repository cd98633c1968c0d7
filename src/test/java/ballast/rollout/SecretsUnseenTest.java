package ballast.rollout;

import static ballast.sim.Words.slot;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.EventJson;
import ballast.event.Receipt;
import ballast.event.Receipt.Outcome;
import ballast.model.KnownSecret;
import ballast.model.Policy;
import ballast.model.Release;
import ballast.model.Secret;
import ballast.model.SecretChange;
import ballast.model.SecretSpec.Delivery;
import ballast.plan.Desired;
import ballast.plan.Forecast;
import ballast.plan.Scope;
import ballast.sim.Behaviour;
import ballast.sim.Controller;
import ballast.sim.Words;
import ballast.sim.World;
import ballast.view.JsonView;
import ballast.view.Palette;
import ballast.view.PlainView;
import ballast.view.PlanJson;
import ballast.view.PlanText;
import ballast.view.ReceiptText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// SECRET: what a rollout says, in all of its ways, has no secret in it.
class SecretsUnseenTest {
  private static final String CANARY = "canary-hunter2";
  private static final Release RELEASE =
      World.V2.with(
          List.of(
              new KnownSecret("DB", Delivery.FILE, Secret.of(CANARY), "1a2b3c4d"),
              new KnownSecret("TOKEN", Delivery.ENV, Secret.of(CANARY), "5e6f7a8b")));

  @Test
  void nothingThatAWholeRolloutSaysHasASecretInIt() throws InterruptedException {
    var world = World.of(3, 3, Policy.defaults());
    Receipt receipt = world.deploy(RELEASE);
    assertThat(receipt.outcome()).isEqualTo(Outcome.DONE);
    assertThat(told(world)).contains("v2").doesNotContain(CANARY);
  }

  @Test
  void norHasWhatOneThatGoesBackSays() throws InterruptedException {
    var world = World.of(3, 3, Policy.defaults());
    world.fleet.behaves(slot("fe-2/1"), RELEASE.id(), new Behaviour.CrashesAtStart());
    Receipt receipt = world.deploy(RELEASE);
    assertThat(receipt.outcome()).isEqualTo(Outcome.WENT_BACK);
    assertThat(told(world))
        .contains("ended right after the start", "panic: no such database with")
        .doesNotContain(CANARY);
  }

  /// What was kept was told secrets of its own time, which nobody here knows any more.
  @Test
  void norHasAWayBackToWhatWasToldOthers() throws InterruptedException {
    var world = World.of(3, 3, Policy.defaults());
    world.deploy(RELEASE);
    world.deploy(Words.release("v3"));
    world.whenLaneStarts(
        slot("fe-2/1"),
        Duration.ZERO,
        () -> {
          // Whichever of its containers runs then.
          for (int second = 0; second < 10; second++) {
            world.fleet.sick(slot("fe-2/1"), Duration.ofSeconds(second), Duration.ofHours(1));
          }
        });
    var machine = new Controller(world.simulation, "laptop");
    assertThat(world.rollback(machine, Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            World.Ran.Ended.class,
            end -> assertThat(end.receipt().outcome()).isEqualTo(Outcome.MIXED));
    assertThat(told(world)).contains("docker logs there shows it").doesNotContain(CANARY);
  }

  @Test
  void aPlanNamesTheSecretsThatChangeAndNeverShowsThem() throws InterruptedException {
    var world = World.of(3, 3, Policy.defaults());
    var observed = world.look();
    var desired =
        new Desired(
            world.service,
            new Desired.Target.Everywhere(RELEASE.id(), RELEASE.version()),
            Policy.defaults(),
            new Scope.All());
    Forecast forecast = Forecast.of(desired, observed);
    List<SecretChange> changes =
        SecretChange.between(List.of(Map.of("DB", "00000000")), RELEASE.secrets());
    String text =
        String.join(
            "\n",
            PlanText.lines(
                desired, observed, forecast, Optional.empty(), List.of(), Palette.PLAIN));
    String json =
        PlanJson.of(desired, observed, forecast, Optional.empty(), changes, List.of()).toString();
    assertThat(json)
        .contains("{\"secret\":\"DB\",\"change\":\"changed\"}")
        .contains("{\"secret\":\"TOKEN\",\"change\":\"new\"}");
    assertThat(text + json + changes + desired + RELEASE).doesNotContain(CANARY);
  }

  /// Every entry as the journal, a program and a person have it, and the simulated fleet's own log.
  private static String told(World world) {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    var json = new JsonView(stream);
    var plain = new PlainView(stream, stream, Palette.PLAIN, ReceiptText.Slots.EACH);
    for (Entry entry : world.entries) {
      json.accept(entry);
      plain.accept(entry);
      stream.println(EventJson.write(entry));
      stream.println(entry);
    }
    world.simulation.log().forEach(stream::println);
    return out.toString(StandardCharsets.UTF_8);
  }
}
