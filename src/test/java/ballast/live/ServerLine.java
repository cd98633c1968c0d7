package ballast.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an HAProxy says of one server of a backend, read by own means and past the product.
///
/// @param status as HAProxy writes it: `UP`, `UP 1/3`, `DRAIN`, `MAINT` ...
/// @param check how its last check ended, as HAProxy writes it: `L7OK`, `L4CON`, `* L7TOUT` ...
public record ServerLine(String name, String status, String check, int weight) {
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern CLIMBING = Pattern.compile("(?:UP|DRAIN) (\\d+)/(\\d+)");

  /// With a star while the next one runs, of which HAProxy then tells nothing yet.
  private static final Pattern FAILED =
      Pattern.compile("(?:\\* )?(?:L\\d(?:CON|TOUT|RSP|STS)|SOCKERR)");

  /// Every server of a backend.
  public static List<ServerLine> all(Path socket, String backend) throws IOException {
    List<String> lines =
        ask(socket, "show stat " + backend + " 4 -1\n")
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    if (lines.isEmpty() || !lines.getFirst().startsWith("# ")) {
      throw new IOException("%s does not tell of %s: %s".formatted(socket, backend, lines));
    }
    List<String> header = Arrays.asList(lines.getFirst().substring(2).split(","));
    return lines.subList(1, lines.size()).stream().map(line -> of(header, line)).toList();
  }

  private static ServerLine of(List<String> header, String line) {
    String[] row = line.split(",", -1);
    return new ServerLine(
        row[header.indexOf("svname")],
        row[header.indexOf("status")],
        row[header.indexOf("check_status")],
        Integer.parseInt(row[header.indexOf("weight")]));
  }

  /// Whether it has passed its check in full, as far as this one line tells.
  ///
  /// A server comes out of maintenance at `UP 1/3` and climbs by each check it passes: the one
  /// below the top that has just failed a check was at the top.
  boolean passed() {
    Matcher climbing = CLIMBING.matcher(status);
    if (!climbing.matches()) {
      return status.equals("UP") || status.equals("DRAIN");
    }
    int health = Integer.parseInt(climbing.group(1));
    int top = Integer.parseInt(climbing.group(2));
    return health == top - 1 && FAILED.matcher(check).matches();
  }

  /// Whether it gets new requests.
  public boolean serves() {
    return status.startsWith("UP") && weight > 0;
  }

  /// Whether it is down because its check had no answer in time.
  boolean starved() {
    return status.startsWith("DOWN") && check.contains("TOUT");
  }

  /// What HAProxy answers at one of its sockets.
  public static String ask(Path socket, String line) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
      var answer = new ByteArrayOutputStream();
      var buffer = ByteBuffer.allocate(16 << 10);
      while (channel.read(buffer.clear()) >= 0 && answer.size() < MOST_BYTES) {
        answer.write(buffer.array(), 0, buffer.position());
      }
      return answer.toString(StandardCharsets.US_ASCII);
    }
  }
}
