package ballast.traffic;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Opens the connections to the target, and knows all that are open. Its buffers are used again,
/// because at hundreds of fresh connections a second they would be most of the garbage.
final class Dialer {
  /// The longest head or websocket frame.
  static final int BUFFER_BYTES = 16 * 1024;

  /// Buffers kept for the next connection.
  private static final int MAX_SPARE_BUFFERS = 256;

  private final InetSocketAddress target;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<ByteBuffer> spareBuffers =
      new ArrayBlockingQueue<>(MAX_SPARE_BUFFERS);
  private volatile boolean shut;

  Dialer(InetSocketAddress target) {
    this.target = target;
  }

  /// A new connection whose work must be over at `deadlineNanos`.
  Connection dial(long deadlineNanos) throws IOException {
    if (target.isUnresolved()) {
      throw new UnknownHostException("no such host: " + target.getHostString());
    }
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("out of time");
    }
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(target, (int) Math.min(left, Integer.MAX_VALUE));
      ByteBuffer spare = spareBuffers.poll();
      ByteBuffer buffer = spare == null ? ByteBuffer.allocate(BUFFER_BYTES) : spare;
      var connection = new Connection(this, channel, buffer, deadlineNanos);
      open.add(connection);
      if (shut) {
        connection.close();
        throw new ConnectException("this client has stopped");
      }
      return connection;
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  void closed(Connection connection, ByteBuffer buffer) {
    // Only the first close gives the buffer back: two owners of one buffer would read each other's
    // answers.
    if (open.remove(connection)) {
      var _ = spareBuffers.offer(buffer);
    }
  }

  /// Cuts what has been due for longer than `slackNanos`: a blocked write has no timeout of its
  /// own.
  void cutOverdue(long slackNanos) {
    long then = System.nanoTime() - slackNanos;
    open.forEach(connection -> {
      if (connection.overdue(then)) {
        connection.cut();
      }
    });
  }

  /// Cuts everything, now and later.
  void shut() {
    shut = true;
    open.forEach(Connection::cut);
  }
}
