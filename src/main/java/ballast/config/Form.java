package ballast.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one text may look like, and the value it stands for. Pure, and the same for a key of the
/// file and for a flag.
@FunctionalInterface
interface Form<T> {
  Outcome<T> read(String text);

  /// What came of one text.
  sealed interface Outcome<T> {
    record Fits<T>(T value) implements Outcome<T> {}

    /// @param what begins with the text itself, quoted
    /// @param hint what would fit
    record Misfit<T>(String what, String hint) implements Outcome<T> {}
  }

  /// The same texts, another value.
  default <R> Form<R> as(Function<T, R> meaning) {
    return text ->
        switch (read(text)) {
          case Outcome.Fits<T>(var value) -> new Outcome.Fits<>(meaning.apply(value));
          case Outcome.Misfit<T>(var what, var hint) -> new Outcome.Misfit<>(what, hint);
        };
  }

  /// Only those of the same texts that `next` takes too.
  default <R> Form<R> and(Function<T, Outcome<R>> next) {
    return text ->
        switch (read(text)) {
          case Outcome.Fits<T>(var value) -> next.apply(value);
          case Outcome.Misfit<T>(var what, var hint) -> new Outcome.Misfit<>(what, hint);
        };
  }

  static <T> Outcome<T> fits(T value) {
    return new Outcome.Fits<>(value);
  }

  /// `'80800' is not a port`, and what would be one.
  static <T> Outcome<T> misfit(String text, String noun, String hint) {
    return new Outcome.Misfit<>("'%s' is not %s".formatted(text, noun), hint);
  }

  /// A text that the pattern matches throughout.
  static Form<String> matching(String regex, String noun, String hint) {
    var pattern = Pattern.compile(regex);
    return text -> pattern.matcher(text).matches() ? fits(text) : misfit(text, noun, hint);
  }

  /// One of a few words; those that this version does not have yet are told apart from nonsense.
  static <T> Form<T> oneOf(String noun, Map<String, T> choices, List<String> later) {
    var known = choices.keySet().stream().sorted().toList();
    return text -> {
      if (later.contains(text)) {
        return new Outcome.Misfit<>(
            "not yet: '%s' is not in this version".formatted(text), "it has " + listed(known));
      }
      var all = Stream.concat(known.stream(), later.stream()).toList();
      return choices.entrySet().stream()
          .filter(choice -> choice.getKey().equals(text))
          .map(choice -> fits(choice.getValue()))
          .findFirst()
          .orElseGet(() ->
              misfit(
                  text,
                  noun,
                  Nearest.to(text, all)
                      .map("did you mean '%s'?"::formatted)
                      .orElse("write " + listed(known))));
    };
  }

  private static String listed(List<String> words) {
    return words.stream().collect(Collectors.joining("' or '", "'", "'"));
  }
}
