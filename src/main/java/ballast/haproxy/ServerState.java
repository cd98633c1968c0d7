package ballast.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A server's row of `show servers state` (format 1, management.txt 9.3).
///
/// @param admin bit mask, see [#inMaintenance] and [#draining]
/// @param userWeight set by configuration or command
/// @param initialWeight set by configuration
/// @param checkStatus what the last check came to, see [#closedSinceStart]
/// @param checkState bit mask, see [#checkConfigured]
/// @param agentState bit mask like [#checkState], of the agent check
public record ServerState(
    ServerRef ref,
    String address,
    long port,
    Operation operation,
    long admin,
    long userWeight,
    long initialWeight,
    long checkStatus,
    long checkHealth,
    long checkState,
    long agentState) {
  private static final String FORMAT_1 = "1\n";
  static final String FIRST_LINES = FORMAT_1 + "# be_id";

  /// Forced (1), inherited from a tracked server (2), for want of a name's address (32). The bit 4,
  /// "disabled in the configuration", stays when such a server is made ready, and is no
  /// maintenance.
  private static final long MAINTENANCE = 0x23;

  /// Forced (1), or inherited from a server that was (2).
  private static final long BY_COMMAND = 0x03;

  private static final long FORCED = 0x01;
  private static final long BY_CONFIGURATION = 0x04;

  /// `HCHK_STATUS_INI`; 0 where nothing is to be checked.
  private static final long NEVER_CHECKED = 1;

  /// Forced (8), inherited (16).
  private static final long DRAIN = 0x18;

  private static final long CONFIGURED = 0x02;
  private static final long ENABLED = 0x04;
  private static final long PAUSED = 0x08;

  /// What the checks and commands made of the server (`srv_op_state`).
  public enum Operation {
    STOPPED,
    STARTING,
    RUNNING,
    STOPPING
  }

  public static List<ServerState> parse(String reply) throws UnreadableReply {
    return Reply.only(
        new RuntimeCommand.ShowServersState(Optional.empty()), reply, ServerState::ofSection);
  }

  static List<ServerState> ofSection(String section) throws UnreadableReply {
    var states = new ArrayList<ServerState>();
    for (Columns.Row row : Columns.spaced(section.substring(FORMAT_1.length()))) {
      states.add(of(row));
    }
    return List.copyOf(states);
  }

  private static ServerState of(Columns.Row row) throws UnreadableReply {
    return new ServerState(
        ServerRef.told(row.require("be_name"), row.require("srv_name")),
        row.require("srv_addr"),
        row.requireNumber("srv_port"),
        operation(row.requireNumber("srv_op_state")),
        row.requireNumber("srv_admin_state"),
        row.requireNumber("srv_uweight"),
        row.requireNumber("srv_iweight"),
        row.requireNumber("srv_check_status"),
        row.requireNumber("srv_check_health"),
        row.requireNumber("srv_check_state"),
        row.requireNumber("srv_agent_state"));
  }

  private static Operation operation(long code) throws UnreadableReply {
    if (code < 0 || code >= Operation.values().length) {
      throw UnreadableReply.expected("a server operation 0 to 3", Long.toString(code));
    }
    return Operation.values()[(int) code];
  }

  public static Optional<ServerState> find(List<ServerState> states, ServerRef ref) {
    return states.stream().filter(state -> state.ref().equals(ref)).findFirst();
  }

  /// Nothing new comes here, cookies and tables included.
  public boolean inMaintenance() {
    return (admin & MAINTENANCE) != 0;
  }

  /// No balanced request comes here; cookies and tables may still lead here.
  public boolean draining() {
    return (admin & DRAIN) != 0;
  }

  /// Neither in drain nor in maintenance.
  public boolean admitted() {
    return !inMaintenance() && !draining();
  }

  /// In maintenance by someone's word, not for want of an address.
  public boolean maintenanceByCommand() {
    return (admin & BY_COMMAND) != 0;
  }

  /// The configuration says `disabled`: nothing was in the slot when HAProxy started. Says nothing
  /// about now.
  public boolean disabledByConfiguration() {
    return (admin & BY_CONFIGURATION) != 0;
  }

  /// In the maintenance that the configuration has put it into, and never opened since: whoever
  /// opens it has it checked, also where it is in maintenance again by now.
  public boolean closedSinceStart() {
    return disabledByConfiguration()
        && (admin & FORCED) != 0
        && !draining()
        && checkStatus <= NEVER_CHECKED;
  }

  public boolean checkConfigured() {
    return (checkState & CONFIGURED) != 0;
  }

  /// Enabled and not paused by maintenance: results are coming in.
  public boolean checkRunning() {
    return (checkState & ENABLED) != 0 && (checkState & PAUSED) == 0;
  }

  /// An agent may open or close the server, or change its weight, on its own.
  public boolean agentRunning() {
    return (agentState & CONFIGURED) != 0 && (agentState & ENABLED) != 0;
  }
}
