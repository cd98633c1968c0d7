package ballast.sim;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Order;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.Start;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Fence;
import ballast.port.Fleet;
import ballast.port.Lock;
import ballast.port.Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Bugs that the simulation must find, each planted into what Ballast sees of the world or does to
/// it.
enum PlantedBug implements Planted {
  GATE_DROPPED("FLOOR", "every server is taken to serve, so the floor gate always opens") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(fleet, real -> new Rosy(real));
    }
  },
  STALE_VIEW("FLOOR", "of twenty looks at an HAProxy only the first is a real one") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(fleet, real -> new Stale(real));
    }
  },
  OLD_ONE_GOES_TOO_SOON(
      "CAPACITY",
      "a host is taken to need one slot fewer, so an old one goes before a new one is ready") {
    @Override
    public Service service(Service service) {
      return Words.service(Math.max(1, service.slots() - 1));
    }
  },
  SPARES_TOLD_BY_NUMBER(
      "CONVERGE", "servers beyond the number of slots are taken for spares, whatever is in them") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(
          fleet,
          real ->
              new Through.ToBalancer(real) {
                @Override
                public View read() throws CallFailed, InterruptedException {
                  View seen = real.read();
                  return new View(
                      seen.worker(),
                      seen.servers().stream()
                          .filter(server -> !server.name().matches(".*[4-9]"))
                          .toList(),
                      seen.backend());
                }
              });
    }
  },
  START_NOT_REMEMBERED(
      "CONVERGE", "HAProxy's config is not rewritten, so a reload closes spares that were filled") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(
          fleet,
          real ->
              new Through.ToBalancer(real) {
                @Override
                public void remember(String server, Start start) {}
              });
    }
  },
  EDGE_NOT_AWAITED(
      "FLOOR", "a host counts as out at the edge as soon as it was asked to let it go") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return new Through.Behind(
          fleet,
          real ->
              new Through.ToEdge(real) {
                @Override
                public EdgeView read(Host host) throws CallFailed, InterruptedException {
                  EdgeView seen = real.read(host);
                  return seen instanceof EdgeView.Leaving ? new EdgeView.Left() : seen;
                }
              });
    }

    @Override
    Scenario.Told play(long seed) throws InterruptedException {
      return Scenario.behindAnEdge(seed, this);
    }
  },
  JOINED_BEFORE_PROVEN("FLOOR", "a host is let in at the edge again before its slots are proven") {
    @Override
    public Fleet fleet(Fleet fleet) {
      Set<Host> left = ConcurrentHashMap.newKeySet();
      return new Through.Behind(
          fleet,
          real ->
              new Through.ToEdge(real) {
                @Override
                public EdgeView read(Host host) throws CallFailed, InterruptedException {
                  EdgeView seen = real.read(host);
                  if (seen instanceof EdgeView.Left && left.add(host)) {
                    real.join(host);
                  }
                  return left.contains(host) ? new EdgeView.Left() : seen;
                }

                @Override
                public void join(Host host) throws CallFailed, InterruptedException {
                  real.join(host);
                  left.remove(host);
                }
              });
    }

    @Override
    Scenario.Told play(long seed) throws InterruptedException {
      return Scenario.behindAnEdge(seed, this);
    }
  },
  STOPPED_BEFORE_DRAINED("DRAINED", "a drain counts as done at once") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(
          fleet,
          real ->
              new Through.ToBalancer(real) {
                @Override
                public Drained drained(String server) {
                  return new Drained.Empty("surely");
                }
              });
    }
  },
  OLD_WORKERS_OVERLOOKED("DRAINED", "requests that an old HAProxy worker holds are not seen") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(
          fleet,
          real ->
              new Through.ToBalancer(real) {
                @Override
                public Drained drained(String server) throws CallFailed, InterruptedException {
                  Drained told = real.drained(server);
                  return read().server(server).sessions() == 0 ? new Drained.Empty("scur 0") : told;
                }
              });
    }
  },
  NOT_FENCED("DRAINED", "maintenance is left out, so sticky clients come until the stop") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(
          fleet,
          real ->
              new Fencing(real) {
                @Override
                void fenced(String server) {}

                @Override
                ServerView told(ServerView one) {
                  return isFenced(one.name()) ? as(one, Admission.MAINT, one.up()) : one;
                }
              });
    }
  },
  READY_BEFORE_PROVEN("PROVEN", "a started container is ready as soon as it answers once") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(
          fleet,
          real ->
              new Through.ToBalancer(real) {
                @Override
                public void examine(String server) throws CallFailed, InterruptedException {
                  drain(server);
                }

                @Override
                public Proof proof(String server) {
                  return new Proof.Proven();
                }
              });
    }
  },
  OLD_PROOF_BELIEVED("PROVEN", "the check is not started anew for a new container") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(
          fleet,
          real ->
              new Through.ToBalancer(real) {
                @Override
                public void examine(String server) throws CallFailed, InterruptedException {
                  drain(server);
                }

                @Override
                public Proof proof(String server) throws CallFailed, InterruptedException {
                  return read().server(server).up() == ServerView.Condition.UP
                      ? new Proof.Proven()
                      : real.proof(server);
                }
              });
    }
  },
  FOREIGN_HAND_ADMITTED("FOREIGN HAND", "a server in maintenance passes for one that is down") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(fleet, real -> new Unaware(real));
    }
  },
  LOCK_ON_ANY_HOST("ONE", "each run keeps the lock in a place of its own") {
    @Override
    public Lock lock(SimulatedFleet fleet) {
      return fleet.lockElsewhere();
    }
  },
  NO_RENEWAL_BEFORE_A_CHANGE("ONE", "a renewal that was never sent counts as one that succeeded") {
    @Override
    public Lock lock(SimulatedFleet fleet) {
      return new Credulous(fleet.lock());
    }
  },
  ONE_CLOCK_ONLY("ONE", "the clock on the wall is not asked, so a laptop's sleep goes unnoticed") {
    @Override
    public Time time(Controller machine) {
      return new OneClock(machine);
    }
  },
  LIVING_HOLDER_ROBBED("ONE", "a holder is taken for dead whatever its beat says") {
    @Override
    public Lock lock(SimulatedFleet fleet) {
      return new Deaf(fleet.lock());
    }
  },
  UNREADABLE_IS_ABSENT(
      "UNKNOWN IS NOT ABSENT", "an engine that does not answer has no containers") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return engines(
          fleet,
          real ->
              new Through.ToEngine(real) {
                @Override
                public List<Found> containers() throws InterruptedException {
                  try {
                    return real.containers();
                  } catch (CallFailed _) {
                    return List.of();
                  }
                }
              });
    }
  },
  UNREADABLE_IS_IDLE(
      "UNKNOWN IS NOT ABSENT",
      "an HAProxy that does not answer is as it was, and holds no request") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(
          fleet,
          real ->
              new Through.ToBalancer(real) {
                private Optional<View> last = Optional.empty();

                @Override
                public View read() throws CallFailed, InterruptedException {
                  try {
                    last = Optional.of(real.read());
                  } catch (CallFailed failed) {
                    if (last.isEmpty()) {
                      throw failed;
                    }
                  }
                  return last.get();
                }

                @Override
                public Drained drained(String server) throws InterruptedException {
                  try {
                    return real.drained(server);
                  } catch (CallFailed _) {
                    return new Drained.Empty("no answer");
                  }
                }
              });
    }
  },
  SECRET_IN_A_LABEL("SECRET", "the label that says a container's version has a secret in it") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return engines(
          fleet,
          real ->
              new Through.ToEngine(real) {
                @Override
                public String create(Slot slot, Release release, Origin origin)
                    throws CallFailed, InterruptedException {
                  String secrets =
                      release.secrets().stream()
                          .map(one -> new String(one.value().reveal(), StandardCharsets.UTF_8))
                          .collect(Collectors.joining());
                  return real.create(
                      slot,
                      new Release(
                          release.version() + secrets,
                          release.image(),
                          release.port(),
                          release.container(),
                          release.secrets()),
                      origin);
                }
              });
    }
  },
  WAY_BACK_CLEANED_UP("WAY BACK", "the old container is removed as soon as it has stopped") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return engines(
          fleet,
          real ->
              new Through.ToEngine(real) {
                @Override
                public void stop(String container, Duration grace)
                    throws CallFailed, InterruptedException {
                  real.stop(container, grace);
                  real.remove(container);
                }
              });
    }
  },
  MARK_FORGOTTEN("CONVERGE", "no container says that its slot is in hand") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return engines(
          fleet,
          real ->
              new Through.ToEngine(real) {
                @Override
                public void move(Slot slot, Berth berth, Berth.Place to, Fence fence)
                    throws CallFailed, InterruptedException {
                  if (to != Berth.Place.NEXT) {
                    real.move(slot, berth, to == Berth.Place.LAST ? Berth.Place.KEPT : to, fence);
                  }
                }
              });
    }
  },
  READY_NOT_SENT("CONVERGE", "a slot is said to be given back, and is not") {
    @Override
    public Fleet fleet(Fleet fleet) {
      return balancers(
          fleet,
          real ->
              new Through.ToBalancer(real) {
                @Override
                public void admit(String server, int weight) {}
              });
    }
  },
  WAIT_WITHOUT_END("BOUNDED", "the clock that deadlines are measured by stands still") {
    @Override
    public Time time(Controller machine) {
      return new StandingClock(machine);
    }
  };

  private final String promise;
  private final String what;

  PlantedBug(String promise, String what) {
    this.promise = promise;
    this.what = what;
  }

  String promise() {
    return promise;
  }

  String what() {
    return what;
  }

  /// One story with it.
  Scenario.Told play(long seed) throws InterruptedException {
    return Scenario.of(seed, this);
  }

  private static Fleet balancers(Fleet fleet, UnaryOperator<Balancer> wrap) {
    return new Through.Wrapped(fleet, engine -> engine, wrap);
  }

  private static Fleet engines(Fleet fleet, UnaryOperator<Engine> wrap) {
    return new Through.Wrapped(fleet, wrap, balancer -> balancer);
  }

  private static Balancer.View changed(Balancer.View view, UnaryOperator<ServerView> how) {
    return new Balancer.View(
        view.worker(), view.servers().stream().map(how).toList(), view.backend());
  }

  private static ServerView as(
      ServerView server, Admission admission, ServerView.Condition condition) {
    return new ServerView(
        server.name(),
        admission,
        condition,
        server.weight(),
        server.initialWeight(),
        server.sessions(),
        server.queued(),
        server.check(),
        server.counters());
  }

  private static final class Stale extends Through.ToBalancer {
    private static final int LOOKS = 20;

    private Optional<View> seen = Optional.empty();
    private int looks;

    Stale(Balancer real) {
      super(real);
    }

    @Override
    public View read() throws CallFailed, InterruptedException {
      if (looks++ % LOOKS == 0 || seen.isEmpty()) {
        seen = Optional.of(real.read());
      }
      return seen.orElseThrow();
    }
  }

  private static final class Rosy extends Through.ToBalancer {
    Rosy(Balancer real) {
      super(real);
    }

    @Override
    public View read() throws CallFailed, InterruptedException {
      return changed(real.read(), one -> as(one, Admission.READY, ServerView.Condition.UP));
    }
  }

  /// Knows which servers it was told to put into maintenance.
  private abstract static class Fencing extends Through.ToBalancer {
    private final Set<String> fenced = new HashSet<>();

    Fencing(Balancer real) {
      super(real);
    }

    void fenced(String server) throws CallFailed, InterruptedException {
      real.fence(server);
    }

    abstract ServerView told(ServerView one);

    boolean isFenced(String server) {
      return fenced.contains(server);
    }

    @Override
    public View read() throws CallFailed, InterruptedException {
      return changed(real.read(), this::told);
    }

    @Override
    public void fence(String server) throws CallFailed, InterruptedException {
      fenced(server);
      fenced.add(server);
    }

    @Override
    public void drain(String server) throws CallFailed, InterruptedException {
      fenced.remove(server);
      real.drain(server);
    }

    @Override
    public void examine(String server) throws CallFailed, InterruptedException {
      fenced.remove(server);
      real.examine(server);
    }

    @Override
    public void admit(String server, int weight) throws CallFailed, InterruptedException {
      fenced.remove(server);
      real.admit(server, weight);
    }
  }

  /// What it has put into maintenance itself it knows.
  private static final class Unaware extends Fencing {
    Unaware(Balancer real) {
      super(real);
    }

    @Override
    ServerView told(ServerView one) {
      return one.admission() == Admission.READY || isFenced(one.name())
          ? one
          : as(one, Admission.READY, ServerView.Condition.DOWN);
    }
  }

  private static final class Credulous extends ToLock {
    Credulous(Lock real) {
      super(real);
    }

    @Override
    public Renewal renew(String token, String report) {
      return new Renewal.Held(Optional.empty());
    }
  }

  private static final class Deaf extends ToLock {
    Deaf(Lock real) {
      super(real);
    }

    @Override
    public Attempt take(LockHolder holder) throws CallFailed, InterruptedException {
      return switch (real.take(holder)) {
        case Attempt.Taken taken -> taken;
        case Attempt.Refused(var held) ->
            new Attempt.Refused(
                new LockView(held.token(), held.holder(), "0", held.report(), held.order()));
      };
    }
  }

  private static class ToLock implements Lock {
    final Lock real;

    ToLock(Lock real) {
      this.real = real;
    }

    @Override
    public Attempt take(LockHolder holder) throws CallFailed, InterruptedException {
      return real.take(holder);
    }

    @Override
    public Optional<LockView> look() throws CallFailed, InterruptedException {
      return real.look();
    }

    @Override
    public Renewal renew(String token, String report) throws CallFailed, InterruptedException {
      return real.renew(token, report);
    }

    @Override
    public boolean remove(String token) throws CallFailed, InterruptedException {
      return real.remove(token);
    }

    @Override
    public boolean leave(String token, Order order) throws CallFailed, InterruptedException {
      return real.leave(token, order);
    }

    @Override
    public long lastGeneration() throws CallFailed, InterruptedException {
      return real.lastGeneration();
    }
  }

  private record OneClock(Controller machine) implements Time {
    @Override
    public Instant now() {
      return machine.now();
    }

    @Override
    public Instant wall() {
      return machine.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      machine.sleep(duration);
    }
  }

  private record StandingClock(Controller machine) implements Time {
    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public Instant wall() {
      return Instant.EPOCH;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      machine.sleep(duration);
    }
  }
}
