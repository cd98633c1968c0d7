package ballast.port;

import ballast.model.Counters;
import ballast.model.HostView;
import ballast.model.Problem;
import ballast.model.ServerView;
import ballast.model.Start;
import java.time.Duration;
import java.util.List;

/// The HAProxy of one host, as far as one backend is concerned. Every change is read back before
/// the call returns.
public interface Balancer {
  /// One look at the backend.
  View read() throws CallFailed, InterruptedException;

  /// @param servers every server of the backend, in HAProxy's order
  record View(HostView.Worker worker, List<ServerView> servers, Counters backend) {
    public View {
      servers = List.copyOf(servers);
    }

    /// @throws CallFailed when the backend has no such server
    public ServerView server(String name) throws CallFailed {
      return servers.stream()
          .filter(server -> server.name().equals(name))
          .findFirst()
          .orElseThrow(() ->
              new CallFailed(
                  new Problem(
                      "server %s is gone from HAProxy".formatted(name),
                      "it was there before: someone changed HAProxy's config",
                      "look at that config, then deploy again"),
                  CallFailed.Effect.NONE));
    }
  }

  /// No new requests for this server; those in flight finish.
  void drain(String server) throws CallFailed, InterruptedException;

  /// Whether any HAProxy worker still holds a request for this server.
  Drained drained(String server) throws CallFailed, InterruptedException;

  /// What the evidence says.
  sealed interface Drained {
    /// @param proof what was seen, in words
    record Empty(String proof) implements Drained {}

    /// @param requests requests in flight or waiting
    /// @param why in words, with numbers
    record Busy(long requests, String why) implements Drained {}

    /// Could not be told; never taken for empty.
    ///
    /// @param clears in how long it can be, where that is only a matter of time; else zero
    record Unknown(String why, Duration clears) implements Drained {
      public Unknown(String why) {
        this(why, Duration.ZERO);
      }
    }
  }

  /// Maintenance: nothing reaches the server any more, connections kept open to it are closed.
  void fence(String server) throws CallFailed, InterruptedException;

  /// Ends what a server in maintenance still has, where each connection is what a request is
  /// elsewhere (TCP mode): it may last for ever, and its container would be stopped by force.
  /// Requests over HTTP are left to their container, which may finish them while it stops.
  void hangUp(String server) throws CallFailed, InterruptedException;

  /// Forgets what HAProxy knew of the server's health and starts to check it anew, without giving
  /// it requests.
  void examine(String server) throws CallFailed, InterruptedException;

  /// Whether HAProxy's own check has passed in full since [#examine]. Changes nothing.
  Proof proof(String server) throws CallFailed, InterruptedException;

  sealed interface Proof {
    record Proven() implements Proof {}

    /// @param check the check's last answer, in HAProxy's words
    record NotYet(String check) implements Proof {}

    /// HAProxy knows of no examination: it was reloaded or started anew since, or someone gave the
    /// server requests meanwhile. What its check says was not earned since [#examine].
    record Forgotten() implements Proof {}
  }

  /// Gives the server its weight, then requests.
  void admit(String server, int weight) throws CallFailed, InterruptedException;

  /// Reads, while nothing is out, what [#remember] is going to change. Changes nothing.
  void prepare() throws CallFailed, InterruptedException;

  /// Makes sure that HAProxy, should it start anew, starts with the server so; the one that runs
  /// goes on as it is. Does nothing where HAProxy's config is not Ballast's to write.
  void remember(String server, Start start) throws CallFailed, InterruptedException;

  /// How often it is worth asking [#drained] and [#proof]: depends on how far away HAProxy is.
  Duration pollInterval();
}
