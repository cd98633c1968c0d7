package ballast.rollout;

import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import ballast.port.Edge;
import ballast.port.Front;
import ballast.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes a host out of the load balancer in front of the hosts and puts it back, each time until
/// the edge itself says that it is so.
///
/// ```
/// letGo      SERVING --leave--> LEAVING --> LEFT        takeBack   LEFT --join--> JOINING --> SERVING
///               ^________________|  someone let it in: asked again    ^__________|  the same
///            WITHHELD: someone else keeps it out; that is no failure, and nothing is changed
/// ```
public final class EdgeGate {
  /// What the edge refuses so often, one time after the other, it will not take any more.
  private static final int MOST_REFUSALS = 3;

  private final Front front;
  private final Edge edge;
  private final Time time;

  public EdgeGate(Front front, Time time) {
    this.front = front;
    this.edge = front.edge();
    this.time = time;
  }

  /// What came of it.
  public sealed interface Outcome {
    /// The edge says that it is so.
    record Done() implements Outcome {}

    /// Someone else keeps the host out at the edge. It gets no requests, and is not Ballast's to
    /// let in.
    record Withheld(String why) implements Outcome {}

    /// It is not so, or not known to be: the edge refused, did not answer, or took too long.
    record Failed(Problem problem) implements Outcome {}
  }

  /// Asks the edge to let the host go and waits until nothing is in flight for it any more.
  ///
  /// @param told why it still waits, in words, once for each reason
  public Outcome letGo(Host host, Consumer<String> told) throws InterruptedException {
    return new Way(host, "let go of", front.leave(), told) {
      @Override
      Turn turn(EdgeView view) {
        return switch (view) {
          case EdgeView.Left _ -> Turn.ARRIVED;
          case EdgeView.Leaving _ -> Turn.WAIT;
          case EdgeView.Serving _, EdgeView.Joining _ -> Turn.ASK;
          case EdgeView.Withheld _ -> Turn.NOT_OURS;
        };
      }

      @Override
      void ask() throws CallFailed, InterruptedException {
        edge.leave(host);
      }
    }.go();
  }

  /// Asks the edge to take the host back and waits until it sends it requests.
  ///
  /// @param told why it still waits, in words, once for each reason
  public Outcome takeBack(Host host, Consumer<String> told) throws InterruptedException {
    return new Way(host, "take back", front.join(), told) {
      @Override
      Turn turn(EdgeView view) {
        return switch (view) {
          case EdgeView.Serving _ -> Turn.ARRIVED;
          case EdgeView.Joining _ -> Turn.WAIT;
          case EdgeView.Left _, EdgeView.Leaving _ -> Turn.ASK;
          case EdgeView.Withheld _ -> Turn.NOT_OURS;
        };
      }

      @Override
      void ask() throws CallFailed, InterruptedException {
        edge.join(host);
      }
    }.go();
  }

  private enum Turn {
    ASK,
    WAIT,
    ARRIVED,
    NOT_OURS
  }

  /// One host's way out or back.
  private abstract class Way {
    private final Host host;
    private final String verb;
    private final Duration limit;
    private final Consumer<String> told;
    private String last = "";
    private int refusals;

    Way(Host host, String verb, Duration limit, Consumer<String> told) {
      this.host = host;
      this.verb = verb;
      this.limit = limit;
      this.told = told;
    }

    abstract Turn turn(EdgeView view);

    abstract void ask() throws CallFailed, InterruptedException;

    Outcome go() throws InterruptedException {
      Instant deadline = time.now().plus(limit);
      while (true) {
        try {
          EdgeView view = edge.read(host);
          switch (turn(view)) {
            case ARRIVED -> {
              return new Outcome.Done();
            }
            case NOT_OURS -> {
              return new Outcome.Withheld(words(view));
            }
            case ASK -> {
              say(words(view));
              Optional<Problem> refused = asked();
              if (refused.isPresent()) {
                return new Outcome.Failed(refused.get());
              }
            }
            case WAIT -> say(words(view));
          }
        } catch (CallFailed unread) {
          say(unread.problem().brief());
        }
        if (time.now().isAfter(deadline)) {
          return new Outcome.Failed(tooLate());
        }
        time.sleep(front.poll());
      }
    }

    /// Asks; what became of it the next look tells.
    ///
    /// @return why there is no use in asking any more
    private Optional<Problem> asked() throws InterruptedException {
      try {
        ask();
        refusals = 0;
        return Optional.empty();
      } catch (CallFailed failed) {
        say(failed.problem().brief());
        refusals = failed.effect() == Effect.NONE ? refusals + 1 : 0;
        return refusals < MOST_REFUSALS ? Optional.empty() : Optional.of(failed.problem());
      }
    }

    private void say(String why) {
      if (!why.equals(last)) {
        last = why;
        told.accept(why);
      }
    }

    private Problem tooLate() {
      return new Problem(
          "the edge did not %s %s within %d s".formatted(verb, host, limit.toSeconds()),
          last,
          "see what ballast status says of the edge, or give it longer (edge: leave_deadline, join_deadline)");
    }
  }

  private static String words(EdgeView view) {
    return switch (view) {
      case EdgeView.Serving _ -> "the edge sends it requests";
      case EdgeView.Leaving(var inFlight) when inFlight.isPresent() ->
          "%d connections in flight at the edge".formatted(inFlight.getAsInt());
      case EdgeView.Leaving _ -> "the edge is not done with it";
      case EdgeView.Left _ -> "it is out at the edge";
      case EdgeView.Joining(var why) -> why;
      case EdgeView.Withheld(var why) -> why;
    };
  }
}
