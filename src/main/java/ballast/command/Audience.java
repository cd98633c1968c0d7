package ballast.command;

import ballast.cli.Command;
import ballast.event.Listener;
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
  private final List<AutoCloseable> closing = new ArrayList<>();

  private Audience() {}

  static Audience of(
      Command.Common common, Terminal terminal, Time time, Service service, String rollout) {
    var audience = new Audience();
    audience.add(screen(common, terminal, time));
    History.journal(service, rollout, terminal).ifPresent(audience::add);
    return audience;
  }

  private static Listener screen(Command.Common common, Terminal terminal, Time time) {
    ReceiptText.Slots slots =
        common.detail() == Command.Detail.VERBOSE
            ? ReceiptText.Slots.EACH
            : ReceiptText.Slots.SUMMARY;
    var palette = terminal.palette(common.colour());
    return switch (terminal.output(common.output())) {
      case JSON -> new JsonView(terminal.out());
      case LIVE ->
          new LiveView(
                  terminal.err(),
                  terminal.out(),
                  time::now,
                  new LiveView.Look(
                      new TerminalSize(terminal.width(), terminal.height()),
                      palette,
                      Telling.HEADLINES,
                      slots))
              .start();
      case PLAIN, AUTO -> new PlainView(terminal.err(), terminal.out(), palette, slots);
    };
  }

  private void add(Listener listener) {
    listeners.add(listener);
    if (listener instanceof AutoCloseable closeable) {
      closing.add(closeable);
    }
  }

  List<Listener> listeners() {
    return listeners;
  }

  @Override
  public void close() {
    for (AutoCloseable each : closing) {
      try {
        each.close();
      } catch (Exception lost) {
        throw new IllegalStateException("a screen could not be closed", lost);
      }
    }
  }
}
