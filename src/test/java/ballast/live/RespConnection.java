package ballast.live;

import ballast.traffic.ClientPatience;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/// One connection to a Redis.
final class RespConnection implements AutoCloseable {
  private static final int PATIENCE_MS = Math.toIntExact(ClientPatience.ANSWER.toMillis());

  private final Socket socket = new Socket();
  private final InputStream in;

  RespConnection(String address, int port) throws IOException {
    socket.connect(new InetSocketAddress(address, port), PATIENCE_MS);
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  void send(String... words) throws IOException {
    String command =
        Arrays.stream(words)
            .map(word -> "$%d\r\n%s\r\n".formatted(word.length(), word))
            .collect(Collectors.joining("", "*%d\r\n".formatted(words.length), ""));
    socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
  }

  /// @throws EOFException when the connection ends before the line does
  String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed after '" + line + "'");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
