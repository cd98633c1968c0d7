package ballast.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/// A unix socket for a library that wants a [Socket]: one descriptor, blocking, read and written at
/// once, closed by whoever likes.
///
/// A connect or a read that waited for too long closes it: there is no other way to end a blocking
/// call, and nobody asks a second time after that.
final class UnixSocket extends Socket {
  private static final UnixDomainSocketAddress NAMELESS = UnixDomainSocketAddress.of("");

  private final SocketChannel channel;
  private final InputStream in = new In();
  private final OutputStream out = new Out();
  private volatile UnixDomainSocketAddress peer = NAMELESS;
  private volatile int patienceMillis;
  private volatile boolean tooLate;

  UnixSocket() throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
  }

  private interface Work {
    int done() throws IOException;
  }

  /// @param patience zero for any time
  void connect(Path path, Duration patience) throws IOException {
    peer = UnixDomainSocketAddress.of(path);
    within(patience, "connect", () -> channel.connect(peer) ? 1 : 0);
  }

  private int within(Duration patience, String what, Work work) throws IOException {
    try {
      if (patience.isZero()) {
        return work.done();
      }
      try (var _ = new Alarm(patience, this::giveUp)) {
        return work.done();
      }
    } catch (ClosedChannelException closed) {
      if (tooLate) {
        throw timeout(what, closed);
      }
      throw closed;
    }
  }

  private static SocketTimeoutException timeout(String what, Exception closed) {
    var timeout = new SocketTimeoutException(what + " timed out");
    timeout.initCause(closed);
    return timeout;
  }

  private void giveUp() {
    tooLate = true;
    try {
      close();
    } catch (IOException closed) {
      // it is gone, as wished
    }
  }

  private final class In extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      var buffer = ByteBuffer.wrap(into, offset, length);
      return within(Duration.ofMillis(patienceMillis), "read", () -> channel.read(buffer));
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }

  private final class Out extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      var buffer = ByteBuffer.wrap(from, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public void setSoTimeout(int millis) {
    patienceMillis = millis;
  }

  @Override
  public int getSoTimeout() {
    return patienceMillis;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isBound() {
    return channel.isConnected();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return peer;
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return NAMELESS;
  }

  @Override
  public SocketChannel getChannel() {
    return channel;
  }

  @Override
  public void connect(SocketAddress to) throws IOException {
    connect(to, 0);
  }

  @Override
  public void connect(SocketAddress to, int millis) throws IOException {
    if (!(to instanceof UnixDomainSocketAddress unix)) {
      throw new SocketException("not the address of a unix socket: " + to);
    }
    connect(unix.getPath(), Duration.ofMillis(millis));
  }

  @Override
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void setTcpNoDelay(boolean on) {
    // only TCP has it
  }

  @Override
  public void setKeepAlive(boolean on) {
    // only TCP has it
  }

  @Override
  public void setSoLinger(boolean on, int seconds) {
    // what was written is the peer's at once
  }

  @Override
  public void setReuseAddress(boolean on) {
    // there is no port
  }

  @Override
  public void setTrafficClass(int trafficClass) {
    // only IP has it
  }

  @Override
  public String toString() {
    return "unix socket " + peer;
  }
}
