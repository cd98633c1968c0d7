package ballast.haproxy;

import static ballast.haproxy.Finding.refuse;
import static ballast.haproxy.Finding.warn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells, before anything is touched, what would make a rollout at this HAProxy unsafe or
/// unprovable.
public final class Lint {
  /// With fewer, one check that was already under way against the container before could prove the
  /// new one.
  private static final long ENOUGH_RISE = 2;

  private Lint() {}

  /// @param all of [Batch#lookAtAll]: servers of other backends matter too
  public static List<Finding> of(Expected expected, Sighting all) {
    var findings = new ArrayList<Finding>(ofProcess(all.process()));
    Optional<BackendStat> backend = all.stat().backend(expected.backend());
    if (backend.isEmpty()) {
      findings.add(
          refuse(
              "HAProxy has no backend '" + expected.backend() + "'",
              "it has " + names(all.stat().backends().stream().map(BackendStat::name).toList()),
              "set 'balancer: backend' to one of these, or add the backend"));
      return List.copyOf(findings);
    }
    for (ServerRef server : expected.refs()) {
      findings.addAll(ofServer(server, expected, all));
    }
    return List.copyOf(findings);
  }

  private static List<Finding> ofProcess(RunningProcess process) {
    var findings = new ArrayList<Finding>();
    if (process.nbproc() > 1) {
      findings.add(
          refuse(
              "HAProxy runs as " + process.nbproc() + " processes ('nbproc')",
              "each has servers and a socket of its own: what is drained in one still serves in the others",
              "use 'nbthread' instead of 'nbproc'"));
    }
    if (process.life() == RunningProcess.Life.STOPPING) {
      findings.add(
          refuse(
              "the HAProxy process " + process.incarnation().pid() + " is stopping",
              "what is changed there ends with it, while its successor goes on unchanged",
              "see that the socket leads to the new process, then run again"));
    }
    return findings;
  }

  private static List<Finding> ofServer(ServerRef ref, Expected expected, Sighting all) {
    Optional<ServerSight> found = all.server(ref);
    if (found.isEmpty()) {
      return List.of(
          refuse(
              "backend '" + ref.backend() + "' has no server '" + ref.server() + "'",
              "it has "
                  + names(
                      all.stat().servers().stream()
                          .map(ServerStat::ref)
                          .filter(other -> other.backend().equals(ref.backend()))
                          .map(ServerRef::server)
                          .toList()),
              "set 'balancer: server' to the pattern of these names, or add the server"));
    }
    ServerSight server = found.get();
    var findings = new ArrayList<Finding>(ofCheck(server, expected.proving()));
    findings.addAll(ofFollowers(ref, all));
    findings.addAll(ofAddress(server, expected, all));
    findings.addAll(ofStanding(server));
    return findings;
  }

  private static List<Finding> ofCheck(ServerSight server, Expected.Proving proving) {
    ServerRef ref = server.ref();
    if (server.stat().tracked().isPresent()) {
      return List.of(
          refuse(
              ref + " tracks " + server.stat().tracked().get(),
              "its health cannot be set or proven, and follows a server that this rollout does not know",
              "give " + ref + " a 'check' of its own instead of 'track'"));
    }
    if (!server.state().checkConfigured()) {
      return List.of(
          refuse(
              ref + " has no health check",
              "HAProxy would send it requests before its container answers any",
              "add 'option %s to the backend and 'check inter 1s rise 2 fall 3' to the server"
                  .formatted(
                      server.stat().tcp() ? "tcp-check' with 'tcp-check expect'" : "httpchk'")));
    }
    var findings = new ArrayList<Finding>();
    Check check = server.stat().check();
    if (below(check.fall(), 2)) {
      findings.add(
          refuse(
              ref + " has 'fall 1'",
              "out of maintenance its health is full before the first check, so nothing can be proven",
              "set 'fall 2' or more"));
    }
    if (below(check.rise(), ENOUGH_RISE)) {
      findings.add(
          warn(
              ref + " has 'rise 1'",
              "a check begun against the old container can pass for the new one",
              "set 'rise 2'"));
    }
    if (check.status().filter(Lint::passedByPort).isPresent()) {
      findings.add(ofOpenPort(server, check.status().get(), proving));
    }
    return findings;
  }

  private static Finding ofOpenPort(ServerSight server, String status, Expected.Proving proving) {
    String what = server.ref() + " is only checked for an open port (" + status + ")";
    String why = "a port may be open long before the application behind it answers";
    return switch (proving) {
      case BY_AN_OPEN_PORT ->
          warn(what, why + "; ballast.yml says that this is enough", "docs/tcp.md says when it is");
      case BY_AN_ANSWER ->
          refuse(
              what,
              why,
              server.stat().tcp()
                  ? "add 'option tcp-check' with 'tcp-check send' and 'tcp-check expect' to the"
                      + " backend, or say `health: {port_only: true}`"
                  : "add 'option httpchk' with the application's health path to the backend");
    };
  }

  private static List<Finding> ofFollowers(ServerRef ref, Sighting all) {
    List<ServerRef> followers =
        all.stat().servers().stream()
            .filter(other -> other.tracked().filter(ref.toString()::equals).isPresent())
            .map(ServerStat::ref)
            .toList();
    return followers.isEmpty()
        ? List.of()
        : List.of(
            warn(
                names(followers) + " tracks " + ref,
                "it goes into drain and maintenance along with it",
                "make sure that its backend can do without it for a while"));
  }

  private static List<Finding> ofAddress(ServerSight server, Expected expected, Sighting all) {
    var findings = new ArrayList<Finding>();
    if (!server.state().address().contains(".") && !server.state().address().contains(":")) {
      // A name that was never resolved leads nowhere yet.
      return findings;
    }
    for (ServerState other : all.states()) {
      boolean same =
          !other.ref().equals(server.ref())
              && other.port() == server.state().port()
              && other.address().equals(server.state().address());
      if (same) {
        String where = other.address() + ":" + other.port();
        findings.add(
            refuse(
                other.ref() + " leads to the same " + where + " as " + server.ref(),
                "requests that come that way would not be drained",
                "remove "
                    + other.ref()
                    + ", or let one backend serve both frontends of '"
                    + expected.backend()
                    + "'"));
      }
    }
    return findings;
  }

  private static List<Finding> ofStanding(ServerSight server) {
    ServerState state = server.state();
    var findings = new ArrayList<Finding>();
    // One that its configuration disables is empty, and is where it should be.
    boolean empty = state.inMaintenance() && state.disabledByConfiguration();
    if (!state.admitted() && !empty) {
      findings.add(
          warn(
              server.ref() + " is in " + (state.inMaintenance() ? "maintenance" : "drain"),
              "it counts as out and stays so: someone put it there",
              "'set server " + server.ref() + " state ready' when it may serve again"));
    }
    if (state.userWeight() != state.initialWeight()) {
      findings.add(
          warn(
              server.ref()
                  + " has weight "
                  + state.userWeight()
                  + " instead of "
                  + state.initialWeight(),
              "someone changed it since HAProxy started, and a reload will undo that",
              "'set server "
                  + server.ref()
                  + " weight "
                  + state.initialWeight()
                  + "', or change the configuration"));
    }
    if (state.agentRunning()) {
      findings.add(
          warn(
              server.ref() + " has an agent check",
              "the agent may open, close or weigh it during the rollout",
              "'disable agent " + server.ref() + "' while the rollout runs"));
    }
    return findings;
  }

  /// Only a pass tells what is checked: a check of the application fails with `L4CON` too. `* ` =
  /// running.
  private static boolean passedByPort(String status) {
    return status.endsWith("L4OK") || status.endsWith("L6OK");
  }

  private static boolean below(OptionalLong number, long least) {
    return number.isPresent() && number.getAsLong() < least;
  }

  private static String names(List<?> names) {
    return names.isEmpty()
        ? "none"
        : String.join(", ", names.stream().map(Object::toString).toList());
  }
}
