package ballast.view;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Listener;
import java.io.PrintStream;

/// One line per event worth telling, and the receipt at the end: for CI, pipes and dumb terminals.
public final class PlainView implements Listener {
  private final PrintStream story;
  private final PrintStream answer;
  private final Palette palette;
  private final ReceiptText.Slots slots;
  private final Chronicle chronicle;

  /// @param story where the lines go: stderr
  /// @param answer where the receipt goes: stdout
  /// @param slots how much the receipt tells of each slot
  public PlainView(
      PrintStream story, PrintStream answer, Palette palette, ReceiptText.Slots slots) {
    this(story, answer, palette, slots, Telling.EVERY_STEP);
  }

  /// @param telling how much of the story is told
  public PlainView(
      PrintStream story,
      PrintStream answer,
      Palette palette,
      ReceiptText.Slots slots,
      Telling telling) {
    this.story = story;
    this.answer = answer;
    this.palette = palette;
    this.slots = slots;
    this.chronicle = new Chronicle(telling, palette);
  }

  @Override
  public void accept(Entry entry) {
    chronicle.lines(entry).forEach(story::println);
    story.flush();
    if (entry.event() instanceof Event.RolloutEnded(var receipt)) {
      ReceiptText.lines(receipt, slots, palette).forEach(answer::println);
      answer.flush();
    }
  }
}
