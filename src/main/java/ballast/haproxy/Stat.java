package ballast.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The answer of `show stat`, read by column name (management.txt 9.1, "CSV format").
///
/// Rows of listeners (`option socket-stats`) are left out: nothing is decided by them.
public record Stat(
    List<FrontendStat> frontends, List<BackendStat> backends, List<ServerStat> servers) {
  static final String FIRST_LINE = "# pxname,";

  private static final String FRONTEND = "0";
  private static final String BACKEND = "1";
  private static final String SERVER = "2";
  private static final String LISTENER = "3";

  public Stat {
    frontends = List.copyOf(frontends);
    backends = List.copyOf(backends);
    servers = List.copyOf(servers);
  }

  public static Stat parse(String reply) throws UnreadableReply {
    return Reply.only(new RuntimeCommand.ShowStat(Optional.empty()), reply, Stat::ofSection);
  }

  static Stat ofSection(String section) throws UnreadableReply {
    var frontends = new ArrayList<FrontendStat>();
    var backends = new ArrayList<BackendStat>();
    var servers = new ArrayList<ServerStat>();
    for (Columns.Row row : Columns.separated(section)) {
      switch (row.require("type")) {
        case FRONTEND -> frontends.add(FrontendStat.of(row));
        case BACKEND -> backends.add(BackendStat.of(row));
        case SERVER -> servers.add(ServerStat.of(row));
        case LISTENER -> {}
        default -> throw UnreadableReply.expected("a row type 0 to 3", row.require("type"));
      }
    }
    return new Stat(frontends, backends, servers);
  }

  public Optional<ServerStat> server(ServerRef ref) {
    return servers.stream().filter(server -> server.ref().equals(ref)).findFirst();
  }

  public Optional<BackendStat> backend(BackendName name) {
    return backends.stream().filter(backend -> backend.name().equals(name)).findFirst();
  }
}
