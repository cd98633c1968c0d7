package ballast.edge;

import ballast.edge.GoogleMember.Sight;
import ballast.edge.GoogleOperations.Standing;
import ballast.model.EdgeChoice;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.model.HostPattern;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import ballast.port.Edge;
import com.google.api.services.compute.model.BackendService;
import com.google.api.services.compute.model.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A backend service of Google Cloud's load balancer. A host leaves it by leaving its instance
/// group or its network endpoint group, and is back once its health check says HEALTHY.
///
/// Every change has a request id: where the answer was lost, Google is asked what became of that id
/// and of the group, and only then is the same request sent again.
public final class GoogleEdge implements Edge {
  private static final int MOST_SENDS = 3;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  private final EdgeChoice.Google choice;
  private final GoogleCalls calls;
  private final GoogleOperations operations;
  private final Function<Host, HostFacts> facts;
  private final Map<Host, Begun> begun = new ConcurrentHashMap<>();

  private enum Wish {
    OUT,
    IN
  }

  /// The last change of a host that Google took from here.
  private record Begun(Wish wish, String operation) {}

  GoogleEdge(EdgeChoice.Google choice, GoogleCalls calls, Function<Host, HostFacts> facts) {
    this.choice = choice;
    this.calls = calls;
    this.operations = new GoogleOperations(calls);
    this.facts = facts;
  }

  /// An edge that asks with the credentials that Google's library finds by its standard ways. Asks
  /// nothing yet.
  ///
  /// @param facts what is known of each host, to name its instance
  public static GoogleEdge of(EdgeChoice.Google choice, Function<Host, HostFacts> facts) {
    GoogleLimits limits = GoogleLimits.defaults();
    return new GoogleEdge(
        choice, new GoogleCalls(GoogleClient.of(choice.endpoint(), limits), limits), facts);
  }

  @Override
  public EdgeView read(Host host) throws CallFailed, InterruptedException {
    GoogleMember member = member(host);
    Optional<Begun> last = Optional.ofNullable(begun.get(host));
    Optional<Standing> standing = Optional.empty();
    if (last.isPresent()) {
      standing = Optional.of(operations.standing(member.place(), last.get().operation()));
      if (standing.get() instanceof Standing.Failed(var words)) {
        begun.remove(host);
        throw operationFailed(last.get().wish(), host, words);
      }
    }
    boolean underWay = standing.filter(Standing.UnderWay.class::isInstance).isPresent();
    Wish wish = last.map(Begun::wish).orElse(Wish.IN);
    return switch (member.look(calls)) {
      case Sight.Present _ when underWay && wish == Wish.OUT ->
          new EdgeView.Leaving(OptionalInt.empty());
      case Sight.Present present when present.healthy() -> new EdgeView.Serving();
      case Sight.Present(var states) ->
          new EdgeView.Joining(
              states.isEmpty()
                  ? "backend service %s has not checked it yet".formatted(choice.backendService())
                  : String.join(", ", states));
      case Sight.Draining _ -> new EdgeView.Leaving(OptionalInt.empty());
      case Sight.Absent _ when underWay && wish == Wish.IN ->
          new EdgeView.Joining("the operation that puts it back is under way");
      case Sight.Absent _ -> absent(member, host, standing.filter(_ -> wish == Wish.OUT));
    };
  }

  /// One that is in no group has left, or is leaving, or does not exist.
  ///
  /// @param own how the operation stands that took it out, where it was begun from here
  private EdgeView absent(GoogleMember member, Host host, Optional<Standing> own)
      throws CallFailed, InterruptedException {
    mustExist(member, host);
    Optional<Standing> removal = own;
    if (removal.isEmpty()) {
      Optional<String> last = operations.lastRemoval(member);
      if (last.isPresent()) {
        removal = Optional.of(operations.standing(member.place(), last.get()));
      }
    }
    boolean leaving =
        switch (removal.orElse(new Standing.Failed("there is none"))) {
          case Standing.UnderWay _ -> true;
          case Standing.Failed _ -> false;
          case Standing.Done(var since, var took) ->
              switch (member.drains()) {
                case SHOWN -> false;
                case BY_THE_CLOCK -> drainsStill(member.place(), since, took);
              };
        };
    return leaving ? new EdgeView.Leaving(OptionalInt.empty()) : new EdgeView.Left();
  }

  /// An operation that was shorter than the connection draining cannot have waited for its end.
  private boolean drainsStill(GoogleMember.Place place, Duration since, Duration took)
      throws CallFailed, InterruptedException {
    Duration drain = drainingTimeout(place);
    return took.compareTo(drain) < 0 && since.compareTo(drain) < 0;
  }

  private Duration drainingTimeout(GoogleMember.Place place)
      throws CallFailed, InterruptedException {
    BackendService service =
        calls
            .<BackendService>read(
                "reading backend service " + place.backendService(),
                compute ->
                    place.region().isPresent()
                        ? compute
                            .regionBackendServices()
                            .get(place.project(), place.region().get(), place.backendService())
                        : compute.backendServices().get(place.project(), place.backendService()))
            .value();
    return Optional.ofNullable(service.getConnectionDraining())
        .flatMap(draining -> Optional.ofNullable(draining.getDrainingTimeoutSec()))
        .map(Duration::ofSeconds)
        .orElse(Duration.ZERO);
  }

  private void mustExist(GoogleMember member, Host host) throws CallFailed, InterruptedException {
    GoogleMember.Place place = member.place();
    boolean there =
        calls
            .readIfThere(
                "reading instance " + place.instance(),
                compute -> compute.instances().get(place.project(), place.zone(), place.instance()))
            .isPresent();
    if (!there) {
      throw new CallFailed(
          new Problem(
              "Google knows no instance %s, which %s should be".formatted(place.instance(), host),
              "there is none of that name in zone %s of project %s"
                  .formatted(place.zone(), place.project()),
              "compare `edge: google: instance` and `zone` in ballast.yml with gcloud compute instances list"),
          Effect.NONE);
    }
  }

  @Override
  public void leave(Host host) throws CallFailed, InterruptedException {
    GoogleMember member = member(host);
    if (isFree(member, host, Wish.OUT)
        && member.look(calls) instanceof Sight.Present
        && !isUnderWay(member, host)) {
      send(member, host, Wish.OUT);
    }
  }

  @Override
  public void join(Host host) throws CallFailed, InterruptedException {
    GoogleMember member = member(host);
    if (isFree(member, host, Wish.IN)
        && !(member.look(calls) instanceof Sight.Present)
        && !isUnderWay(member, host)) {
      send(member, host, Wish.IN);
    }
  }

  /// Whether no change in the other direction is under way: Google may do two in any order. One
  /// that drains connections takes minutes.
  private boolean isFree(GoogleMember member, Host host, Wish wish)
      throws CallFailed, InterruptedException {
    Begun last = begun.get(host);
    if (last == null || last.wish() == wish) {
      return true;
    }
    if (operations.standing(member.place(), last.operation()) instanceof Standing.UnderWay) {
      return false;
    }
    begun.remove(host, last);
    return true;
  }

  private boolean isUnderWay(GoogleMember member, Host host)
      throws CallFailed, InterruptedException {
    Begun last = begun.get(host);
    return last != null
        && operations.standing(member.place(), last.operation()) instanceof Standing.UnderWay;
  }

  private void send(GoogleMember member, Host host, Wish wish)
      throws CallFailed, InterruptedException {
    String id = UUID.randomUUID().toString();
    GoogleCalls.Request<Operation> request =
        switch (wish) {
          case OUT -> member.removal(id);
          case IN -> member.addition(id);
        };
    GoogleFault fault = new GoogleFault.Lost("never sent");
    for (int sends = 0; sends < MOST_SENDS; sends++) {
      switch (calls.change(request)) {
        case GoogleCalls.Outcome.Answered<Operation>(var answer) -> {
          taken(member, host, new Begun(wish, answer.value().getName()));
          return;
        }
        case GoogleCalls.Outcome.Faulty<Operation>(var told) -> {
          fault = told;
          boolean nothingDone = told instanceof GoogleFault.Limited;
          if (!nothingDone && isAsWished(member, host, wish, id)) {
            return;
          }
          if (!(told instanceof GoogleFault.Lost)) {
            throw GoogleCalls.failed(words(wish, host), told, Effect.NONE);
          }
        }
      }
    }
    throw GoogleCalls.failed(words(wish, host), fault, Effect.UNKNOWN);
  }

  /// Reads what became of a request that was refused or whose answer was lost.
  private boolean isAsWished(GoogleMember member, Host host, Wish wish, String requestId)
      throws CallFailed, InterruptedException {
    try {
      Optional<String> operation = operations.begunBy(member.place(), requestId);
      if (operation.isPresent()) {
        taken(member, host, new Begun(wish, operation.get()));
        return true;
      }
      boolean present = member.look(calls) instanceof Sight.Present;
      return present == (wish == Wish.IN);
    } catch (CallFailed unread) {
      throw new CallFailed(unread.problem(), Effect.UNKNOWN, unread);
    }
  }

  /// Google has it. One that it gives up at once is told now; the others are told by [#read].
  private void taken(GoogleMember member, Host host, Begun change)
      throws CallFailed, InterruptedException {
    begun.put(host, change);
    if (operations.standing(member.place(), change.operation())
        instanceof Standing.Failed(var why)) {
      begun.remove(host);
      boolean present = member.look(calls) instanceof Sight.Present;
      if (present != (change.wish() == Wish.IN)) {
        throw operationFailed(change.wish(), host, why);
      }
    }
  }

  private static String words(Wish wish, Host host) {
    return switch (wish) {
      case OUT -> "taking %s out".formatted(host);
      case IN -> "putting %s back".formatted(host);
    };
  }

  private CallFailed operationFailed(Wish wish, Host host, String words) {
    return new CallFailed(
        new Problem(
            "Google: %s failed".formatted(words(wish, host)),
            words,
            "mend what Google objects to, then run again; gcloud compute operations list --project "
                + choice.project()),
        Effect.NONE);
  }

  private GoogleMember member(Host host) throws CallFailed {
    HostFacts known = facts.apply(host);
    EdgeChoice.Google.Members members = choice.members();
    var place =
        new GoogleMember.Place(
            choice.project(),
            name("zone", choice.zone(), known),
            choice.region(),
            name("group", members.name(), known),
            choice.backendService(),
            name("instance", choice.instance(), known));
    return switch (members) {
      case EdgeChoice.Google.Members.InstanceGroup _ -> new GoogleInGroup(place);
      case EdgeChoice.Google.Members.Neg(_, var port) -> new GoogleInNeg(place, port);
    };
  }

  private static String name(String what, HostPattern pattern, HostFacts known) throws CallFailed {
    return pattern
        .of(known)
        .filter(name -> NAME.matcher(name).matches())
        .orElseThrow(() ->
            new CallFailed(
                new Problem(
                    "the %s of %s at Google is not known".formatted(what, known.host()),
                    "`%s` %s"
                        .formatted(
                            pattern,
                            pattern
                                .of(known)
                                .map("is '%s', which is no name at Google"::formatted)
                                .orElse(
                                    "takes a variable that the inventory does not have for it")),
                    "name it by a variable that the host has in the inventory, e.g. {gce_name}"),
                Effect.NONE));
  }
}
