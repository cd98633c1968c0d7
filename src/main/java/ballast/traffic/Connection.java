package ballast.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/// One TCP connection with what was received over it and not yet used. Belongs to one thread; only
/// [#cut()] and [#overdue(long)] may be called by others.
final class Connection implements AutoCloseable {
  private final Dialer dialer;
  private final SocketChannel channel;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final ByteBuffer received;
  private volatile long deadline;

  Connection(Dialer dialer, SocketChannel channel, ByteBuffer buffer, long deadline)
      throws IOException {
    this.dialer = dialer;
    this.channel = channel;
    this.socket = channel.socket();
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.received = buffer.clear().limit(0);
    this.deadline = deadline;
  }

  /// Until when what is under way must be over, as [System#nanoTime()].
  void deadline(long nanos) {
    deadline = nanos;
  }

  boolean overdue(long nowNanos) {
    return nowNanos - deadline > 0;
  }

  void send(byte[] bytes) throws IOException {
    try {
      out.write(bytes);
    } catch (IOException failure) {
      throw inTime(failure);
    }
  }

  /// Waits until at least one byte is there.
  void awaitFirstByte() throws IOException {
    if (!received.hasRemaining()) {
      fill(deadline);
    }
  }

  Head readHead() throws IOException {
    Head.checkStart(received);
    int end = Head.end(received);
    while (end < 0) {
      fill(deadline);
      Head.checkStart(received);
      end = Head.end(received);
    }
    return Head.take(received, end);
  }

  int readByte() throws IOException {
    awaitFirstByte();
    return received.get() & 0xff;
  }

  /// What has come and was not used, at least one byte.
  ByteBuffer readSome() throws IOException {
    awaitFirstByte();
    return received;
  }

  ByteBuffer received() {
    return received;
  }

  /// Waits for more bytes.
  ///
  /// @throws SocketTimeoutException when none came until then
  /// @throws EOFException when the server has closed in order
  void fill(long untilNanos) throws IOException {
    makeRoom();
    long left = untilNanos - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("out of time");
    }
    // Rounded up: 0 would mean to wait for ever, and a wait below a millisecond is still one.
    socket.setSoTimeout(Math.clamp(TimeUnit.NANOSECONDS.toMillis(left) + 1, 1, Integer.MAX_VALUE));
    int count;
    try {
      count =
          in.read(
              received.array(),
              received.arrayOffset() + received.limit(),
              received.capacity() - received.limit());
    } catch (IOException failure) {
      throw inTime(failure);
    }
    if (count < 0) {
      throw new EOFException("closed by the server");
    }
    received.limit(received.limit() + count);
  }

  private void makeRoom() throws GarbledException {
    if (!received.hasRemaining()) {
      received.clear().limit(0);
    } else if (received.limit() == received.capacity()) {
      received.compact().flip();
    }
    if (received.limit() == received.capacity()) {
      throw new GarbledException(
          "a head or frame of more than %,d bytes".formatted(received.capacity()));
    }
  }

  /// An error on a connection that the watch has cut for being overdue is a timeout.
  private IOException inTime(IOException failure) {
    return overdue(System.nanoTime()) ? new SocketTimeoutException("out of time") : failure;
  }

  /// Whether an idle connection can carry a request: the server has not closed it, and has sent
  /// nothing unasked. Does not wait.
  boolean stillOpen() {
    if (received.hasRemaining()) {
      return false;
    }
    try {
      channel.configureBlocking(false);
      int count = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(true);
      return count == 0;
    } catch (IOException broken) {
      return false;
    }
  }

  /// Ends the connection under its owner, who sees an error.
  void cut() {
    try {
      channel.close();
    } catch (IOException _) {
      // It is gone either way.
    }
  }

  @Override
  public void close() {
    cut();
    dialer.closed(this, received);
  }
}
