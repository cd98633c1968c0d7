package ballast.command;

import ballast.cli.Command;
import ballast.event.Entry;
import ballast.event.Listener;
import ballast.journal.JsonLinesJournal;
import ballast.notify.Notifier;
import ballast.port.Time;
import ballast.rollout.Lease;
import ballast.rollout.Reporting;
import ballast.view.JsonView;
import ballast.view.LiveView;
import ballast.view.PlainView;
import ballast.view.ReceiptText;
import ballast.view.Telling;
import ballast.view.TerminalSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Who hears a rollout's story: one screen, the lock that it holds, and the journal.
final class Audience implements AutoCloseable {
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Runnable> closing = new ArrayList<>();

  static Audience of(
      Command.Common common, Terminal terminal, Time time, Project project, Lease lease) {
    Audience audience = watching(common, terminal, time, lease);
    History.journal(project.config().service(), lease.purpose(), terminal)
        .ifPresent(audience::addJournal);
    if (!project.config().notifyTo().isEmpty()) {
      audience.addNotifier(
          new Notifier(project.config().notifyTo(), Holders.me(), System.getenv()), terminal);
    }
    return audience;
  }

  /// A screen, and whoever looks at the lock.
  static Audience watching(Command.Common common, Terminal terminal, Time time, Lease lease) {
    Audience audience = screen(common, terminal, time::now);
    audience.listeners.add(new Reporting(lease));
    return audience;
  }

  /// Only a screen, for a story that is kept elsewhere.
  ///
  /// @param clock the story's own
  static Audience screen(Command.Common common, Terminal terminal, Supplier<Instant> clock) {
    var audience = new Audience();
    audience.addScreen(common, terminal, clock);
    return audience;
  }

  private void addScreen(Command.Common common, Terminal terminal, Supplier<Instant> clock) {
    ReceiptText.Slots slots =
        common.detail() == Command.Detail.VERBOSE
            ? ReceiptText.Slots.EACH
            : ReceiptText.Slots.SUMMARY;
    var palette = terminal.palette(common.colour());
    switch (terminal.output(common.output())) {
      case JSON -> listeners.add(new JsonView(terminal.out()));
      case PLAIN, AUTO ->
          listeners.add(new PlainView(terminal.err(), terminal.out(), palette, slots));
      case LIVE -> {
        var look =
            new LiveView.Look(
                new TerminalSize(terminal.width(), terminal.height()),
                palette,
                Telling.HEADLINES,
                slots);
        LiveView view = new LiveView(terminal.err(), terminal.out(), clock, look).start();
        listeners.add(view);
        closing.add(view::close);
      }
    }
  }

  private void addJournal(JsonLinesJournal journal) {
    listeners.add(journal);
    closing.add(journal::close);
  }

  /// What could not be told is said when the screen is closed.
  private void addNotifier(Notifier notifier, Terminal terminal) {
    listeners.add(notifier);
    closing.add(() -> {
      notifier.finish().forEach(trouble -> terminal.err().println("warning: " + trouble));
      notifier.close();
    });
  }

  void hear(Entry entry) {
    listeners.forEach(listener -> listener.accept(entry));
  }

  List<Listener> listeners() {
    return listeners;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
