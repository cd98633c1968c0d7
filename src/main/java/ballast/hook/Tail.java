package ballast.hook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The last of what a process writes; all of it is read, so that it never waits for a reader.
final class Tail {
  static final int MOST_BYTES = 4_096;

  private final CountDownLatch ended = new CountDownLatch(1);
  private byte[] last = {};
  private boolean cut;

  private Tail() {}

  static Tail of(InputStream stream) {
    var tail = new Tail();
    Thread.ofVirtual().name("hook output").start(() -> tail.read(stream));
    return tail;
  }

  private void read(InputStream stream) {
    try (stream) {
      byte[] buffer = new byte[MOST_BYTES];
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        add(buffer, count);
      }
    } catch (IOException gone) {
      // what there is must do
    } finally {
      ended.countDown();
    }
  }

  private synchronized void add(byte[] more, int count) {
    byte[] all = Arrays.copyOf(last, last.length + count);
    System.arraycopy(more, 0, all, last.length, count);
    cut |= all.length > MOST_BYTES;
    last = Arrays.copyOfRange(all, Math.max(0, all.length - MOST_BYTES), all.length);
  }

  /// What there is once everything has been read, or that much later: something that the process
  /// left running may keep the stream open.
  String text(Duration patience) throws InterruptedException {
    boolean all = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    return soFar() + (all ? "" : "...");
  }

  private synchronized String soFar() {
    return (cut ? "..." : "") + new String(last, StandardCharsets.UTF_8);
  }
}
