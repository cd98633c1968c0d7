package ballast.traffic;

/// One flow of requests under way: when the next one is due, and how one is sent.
final class RequestStream {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Flow.Requests flow;
  private final Request request;
  private final Connections connections;
  private final Ledger ledger;
  private final long startNanos;
  private long started;

  RequestStream(
      TrafficSpec spec, Flow.Requests flow, Dialer dialer, Ledger ledger, long startNanos) {
    this.flow = flow;
    this.request = Request.of(spec, flow);
    this.connections = connections(flow, dialer);
    this.ledger = ledger;
    this.startNanos = startNanos;
  }

  private static Connections connections(Flow.Requests flow, Dialer dialer) {
    return switch (flow) {
      case Flow.KeepAliveGet(_, int connections) -> new Connections.KeepAlive(dialer, connections);
      case Flow.KeepAlivePost(_, int connections) -> new Connections.KeepAlive(dialer, connections);
      case Flow.Get _, Flow.Post _, Flow.SlowGet _, Flow.SlowUpload _, Flow.Events _ ->
          new Connections.Fresh(dialer);
    };
  }

  /// When the next request is due, as [System#nanoTime()]. From the count, not from the last one,
  /// so that no lateness adds up.
  long due() {
    return startNanos + (long) (started * NANOS_PER_SECOND / flow.perSecond());
  }

  /// Starts the request that is due, whatever became of those before it. Does not wait.
  void startNext() {
    long scheduled = due();
    started++;
    switch (ledger.due(flow.name())) {
      case SEND -> Thread.ofVirtual().name("traffic-" + flow.name()).start(() -> send(scheduled));
      case OVERRUN -> {}
    }
  }

  private void send(long scheduledNanos) {
    var exchange = new Exchange(connections, request);
    Outcome outcome = exchange.perform();
    if (flow.prompt() && outcome instanceof Outcome.Answered) {
      ledger.tookNanos(System.nanoTime() - scheduledNanos);
    }
    ledger.settle(flow.name(), outcome);
    exchange.release(outcome);
  }
}
