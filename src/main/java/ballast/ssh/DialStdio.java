package ballast.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A socket here that leads to a host's Docker Engine where its sshd forbids to forward unix
/// sockets: each connection is an ssh of its own, at whose far end `docker system dial-stdio` hands
/// bytes on.
///
/// A connection costs as much as a login, so few are begun at the same time. One that comes to
/// nothing is closed, and [#firstWords] tells why.
final class DialStdio implements AutoCloseable {
  /// Connections that a host has at the same time; others wait for their turn.
  private static final int MOST_CONNECTIONS = 24;

  /// Logins under way at the same time: sshd turns away more than ten (MaxStartups).
  private static final int MOST_LOGINS = 4;

  private static final String READY = "BALLAST DIALLED";

  /// Bytes that a login script may write before.
  private static final int MOST_NOISE = 64 << 10;

  private static final int CHUNK = 32 << 10;

  /// How long what a failed login says may be on its way.
  private static final Duration LAST_WORDS_COME = Duration.ofSeconds(1);

  /// Bytes of what ssh complains of that are kept.
  private static final int MOST_WORDS = 4 << 10;

  private final SshCommand command;
  private final SshLimits limits;
  private final Path socket;
  private final ServerSocketChannel server;
  private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);
  private final Semaphore logins = new Semaphore(MOST_LOGINS);
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<String> complaint = new CompletableFuture<>();

  private DialStdio(SshCommand command, SshLimits limits, Path socket, ServerSocketChannel server) {
    this.command = command;
    this.limits = limits;
    this.socket = socket;
    this.server = server;
  }

  /// @throws IOException when no socket can be made in the link's folder
  static DialStdio open(SshCommand command, SshLimits limits) throws IOException {
    Path socket = command.socket("dial");
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException noSocket) {
      server.close();
      throw noSocket;
    }
    var dialled = new DialStdio(command, limits, socket, server);
    Thread.ofVirtual().name("dial " + command.target().name()).start(dialled::serve);
    return dialled;
  }

  Path socket() {
    return socket;
  }

  /// What ssh or docker complained of first; waits a moment for it. Empty where nothing did.
  String firstWords(Duration patience) throws InterruptedException {
    try {
      return complaint.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException silent) {
      return "";
    }
  }

  private void serve() {
    try {
      while (true) {
        connections.acquire();
        SocketChannel near = server.accept();
        Thread.ofVirtual()
            .start(() -> {
              try {
                connect(near);
              } finally {
                connections.release();
              }
            });
      }
    } catch (IOException closed) {
      // nobody needs it any more
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect(SocketChannel near) {
    Optional<Process> started = Optional.empty();
    try (near) {
      logins.acquire();
      Process far;
      try {
        Process begun = start();
        started = Optional.of(begun);
        far = begun;
        Thread listening = Thread.ofVirtual().start(() -> listen(begun));
        if (!login(begun)) {
          // Ending it would close what it complains through.
          listening.join(LAST_WORDS_COME);
          return;
        }
      } finally {
        logins.release();
      }
      Optional<byte[]> asked = asked(near);
      if (asked.isEmpty()) {
        return;
      }
      Thread.ofVirtual().start(() -> carry(asked.get(), near, far));
      hand(far.getInputStream(), Channels.newOutputStream(near));
    } catch (IOException broken) {
      // either side is gone, which the other is about to see
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    } finally {
      started.ifPresent(this::end);
    }
  }

  private Process start() throws IOException {
    Process far = new ProcessBuilder(command.dial(limits, READY)).start();
    running.add(far);
    if (!server.isOpen()) {
      end(far);
      throw new IOException("closed");
    }
    return far;
  }

  private void listen(Process far) {
    try (InputStream errors = far.getErrorStream()) {
      String said = new String(errors.readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
      String plain = said.strip().replaceAll("\\p{Cntrl}+", "; ");
      if (!plain.isEmpty()) {
        complaint.complete(plain);
      }
      errors.skip(Long.MAX_VALUE);
    } catch (IOException ended) {
      // ssh is gone
    }
  }

  /// Skips what a login script writes.
  private boolean login(Process far) throws IOException {
    try (var _ = new Alarm(limits.ready(), far::destroyForcibly)) {
      var line = new StringBuilder();
      InputStream out = far.getInputStream();
      for (int read = 0; read < MOST_NOISE; read++) {
        int next = out.read();
        if (next < 0) {
          return false;
        }
        if (next != '\n') {
          line.append((char) next);
        } else if (line.toString().equals(READY)) {
          return true;
        } else {
          line.setLength(0);
        }
      }
      return false;
    }
  }

  /// What has come while the login was waited for. Empty where whoever asked has hung up since: its
  /// deadline is over, and what it wanted must not be done late, past all that came after it.
  private static Optional<byte[]> asked(SocketChannel near) throws IOException {
    byte[] chunk = new byte[CHUNK];
    ByteBuffer first = ByteBuffer.wrap(chunk);
    near.configureBlocking(false);
    int read = near.read(first);
    while (read > 0 && first.hasRemaining()) {
      read = near.read(first);
    }
    near.configureBlocking(true);
    return read < 0 ? Optional.empty() : Optional.of(Arrays.copyOf(chunk, first.position()));
  }

  /// Whoever hangs up waits for no answer: an engine that never gives one must not keep the login.
  private void carry(byte[] first, SocketChannel near, Process far) {
    try (OutputStream there = far.getOutputStream()) {
      there.write(first);
      there.flush();
      hand(Channels.newInputStream(near), there);
    } catch (IOException broken) {
      // either side is gone, which the other is about to see
    } finally {
      end(far);
    }
  }

  private static void hand(InputStream from, OutputStream to) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int length = from.read(chunk); length >= 0; length = from.read(chunk)) {
      to.write(chunk, 0, length);
      to.flush();
    }
  }

  private void end(Process far) {
    far.destroyForcibly();
    running.remove(far);
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(socket);
    } catch (IOException left) {
      // in a folder of this run's own: its owner removes that as well
    }
    running.forEach(this::end);
  }
}
