package ballast.haproxy;

import ballast.model.ServerView;
import ballast.model.Start;

/// HAProxy's words about a server in the model's words.
final class ServerViews {
  private ServerViews() {}

  /// @param start how HAProxy's start has left it
  static ServerView of(ServerSight sight, Start start) {
    ServerState state = sight.state();
    ballast.model.Admission admission =
        state.maintenanceByCommand()
            ? ballast.model.Admission.MAINT
            : state.draining() ? ballast.model.Admission.DRAIN : ballast.model.Admission.READY;
    ServerView.Condition condition =
        switch (state.operation()) {
          case RUNNING, STARTING -> ServerView.Condition.UP;
          case STOPPED, STOPPING -> ServerView.Condition.DOWN;
        };
    return new ServerView(
        state.ref().server().value(),
        admission,
        start,
        condition,
        Math.toIntExact(state.userWeight()),
        Math.toIntExact(state.initialWeight()),
        sight.stat().traffic().current().orElse(0),
        sight.stat().traffic().queued().orElse(0),
        sight.stat().check().words(),
        ofServer(sight.stat()));
  }

  /// In TCP mode HAProxy knows no answers: a connection made is one.
  private static ballast.model.Counters ofServer(ServerStat stat) {
    return stat.tcp()
        ? counters(stat.traffic().total().orElse(0), 0, stat.faults())
        : counters(stat.responses(), stat.faults());
  }

  /// In TCP mode a client that nobody was found for is what an answer of 503 is elsewhere.
  static ballast.model.Counters ofBackend(BackendStat stat) {
    return stat.tcp()
        ? counters(
            stat.traffic().total().orElse(0),
            stat.faults().connectErrors().orElse(0),
            stat.faults())
        : counters(stat.responses(), stat.faults());
  }

  private static ballast.model.Counters counters(Responses responses, Faults faults) {
    long answered =
        responses.informational().orElse(0)
            + responses.success().orElse(0)
            + responses.redirection().orElse(0)
            + responses.clientError().orElse(0)
            + responses.serverError().orElse(0)
            + responses.other().orElse(0);
    return counters(answered, responses.serverError().orElse(0), faults);
  }

  private static ballast.model.Counters counters(long answered, long serverErrors, Faults faults) {
    return new ballast.model.Counters(
        answered,
        serverErrors,
        faults.connectErrors().orElse(0),
        faults.responseErrors().orElse(0),
        faults.retries().orElse(0),
        faults.redispatches().orElse(0),
        faults.clientAborts().orElse(0),
        faults.serverAborts().orElse(0));
  }
}
