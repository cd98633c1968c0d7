package ballast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import ballast.model.Berth;
import ballast.model.Berth.Place;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.port.CallFailed;
import ballast.port.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What a port promises, tried on the simulated fleet and on a real Docker Engine and HAProxy: each
/// answer that the product uses. Where they differ, the simulation is wrong.
abstract class Contract {
  static final Origin ORIGIN = new Origin("r1", 1);
  static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration POLL = Duration.ofMillis(20);

  final Stage stage;
  final Engine engine;
  final Slot one;
  final Slot two;

  Contract(Stage stage) {
    this.stage = stage;
    this.engine = stage.engine();
    this.one = stage.slot(1);
    this.two = stage.slot(2);
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  void until(String what, Condition condition) throws Exception {
    Instant deadline = stage.time().now().plus(PATIENCE);
    while (!condition.holds()) {
      if (stage.time().now().isAfter(deadline)) {
        fail("not within %s: %s", PATIENCE, what);
      }
      stage.time().sleep(POLL);
    }
  }

  /// That the call fails, and that nothing changed by it.
  static CallFailed refused(ThrowingCallable call) {
    CallFailed failed = catchThrowableOfType(CallFailed.class, call);
    assertThat(failed).isNotNull();
    assertThat(failed.effect()).isEqualTo(CallFailed.Effect.NONE);
    assertThat(failed.problem().why()).isNotBlank();
    assertThat(failed.problem().next()).isNotBlank();
    return failed;
  }

  String prepared(Slot slot, Stage.Temper temper) throws Exception {
    Release release = stage.release(temper);
    if (!engine.has(release.image())) {
      engine.pull(release.image(), Engine.PullWatch.TO_THE_END);
    }
    return engine.create(slot, release, ORIGIN);
  }

  /// A container that has the slot and was started.
  String serving(Slot slot, Stage.Temper temper) throws Exception {
    String id = prepared(slot, temper);
    move(slot, id, Place.NEXT);
    move(slot, id, Place.HOLDER);
    engine.start(id);
    return id;
  }

  void move(Slot slot, String id, Place to) throws Exception {
    engine.move(slot, berth(id), to);
  }

  List<Berth> berths() throws Exception {
    return engine.containers().stream().map(Engine.Found::berth).toList();
  }

  Berth berth(String id) throws Exception {
    return berths().stream().filter(berth -> berth.id().equals(id)).findFirst().orElseThrow();
  }

  Berth.State state(String id) throws Exception {
    return berth(id).state();
  }

  String name(Slot slot) {
    return stage.service().balancer().server().of(slot.number());
  }

  ServerView server(Slot slot) throws Exception {
    return stage.balancer().read().server(name(slot));
  }

  boolean up(Slot slot) throws Exception {
    return server(slot).up() == ServerView.Condition.UP;
  }
}
