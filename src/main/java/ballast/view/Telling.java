package ballast.view;

/// How much of the story is told.
public enum Telling {
  /// Slots and what went wrong.
  HEADLINES,
  /// Every step of every slot.
  EVERY_STEP;

  boolean tells(StoryLine.Rank rank) {
    return switch (this) {
      case HEADLINES -> rank == StoryLine.Rank.HEADLINE;
      case EVERY_STEP -> true;
    };
  }
}
