package ballast.haproxy;

import ballast.model.Admission;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.model.HostPattern;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import ballast.port.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// A tier of HAProxies in front of the hosts, each with a server for every host.
///
/// Ballast takes a host out with `state drain`, and nobody else's maintenance is ever ended: a
/// server in `maint`, or with weight 0, is someone else's affair.
public final class RuntimeEdge implements Edge {
  private final List<Tier> tiers;
  private final Function<Host, HostFacts> facts;

  /// One HAProxy of the tier.
  ///
  /// @param name what it is called in messages
  /// @param server what a host's server is called there
  public record Tier(String name, RuntimeBalancer balancer, HostPattern server) {}

  /// @param facts what is known of each host, to name its server
  public RuntimeEdge(List<Tier> tiers, Function<Host, HostFacts> facts) {
    this.tiers = List.copyOf(tiers);
    this.facts = facts;
  }

  @Override
  public EdgeView read(Host host) throws CallFailed, InterruptedException {
    var views = new ArrayList<EdgeView>();
    for (Tier tier : tiers) {
      views.add(read(tier, host));
    }
    return together(views);
  }

  private EdgeView read(Tier tier, Host host) throws CallFailed, InterruptedException {
    String name = name(tier, host);
    ServerView server = server(tier, name);
    return switch (server.admission()) {
      case MAINT ->
          new EdgeView.Withheld("%s has it in maintenance, by another hand".formatted(tier.name()));
      case READY ->
          server.weight() == 0
              ? new EdgeView.Withheld("%s gives it weight 0".formatted(tier.name()))
              : server.serving()
                  ? new EdgeView.Serving()
                  : new EdgeView.Joining("%s: %s".formatted(tier.name(), server.check()));
      case DRAIN ->
          switch (tier.balancer().inFlight(name)) {
            case Balancer.Drained.Empty _ -> new EdgeView.Left();
            case Balancer.Drained.Busy(long requests, _) ->
                new EdgeView.Leaving(OptionalInt.of(Math.clamp(requests, 0, Integer.MAX_VALUE)));
            case Balancer.Drained.Unknown _ -> new EdgeView.Leaving(OptionalInt.empty());
          };
    };
  }

  /// What several HAProxies make of a host. One that someone else withholds it from is left out,
  /// unless all do.
  static EdgeView together(List<EdgeView> views) {
    List<EdgeView> counted =
        views.stream().filter(view -> !(view instanceof EdgeView.Withheld)).toList();
    if (counted.isEmpty()) {
      return views.getFirst();
    }
    boolean sent = counted.stream().anyMatch(RuntimeEdge::isLetIn);
    boolean kept = counted.stream().anyMatch(view -> !isLetIn(view));
    if (sent && kept) {
      return new EdgeView.Joining("some of the edge's HAProxies let it in, and some do not");
    }
    return sent ? letIn(counted) : out(counted);
  }

  private static boolean isLetIn(EdgeView view) {
    return switch (view) {
      case EdgeView.Serving _, EdgeView.Joining _ -> true;
      case EdgeView.Leaving _, EdgeView.Left _, EdgeView.Withheld _ -> false;
    };
  }

  private static EdgeView letIn(List<EdgeView> views) {
    return views.stream()
        .filter(EdgeView.Joining.class::isInstance)
        .findFirst()
        .orElseGet(EdgeView.Serving::new);
  }

  private static EdgeView out(List<EdgeView> views) {
    List<OptionalInt> leaving =
        views.stream()
            .filter(EdgeView.Leaving.class::isInstance)
            .map(view -> ((EdgeView.Leaving) view).inFlight())
            .toList();
    if (leaving.isEmpty()) {
      return new EdgeView.Left();
    }
    return new EdgeView.Leaving(
        leaving.stream().allMatch(OptionalInt::isPresent)
            ? OptionalInt.of(leaving.stream().mapToInt(OptionalInt::getAsInt).sum())
            : OptionalInt.empty());
  }

  @Override
  public void leave(Host host) throws CallFailed, InterruptedException {
    onEach(
        host,
        (tier, name, server) -> {
          if (server.admission() == Admission.READY) {
            refuseWhereClientsStick(host, tier);
            tier.balancer().drain(name);
          }
        });
  }

  /// Its slots are to go out all at once, and who comes by cookie would find none.
  private static void refuseWhereClientsStick(Host host, Tier tier)
      throws CallFailed, InterruptedException {
    Optional<String> cookie = tier.balancer().cookie();
    if (cookie.isPresent()) {
      throw new CallFailed(
          new Problem(
              "%s is not taken out at %s".formatted(host, tier.name()),
              "clients stick to their host by cookie %s there, and a drain still sends them to it"
                  .formatted(cookie.get()),
              "roll slot by slot, which loses none of them: --strategy rolling"),
          Effect.NONE);
    }
  }

  /// One that someone else withholds it from is left out, unless all do.
  @Override
  public void join(Host host) throws CallFailed, InterruptedException {
    var withheld = new ArrayList<CallFailed>();
    onEach(
        host,
        (tier, name, server) -> {
          switch (server.admission()) {
            case READY -> {}
            case DRAIN -> tier.balancer().admit(name, server.weight());
            case MAINT -> withheld.add(withheld(host, tier, name));
          }
        });
    if (withheld.size() == tiers.size()) {
      throw withheld.getFirst();
    }
  }

  private static CallFailed withheld(Host host, Tier tier, String name) {
    return new CallFailed(
        new Problem(
            "%s is not let in at %s".formatted(host, tier.name()),
            "someone else has put its server %s into maintenance".formatted(name),
            "when that is over: echo 'set server %s state ready' to its admin socket"
                .formatted(tier.balancer().named(name))),
        Effect.NONE);
  }

  private interface Change {
    void at(Tier tier, String name, ServerView server) throws CallFailed, InterruptedException;
  }

  /// Each in its turn: where a later one refuses, the earlier ones have changed.
  private void onEach(Host host, Change change) throws CallFailed, InterruptedException {
    Effect before = Effect.NONE;
    for (Tier tier : tiers) {
      String name = name(tier, host);
      try {
        change.at(tier, name, server(tier, name));
      } catch (CallFailed failed) {
        Effect all = before == Effect.NONE ? failed.effect() : before;
        throw new CallFailed(failed.problem(), all, failed);
      }
      before = Effect.UNKNOWN;
    }
  }

  private static ServerView server(Tier tier, String name) throws CallFailed, InterruptedException {
    return tier.balancer().read().servers().stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new CallFailed(
                new Problem(
                    "%s knows no server %s".formatted(tier.name(), tier.balancer().named(name)),
                    "every host needs a server at the edge",
                    "compare `edge: haproxy: server` in ballast.yml with HAProxy's config"),
                Effect.NONE));
  }

  private String name(Tier tier, Host host) throws CallFailed {
    return tier.server()
        .of(facts.apply(host))
        .filter(Names::allowed)
        .orElseThrow(() ->
            new CallFailed(
                new Problem(
                    "what %s calls %s is not known".formatted(tier.name(), host),
                    "`edge: haproxy: server: \"%s\"` takes a variable that the inventory does not have for it, or makes no name of HAProxy's"
                        .formatted(tier.server()),
                    "give the host that variable, or name it {host}"),
                Effect.NONE));
  }
}
