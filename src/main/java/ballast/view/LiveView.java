package ballast.view;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Listener;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The story on a terminal, and under it every slot as it is now.
///
/// Events only change the picture and queue their lines; a ticker draws, at most ten times a
/// second, so that a burst of events costs one drawing and seconds count on while nothing happens.
public final class LiveView implements Listener, AutoCloseable {
  private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(100);

  /// With more lines than that waiting to be drawn, they are not left to the ticker.
  private static final int MOST_PENDING = 500;

  /// How it looks.
  ///
  /// @param telling how much of the story is told above the block
  /// @param slots how much the receipt tells of each slot
  public record Look(
      TerminalSize size, Palette palette, Telling telling, ReceiptText.Slots slots) {}

  private final Terminal terminal;
  private final PrintStream answer;
  private final Supplier<Instant> clock;
  private final Look look;
  private final Chronicle chronicle;
  private final List<String> pending = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Draws nothing until [#start]; whoever makes one closes it, also on abort, since the cursor is
  /// hidden while it runs.
  ///
  /// @param story where story and block go: stderr, a terminal
  /// @param answer where the receipt goes: stdout
  public LiveView(PrintStream story, PrintStream answer, Supplier<Instant> clock, Look look) {
    this.terminal = new Terminal(story);
    this.answer = answer;
    this.clock = clock;
    this.look = look;
    this.chronicle = new Chronicle(look.telling(), look.palette());
  }

  /// Begins to draw by itself.
  public LiveView start() {
    Thread.ofVirtual().name("live view").start(this::tick);
    return this;
  }

  private void tick() {
    try {
      while (!closed.await(BETWEEN_DRAWINGS.toMillis(), TimeUnit.MILLISECONDS)) {
        draw();
      }
    } catch (InterruptedException nobodyInterruptsIt) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void accept(Entry entry) {
    lock.lock();
    try {
      pending.addAll(chronicle.lines(entry));
      boolean overdue = pending.size() > MOST_PENDING || closed.getCount() == 0;
      if (entry.event() instanceof Event.RolloutEnded(var receipt)) {
        close();
        ReceiptText.lines(receipt, look.slots(), look.palette()).forEach(answer::println);
        answer.flush();
      } else if (overdue) {
        draw();
      }
    } finally {
      lock.unlock();
    }
  }

  void draw() {
    lock.lock();
    try {
      var size = look.size();
      terminal.show(
          pending,
          Screen.render(
              chronicle.progress(), clock.get(), size.columns(), size.rows(), look.palette()));
      pending.clear();
    } finally {
      lock.unlock();
    }
  }

  /// Draws once more and gives the terminal back. What comes later is told line by line.
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed.getCount() > 0) {
        draw();
        terminal.close();
        closed.countDown();
      }
    } finally {
      lock.unlock();
    }
  }
}
