package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.haproxy.ManagedConfig;
import ballast.haproxy.ManagedConfig.Slot;
import ballast.haproxy.ServerName;
import ballast.model.Admission;
import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.NamePattern;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.port.Engine;
import ballast.sim.Words;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a set-up makes of slots that no container has.
class EmptySlotsTest {
  private static final BalancerChoice.Managed MANAGED =
      new BalancerChoice.Managed(
          "pxapp",
          new NamePattern("pxapp-{slot}"),
          "haproxy:3.0",
          new BalancerChoice.Entrance.Http(80, Optional.empty()),
          "172.30.77");

  @Test
  void theyAreClosedUntilADeployFillsThem() {
    assertThat(open(slots(3, 0))).as("a bare host").isEmpty();
    assertThat(open(slots(5, 0, holder(1), holder(2), holder(3)))).containsExactly(1, 2, 3);
    assertThat(open(slots(3, 1, holder(1), holder(2), found(3, Berth.Place.KEPT))))
        .as("one that was emptied")
        .containsExactly(1, 2);
    assertThat(open(slots(3, 0, holder(1), holder(2), found(3, Berth.Place.PREPARED))))
        .containsExactly(1, 2);
  }

  @Test
  void whatAContainerHasOrIsOnTheWayToIsOpen() {
    assertThat(open(slots(2, 0, holder(1), found(2, Berth.Place.NEXT)))).containsExactly(1, 2);
    assertThat(open(slots(2, 0, holder(1), holder(2), holder(4))))
        .as("also beyond the slots")
        .containsExactly(1, 2, 4);
  }

  @Test
  void whatIsClosedBeforeAndAfterIsNoPersons() {
    List<Slot> after = slots(4, 0, holder(1), holder(2));
    assertThat(BalancerSetup.closed(Optional.empty(), after))
        .containsExactlyInAnyOrder("pxapp-3", "pxapp-4");
    String before =
        """
            server pxapp-1 172.30.77.11:8080
            server pxapp-2 172.30.77.12:8080
            server pxapp-3 172.30.77.13:8080
            server pxapp-4 172.30.77.14:8080 disabled
        """;
    assertThat(BalancerSetup.closed(Optional.of(before), after))
        .as("whoever emptied the third may have it in maintenance")
        .containsExactly("pxapp-4");
  }

  @Test
  void aReloadMustNotForgetWhatIsSetByHand() {
    Set<String> closed = Set.of("pxapp-4");
    assertThat(SetupGuard.isSetByHand(server("pxapp-3", Admission.MAINT), closed)).isTrue();
    assertThat(SetupGuard.isSetByHand(server("pxapp-3", Admission.READY), closed)).isFalse();
    assertThat(SetupGuard.isSetByHand(server("pxapp-4", Admission.MAINT), closed)).isFalse();
    assertThat(SetupGuard.isSetByHand(server("pxapp-4", Admission.DRAIN), closed))
        .as("which no rollout leaves an empty one in")
        .isTrue();
  }

  private static ServerView server(String name, Admission admission) {
    return new ServerView(
        name, admission, ServerView.Condition.DOWN, 100, 100, 0, 0, "", Counters.NONE);
  }

  private static List<Slot> slots(int slots, int spares, Engine.Found... containers) {
    Service service = Words.service(slots);
    return BalancerSetup.slots(service, MANAGED, spares, List.of(containers));
  }

  private static List<Integer> open(List<Slot> slots) {
    return IntStream.rangeClosed(1, slots.size())
        .filter(number -> {
          Slot slot = slots.get(number - 1);
          assertThat(slot.server()).isEqualTo(new ServerName("pxapp-" + number));
          return slot.use() == ManagedConfig.Use.SERVING;
        })
        .boxed()
        .toList();
  }

  private static Engine.Found holder(int slot) {
    return found(slot, Berth.Place.HOLDER);
  }

  private static Engine.Found found(int slot, Berth.Place place) {
    return new Engine.Found(
        slot,
        new Berth(
            "id",
            new ReleaseId("v1"),
            "v1",
            place,
            place == Berth.Place.HOLDER ? Berth.State.RUNNING : Berth.State.EXITED,
            Optional.empty(),
            Instant.EPOCH));
  }
}
