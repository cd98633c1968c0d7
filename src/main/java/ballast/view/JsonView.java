package ballast.view;

import ballast.event.Entry;
import ballast.event.EventJson;
import ballast.event.Listener;
import java.io.PrintStream;

/// One event a line as JSON, for programs. The last line is the rollout's end, and holds the
/// receipt.
public final class JsonView implements Listener {
  private final PrintStream answer;

  public JsonView(PrintStream answer) {
    this.answer = answer;
  }

  @Override
  public void accept(Entry entry) {
    answer.print(EventJson.write(entry) + "\n");
    answer.flush();
  }
}
