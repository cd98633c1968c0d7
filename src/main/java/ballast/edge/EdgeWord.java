package ballast.edge;

import ballast.model.EdgeView;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The one line that a state command prints, and what it means.
final class EdgeWord {
  static final String GRAMMAR =
      "print one line: serving | leaving [how many] | left | joining [why] | withheld [why]";

  private static final Pattern LINE =
      Pattern.compile(
          "(?:(serving)|(leaving)(?:[ \\t]+([0-9]{1,9}))?|(left)|(joining)(?:[ \\t]+(.*))?|(withheld)(?:[ \\t]+(.*))?)");

  private static final int LONGEST_EXCERPT = 300;

  private EdgeWord() {}

  /// Nothing where it is none of the words.
  static Optional<EdgeView> read(String said) {
    Matcher line = LINE.matcher(said.strip());
    if (!line.matches()) {
      return Optional.empty();
    }
    if (line.group(1) != null) {
      return Optional.of(new EdgeView.Serving());
    }
    if (line.group(2) != null) {
      return Optional.of(new EdgeView.Leaving(count(Optional.ofNullable(line.group(3)))));
    }
    if (line.group(4) != null) {
      return Optional.of(new EdgeView.Left());
    }
    return Optional.of(
        line.group(5) != null
            ? new EdgeView.Joining(why(Optional.ofNullable(line.group(6))))
            : new EdgeView.Withheld(why(Optional.ofNullable(line.group(8)))));
  }

  private static OptionalInt count(Optional<String> digits) {
    return digits.isPresent()
        ? OptionalInt.of(Integer.parseInt(digits.get()))
        : OptionalInt.empty();
  }

  private static String why(Optional<String> told) {
    return told.map(EdgeWord::excerpt).orElse("it does not say why");
  }

  /// What a peer said, fit for one line of a screen.
  static String excerpt(String text) {
    String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_EXCERPT ? line : line.substring(0, LONGEST_EXCERPT) + " …";
  }
}
