package ballast.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A server's row of `show servers conn`: its connections, in use and pooled. HTTP mode only.
///
/// @param used `used_cur`: connections that carry a request
/// @param idle `idle_cur`: kept for the next request, to the container that was there
/// @param served streams being served; told since 3.4
public record ServerConn(ServerRef ref, long used, long idle, OptionalLong served) {
  static final String FIRST_LINE = "# bkname/svname";

  public static List<ServerConn> parse(String reply) throws UnreadableReply {
    return Reply.only(
        new RuntimeCommand.ShowServersConn(Optional.empty()), reply, ServerConn::ofSection);
  }

  static List<ServerConn> ofSection(String section) throws UnreadableReply {
    var connections = new ArrayList<ServerConn>();
    for (Columns.Row row : Columns.spaced(section)) {
      connections.add(of(row));
    }
    return List.copyOf(connections);
  }

  private static ServerConn of(Columns.Row row) throws UnreadableReply {
    String name = row.require("bkname/svname");
    int slash = name.indexOf('/');
    if (slash < 0) {
      throw UnreadableReply.expected("backend/server", name);
    }
    return new ServerConn(
        ServerRef.told(name.substring(0, slash), name.substring(slash + 1)),
        row.requireNumber("used_cur"),
        row.requireNumber("idle_cur"),
        row.number("served"));
  }

  public static Optional<ServerConn> find(List<ServerConn> connections, ServerRef ref) {
    return connections.stream().filter(connection -> connection.ref().equals(ref)).findFirst();
  }
}
