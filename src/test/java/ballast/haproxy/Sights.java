package ballast.haproxy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks at servers, written as HAProxy would tell them, for the tables of evidence, proof and
/// lint.
final class Sights {
  static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  static final ServerRef SERVER = ServerRef.of("app", "s1");

  private static final String STATE_HEADER =
      "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight"
          + " srv_time_since_last_change srv_check_status srv_check_result srv_check_health"
          + " srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port"
          + " srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n";

  private Sights() {}

  /// One line of `show servers state`; everything not named is ordinary.
  record StateRow(String server, int op, int admin, int health, int check, int port) {
    String text() {
      return text(15);
    }

    /// @param status what its last check came to; 1 before the first
    String text(int status) {
      return "3 app 1 %s 127.0.0.1 %d %d 100 100 2 %d 3 %d %d 0 0 0 - %d - 0 0 - - 0\n"
          .formatted(server, op, admin, status, health, check, port);
    }
  }

  static ServerState state(int op, int admin, int health, int check) {
    return states(new StateRow("s1", op, admin, health, check, 8080)).getFirst();
  }

  /// One whose last check came to that.
  static ServerState checked(int admin, int status) {
    return parsed(new StateRow("s1", 0, admin, 0, 14, 8080).text(status)).getFirst();
  }

  static List<ServerState> states(StateRow... rows) {
    return parsed(Stream.of(rows).map(StateRow::text).collect(Collectors.joining()));
  }

  private static List<ServerState> parsed(String rows) {
    try {
      return ServerState.parse(STATE_HEADER + rows + "\n");
    } catch (UnreadableReply e) {
      throw new AssertionError(e);
    }
  }

  /// Reads rows under a header that has only the columns that matter.
  static Stat stat(String columns, String... rows) {
    try {
      return Stat.parse("# pxname,svname,type," + columns + ",\n" + String.join("", rows) + "\n");
    } catch (UnreadableReply e) {
      throw new AssertionError(e);
    }
  }

  /// A server in drain with these counters; the other counters are `moving`.
  static ServerSight draining(String scur, String qcur, long moving) {
    Stat stat =
        stat(
            "status,scur,qcur,stot,lbtot,wretr,wredis,econ,bin",
            "app,s1,2,DRAIN,%s,%s,%d,%d,0,0,0,%d,\n".formatted(scur, qcur, moving, moving, moving));
    return new ServerSight(
        state(2, 8, 4, 6), stat.servers().getFirst(), Optional.of(connections(0)));
  }

  static ServerConn connections(long used) {
    return new ServerConn(SERVER, used, 0, java.util.OptionalLong.empty());
  }

  static Streams streams(String... lines) {
    try {
      return new Streams.Listed(
          Session.parse(
              String.join("\n", lines)
                  + "\n0x99: proto=unix_stream src=unix:1 fe=GLOBAL be=<NONE> srv=<none> ts=00 age=0s\n\n"));
    } catch (UnreadableReply e) {
      throw new AssertionError(e);
    }
  }

  static String stream(String server, String age) {
    return "0x1: proto=tcpv4 src=127.0.0.1:1 fe=http be=app srv=%s ts=00 epoch=0 age=%s calls=1"
        .formatted(server, age);
  }

  static Evidence.Look look(ServerSight sight, Streams streams) {
    return new Evidence.Look(sight, streams, Optional.empty(), NOON, Duration.ofMillis(1200));
  }
}
