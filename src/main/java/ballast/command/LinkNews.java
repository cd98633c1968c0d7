package ballast.command;

import ballast.event.Event;
import ballast.event.Story;
import java.util.function.Consumer;

/// What the links to the hosts have to say, for whoever tells the story at that time.
final class LinkNews implements Consumer<String> {
  private volatile Consumer<String> listener = _ -> {};

  @Override
  public void accept(String text) {
    listener.accept(text);
  }

  /// From now on it is part of that story.
  void partOf(Story story) {
    listener = text -> story.tell(new Event.Noticed(text));
  }
}
