package ballast.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The Engine API with nothing around it: one connection a call. What the engines themselves cost
/// is measured with it.
record RawEngine(Path socket) {
  record Reply(int status, String body) {}

  Reply call(String method, String path, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "%s /v1.41%s HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(method, path, body.length);
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      channel.write(ByteBuffer.wrap(body));
      var answer = new ByteArrayOutputStream();
      var buffer = ByteBuffer.allocate(64 << 10);
      while (channel.read(buffer.clear()) >= 0) {
        answer.write(buffer.array(), 0, buffer.position());
      }
      String text = answer.toString(StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      return new Reply(Integer.parseInt(text.substring(9, 12)), text.substring(end + 4));
    }
  }

  void must(String method, String path, String json) throws IOException {
    Reply reply = call(method, path, json);
    if (reply.status() >= 400) {
      throw new IOException("%s %s: %d %s".formatted(method, path, reply.status(), reply.body()));
    }
  }
}
