package ballast.view;

import ballast.event.Progress.Course;
import ballast.event.ProgressOfSlot;
import ballast.event.ProgressOfSlot.Phase;
import ballast.view.Palette.Mood;

/// How a phase is drawn: one sign and one word.
record Glyph(String unicode, String ascii, String word, Mood mood) {
  static Glyph of(Phase phase) {
    return switch (phase) {
      case SPARE -> new Glyph("-", "-", "spare", Mood.DIM);
      case SERVING -> new Glyph("●", "=", "serves", Mood.DIM);
      case WAITING -> new Glyph("·", ".", "waits", Mood.DIM);
      case PREPARED -> new Glyph("○", "o", "prepared", Mood.NEUTRAL);
      case OUT -> new Glyph("×", "x", "out", Mood.BAD);
      case PREPARING -> new Glyph("○", "o", "prepares", Mood.BUSY);
      case DRAINING -> new Glyph("▽", "v", "drains", Mood.BUSY);
      case STOPPING -> new Glyph("■", "#", "stops", Mood.BUSY);
      case STARTING -> new Glyph("△", "^", "starts", Mood.BUSY);
      case PROVING -> new Glyph("◇", "~", "proves", Mood.BUSY);
      case READY -> new Glyph("◆", "+", "ready", Mood.GOOD);
      case SOAKING -> new Glyph("◆", "+", "soaks", Mood.GOOD);
      case DONE -> new Glyph("✓", "*", "done", Mood.GOOD);
      case FAILED -> new Glyph("✗", "!", "failed", Mood.BAD);
      case RETURNING -> new Glyph("↶", "<", "returns", Mood.WARN);
    };
  }

  /// What is not known now, though it once was.
  static final Glyph UNKNOWN = new Glyph("?", "?", "unknown", Mood.WARN);

  /// A slot that has gone back is no success.
  static Glyph of(ProgressOfSlot slot) {
    Glyph glyph = of(slot.phase());
    return slot.phase() == Phase.DONE && slot.course() == Course.BACK
        ? new Glyph(glyph.unicode, glyph.ascii, "back", Mood.WARN)
        : glyph;
  }

  String sign(Palette palette) {
    return palette.sign(unicode, ascii);
  }
}
