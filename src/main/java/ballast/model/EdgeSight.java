package ballast.model;

/// What is known of how the load balancer in front of the hosts treats one of them.
public sealed interface EdgeSight {
  /// There is no edge, or this look was not at it.
  record NotAsked() implements EdgeSight {}

  record Seen(EdgeView view) implements EdgeSight {}

  /// It could not be asked, or knows no such host: that is neither in nor out.
  record Unseen(Problem problem) implements EdgeSight {}

  /// Whether it says that it sends the host requests.
  default boolean serving() {
    return this instanceof Seen(EdgeView.Serving _);
  }

  /// Whether it says that it sends the host nothing new, for whatever reason.
  default boolean shut() {
    return this instanceof Seen && !serving();
  }

  /// Whether the host is out there and, for all that the edge says, nothing is in flight for it.
  default boolean letGo() {
    return this instanceof Seen(EdgeView.Left _) || this instanceof Seen(EdgeView.Withheld _);
  }

  /// Whether the host is out there by the wish of Ballast, and is to be let in again.
  default boolean ours() {
    return this instanceof Seen(EdgeView.Left _) || this instanceof Seen(EdgeView.Leaving _);
  }

  /// In a few words.
  default String words() {
    return switch (this) {
      case NotAsked() -> "";
      case Unseen(var problem) -> "unknown: " + problem.what();
      case Seen(var view) ->
          switch (view) {
            case EdgeView.Serving _ -> "serving";
            case EdgeView.Leaving(var inFlight) when inFlight.isPresent() ->
                "leaving, %d in flight".formatted(inFlight.getAsInt());
            case EdgeView.Leaving _ -> "leaving";
            case EdgeView.Left _ -> "left";
            case EdgeView.Joining(var why) -> "joining: " + why;
            case EdgeView.Withheld(var why) -> "withheld: " + why;
          };
    };
  }
}
