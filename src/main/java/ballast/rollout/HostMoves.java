package ballast.rollout;

import ballast.event.Event;
import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.NamePattern;
import ballast.model.Problem;
import ballast.plan.EdgeMove;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Front;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The hosts that leave the edge and join it again, in one loop. They run beside the lanes of
/// others.
final class HostMoves {
  private static final Duration AFTER_PUTTING_OFF = Duration.ofSeconds(1);

  /// How often one host's join may be put off because too few of its slots serve.
  private static final int MOST_PUT_OFF = 60;

  /// How often one host may be let go of: something lets it in again each time.
  private static final int MOST_LEAVES = 5;

  /// How a move ended.
  sealed interface End extends Ended {
    EdgeMove move();

    @Override
    default Optional<Host> changed() {
      return Optional.of(move().host());
    }

    /// The edge says that it is so, or that someone else keeps the host out.
    record Done(EdgeMove move) implements End {}

    /// The host is not to join as it is: its turn comes again.
    record PutOff(EdgeMove move) implements End {}

    record Failed(EdgeMove move, Problem problem) implements End {}
  }

  private final Gear gear;
  private final Crew.Bench<Ended> bench;
  private final Time time;
  private final Set<Host> moving = new HashSet<>();
  private final Set<Host> stranded = new HashSet<>();
  private final Map<Host, Integer> putOff = new ConcurrentHashMap<>();
  private final Map<Host, Integer> left = new ConcurrentHashMap<>();

  HostMoves(Gear gear, Crew.Bench<Ended> bench) {
    this.gear = gear;
    this.bench = bench;
    this.time = gear.time();
  }

  Set<Host> moving() {
    return moving;
  }

  /// Those that the edge did not take back.
  Set<Host> stranded() {
    return stranded;
  }

  boolean busy() {
    return !moving.isEmpty();
  }

  void start(EdgeMove move) {
    moving.add(move.host());
    bench.start(() -> run(move));
  }

  /// A move has ended.
  void settle(End end) {
    Host host = end.move().host();
    moving.remove(host);
    if (end instanceof End.Failed(var move, _) && move.way() == EdgeMove.Way.JOIN) {
      stranded.add(host);
    }
  }

  /// A bug ends its own move only.
  private End run(EdgeMove move) throws InterruptedException {
    try {
      return carryOut(move);
    } catch (RuntimeException bug) {
      return failed(
          move, Setbacks.bug("ended what %s does at the edge".formatted(move.host()), bug));
    }
  }

  private End carryOut(EdgeMove move) throws InterruptedException {
    Front front = gear.fleet().edge().orElseThrow();
    var gate = new EdgeGate(front, time);
    Instant started = time.now();
    gear.ledger().moves(started);
    if (move.way() == EdgeMove.Way.JOIN && !serves(move)) {
      if (putOff.merge(move.host(), 1, Integer::sum) > MOST_PUT_OFF) {
        return failed(move, restless(move));
      }
      time.sleep(AFTER_PUTTING_OFF);
      return new End.PutOff(move);
    }
    if (move.way() == EdgeMove.Way.LEAVE
        && left.merge(move.host(), 1, Integer::sum) > MOST_LEAVES) {
      return failed(move, letInAgain(move));
    }
    gear.story().tell(new Event.EdgeStarted(move.host(), move.way(), move.cause()));
    EdgeGate.Outcome outcome =
        switch (move.way()) {
          case LEAVE -> gate.letGo(move.host(), why -> waits(move, why));
          case JOIN -> gate.takeBack(move.host(), why -> waits(move, why));
        };
    Instant ended = time.now();
    gear.ledger().moves(ended);
    Duration took = Duration.between(started, ended);
    return switch (outcome) {
      case EdgeGate.Outcome.Done() -> done(move, took, "");
      case EdgeGate.Outcome.Withheld(var why) ->
          done(move, took, "someone else keeps it out: " + why);
      case EdgeGate.Outcome.Failed(var problem) -> failed(move, problem);
    };
  }

  private static Problem restless(EdgeMove move) {
    return new Problem(
        "%s was not let in at the edge again".formatted(move.host()),
        "for %d s fewer than %d of its slots have been serving when it was to be"
            .formatted(AFTER_PUTTING_OFF.multipliedBy(MOST_PUT_OFF).toSeconds(), move.mustServe()),
        "ballast status shows which; mend them, and ballast repair lets it in again");
  }

  private static Problem letInAgain(EdgeMove move) {
    return new Problem(
        "%s does not stay out at the edge".formatted(move.host()),
        "it let go of it %d times in this rollout, and sends it requests".formatted(MOST_LEAVES),
        "see who lets it in there: a reload of the edge, or something that sets its state");
  }

  private void waits(EdgeMove move, String why) {
    gear.story().tell(new Event.EdgeWaits(move.host(), move.way(), why));
  }

  private End done(EdgeMove move, Duration took, String detail) {
    gear.story().tell(new Event.EdgeEnded(move.host(), move.way(), took, detail));
    return new End.Done(move);
  }

  private End failed(EdgeMove move, Problem problem) {
    gear.story().tell(new Event.EdgeFailed(move.host(), move.way(), problem));
    return new End.Failed(move, problem);
  }

  /// The last look before a host gets requests: what its own HAProxy says now.
  private boolean serves(EdgeMove move) throws InterruptedException {
    NamePattern servers = gear.service().balancer().server();
    try {
      Balancer.View view = gear.fleet().balancer(move.host()).read();
      long serving =
          view.servers().stream()
              .filter(server -> servers.slotOf(server.name()).isPresent() && server.serving())
              .count();
      return serving >= move.mustServe();
    } catch (CallFailed unknown) {
      return false;
    }
  }

  /// The last look before a slot of a host is taken out that serves inside it: whether the edge
  /// still sends it nothing.
  ///
  /// @throws CallFailed when the edge does not tell
  static void mustBeOut(Gear gear, Host host)
      throws CallFailed, InterruptedException, Floor.WouldBreak {
    Front front = gear.fleet().edge().orElseThrow();
    var now = new EdgeSight.Seen(front.edge().read(host));
    if (!now.letGo()) {
      throw new Floor.WouldBreak(
          "the edge was to send %s nothing, and says: %s".formatted(host, now.words()));
    }
  }
}
