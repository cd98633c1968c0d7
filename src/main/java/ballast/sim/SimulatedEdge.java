package ballast.sim;

import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import ballast.port.Edge;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToLongFunction;

/// A load balancer in front of simulated hosts that takes its time: seconds to minutes, as the
/// tiers of cloud providers do.
public final class SimulatedEdge implements Edge {
  private final Simulation simulation;
  private final Slowness slowness;
  private final ToLongFunction<Host> inFlight;
  private final Map<Host, State> states = new HashMap<>();
  private final Set<Host> letInByHand = new HashSet<>();
  private int refused;
  private int lost;

  /// @param call how long it takes to answer
  /// @param leaving from the wish until nothing is in flight any more
  /// @param joining from the wish until it sends requests again
  public record Slowness(Duration call, Duration leaving, Duration joining) {}

  private sealed interface State {
    record In(Instant serves) implements State {}

    record Out(Instant left) implements State {}

    record ByHand(String why) implements State {}
  }

  public SimulatedEdge(Simulation simulation, List<Host> hosts, Slowness slowness) {
    this(simulation, hosts, slowness, _ -> 0);
  }

  /// @param inFlight requests that each host has not answered yet
  SimulatedEdge(
      Simulation simulation, List<Host> hosts, Slowness slowness, ToLongFunction<Host> inFlight) {
    this.simulation = simulation;
    this.slowness = slowness;
    this.inFlight = inFlight;
    hosts.forEach(host -> states.put(host, new State.In(Instant.MIN)));
  }

  /// Someone else takes the host out.
  public void withhold(Host host, String why) {
    states.put(host, new State.ByHand(why));
  }

  /// Someone else lets the host in, whatever anybody wants.
  public void letIn(Host host) {
    states.put(host, new State.In(simulation.now()));
    letInByHand.add(host);
  }

  /// Whether a person let it in last, who may not have looked whether it serves.
  boolean isInByHand(Host host) {
    return letInByHand.contains(host);
  }

  /// The next changes are refused.
  public void refuseNext(int changes) {
    refused = changes;
  }

  /// The answers of the next changes are lost: they were done.
  public void loseNext(int answers) {
    lost = answers;
  }

  /// Whether it sends the host new requests now.
  public boolean sendsTo(Host host) {
    return state(host) instanceof State.In(var serves) && !simulation.now().isBefore(serves);
  }

  /// Whether requests come to the host from it: from one that leaves, what connections that are
  /// open still bring.
  boolean reaches(Host host) {
    return sendsTo(host)
        || (state(host) instanceof State.Out(var left) && simulation.now().isBefore(left));
  }

  /// Whether it keeps the host out as it was asked to, or has not begun to send to it again.
  boolean isOutAsAsked(Host host) {
    return state(host) instanceof State.Out || (state(host) instanceof State.In && !sendsTo(host));
  }

  /// How many hosts that is so of.
  long outAsAsked() {
    return states.keySet().stream().filter(this::isOutAsAsked).count();
  }

  /// Whether a host that it keeps out has nothing in flight any more.
  boolean hasLetGo(Host host) {
    return !(state(host) instanceof State.In) && !(view(host) instanceof EdgeView.Leaving);
  }

  @Override
  public EdgeView read(Host host) throws CallFailed, InterruptedException {
    simulation.sleep(slowness.call());
    mustKnow(host);
    return view(host);
  }

  EdgeView view(Host host) {
    return switch (state(host)) {
      case State.In(var serves) ->
          simulation.now().isBefore(serves)
              ? new EdgeView.Joining("not checked yet")
              : new EdgeView.Serving();
      case State.Out(var left) ->
          simulation.now().isBefore(left)
              ? new EdgeView.Leaving(OptionalInt.empty())
              : inFlight.applyAsLong(host) > 0
                  ? new EdgeView.Leaving(OptionalInt.of((int) inFlight.applyAsLong(host)))
                  : new EdgeView.Left();
      case State.ByHand(var why) -> new EdgeView.Withheld(why);
    };
  }

  @Override
  public void leave(Host host) throws CallFailed, InterruptedException {
    change(host, "leave");
    lets(host);
    answer(host, "leave");
  }

  /// It was asked to let the host go.
  public void lets(Host host) {
    letInByHand.remove(host);
    if (state(host) instanceof State.In) {
      states.put(host, new State.Out(simulation.now().plus(slowness.leaving())));
    }
  }

  @Override
  public void join(Host host) throws CallFailed, InterruptedException {
    change(host, "join");
    takes(host);
    answer(host, "join");
  }

  /// It was asked to have the host back.
  void takes(Host host) throws CallFailed {
    switch (state(host)) {
      case State.In _ -> {}
      case State.Out _ -> states.put(host, new State.In(simulation.now().plus(slowness.joining())));
      case State.ByHand(var why) -> throw failed(host, "join", why, Effect.NONE);
    }
  }

  private void change(Host host, String what) throws CallFailed, InterruptedException {
    simulation.sleep(slowness.call());
    mustKnow(host);
    if (refused > 0) {
      refused--;
      throw failed(host, what, "quota exceeded", Effect.NONE);
    }
    simulation.note("edge: %s %s".formatted(what, host));
  }

  private void answer(Host host, String what) throws CallFailed {
    if (lost > 0) {
      lost--;
      throw failed(host, what, "connection reset", Effect.UNKNOWN);
    }
  }

  private State state(Host host) {
    return states.getOrDefault(host, new State.ByHand("the edge does not know it"));
  }

  private void mustKnow(Host host) throws CallFailed {
    if (!states.containsKey(host)) {
      throw failed(host, "look-up", "no such host", Effect.NONE);
    }
  }

  private static CallFailed failed(Host host, String what, String why, Effect effect) {
    return new CallFailed(
        new Problem("edge: %s of %s failed".formatted(what, host), why, "look at the edge"),
        effect);
  }
}
