package ballast.command;

import ballast.cli.Command;
import ballast.event.Listener;
import ballast.journal.JsonLinesJournal;
import ballast.model.Service;
import ballast.port.Time;
import ballast.view.JsonView;
import ballast.view.LiveView;
import ballast.view.PlainView;
import ballast.view.ReceiptText;
import ballast.view.Telling;
import ballast.view.TerminalSize;
import java.util.ArrayList;
import java.util.List;

/// Who hears a rollout's story: one screen, and the journal.
final class Audience implements AutoCloseable {
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Runnable> closing = new ArrayList<>();

  static Audience of(
      Command.Common common, Terminal terminal, Time time, Service service, String rollout) {
    var audience = new Audience();
    audience.addScreen(common, terminal, time);
    History.journal(service, rollout, terminal).ifPresent(audience::addJournal);
    return audience;
  }

  private void addScreen(Command.Common common, Terminal terminal, Time time) {
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
        LiveView view = new LiveView(terminal.err(), terminal.out(), time::now, look).start();
        listeners.add(view);
        closing.add(view::close);
      }
    }
  }

  private void addJournal(JsonLinesJournal journal) {
    listeners.add(journal);
    closing.add(journal::close);
  }

  List<Listener> listeners() {
    return listeners;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
