package ballast.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What `./bench methods` is asked for.
///
/// @param edgeDelay how long the edge takes to let a host go, and again to have it back
/// @param hosts of the comparison
/// @param methods those that are measured
/// @param sizes whether the same rollout is done on more and more hosts
record MethodsOptions(Duration edgeDelay, int hosts, Set<Method> methods, Set<Sizes> sizes) {
  private static final int MOST_HOSTS = 18;

  /// Which hosts there are more and more of.
  enum Sizes {
    SCALE,
    /// They take as long as the real ones did in the last run with [#SCALE].
    SIMULATED;

    static Optional<Sizes> of(String key) {
      return Arrays.stream(values()).filter(one -> one.key().equals(key)).findFirst();
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Whether all methods are measured, so that the document may be written from it.
  boolean compares() {
    return methods.size() == Method.values().length;
  }

  /// @throws IllegalArgumentException with what is wrong and what may be written instead
  static MethodsOptions parse(List<String> words) {
    Duration edgeDelay = Duration.ofSeconds(10);
    int hosts = 9;
    Set<Method> methods = EnumSet.allOf(Method.class);
    Set<Sizes> sizes = EnumSet.allOf(Sizes.class);
    for (int i = 0; i < words.size(); i += 2) {
      String option = words.get(i);
      String value = i + 1 < words.size() ? words.get(i + 1) : "";
      switch (option) {
        case "--edge-delay" -> edgeDelay = seconds(value);
        case "--hosts" -> hosts = hosts(value);
        case "--only" -> {
          methods = EnumSet.noneOf(Method.class);
          sizes = EnumSet.noneOf(Sizes.class);
          for (String key : value.split(",", -1)) {
            Optional<Method> method = Method.of(key);
            method.ifPresent(methods::add);
            if (method.isEmpty()) {
              sizes.add(Sizes.of(key).orElseThrow(() -> unknown(key)));
            }
          }
        }
        // Words from outside are an open set.
        default ->
            throw new IllegalArgumentException(
                "%s? There are --edge-delay, --hosts and --only".formatted(option));
      }
    }
    return new MethodsOptions(edgeDelay, hosts, methods, sizes);
  }

  private static Duration seconds(String text) {
    return number(text.endsWith("s") ? text.substring(0, text.length() - 1) : text, 600)
        .map(Duration::ofSeconds)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "--edge-delay '%s': 0s to 600s, as in 10s".formatted(text)));
  }

  private static int hosts(String text) {
    return number(text, MOST_HOSTS)
        .filter(hosts -> hosts > 0)
        .orElseThrow(() ->
            new IllegalArgumentException("--hosts '%s': 1 to %d".formatted(text, MOST_HOSTS)));
  }

  private static Optional<Integer> number(String text, int most) {
    return text.matches("[0-9]{1,3}")
        ? Optional.of(Integer.parseInt(text)).filter(number -> number <= most)
        : Optional.empty();
  }

  private static IllegalArgumentException unknown(String key) {
    return new IllegalArgumentException(
        "--only '%s': there are %s, %s, %s"
            .formatted(key, Method.keys(), Sizes.SCALE.key(), Sizes.SIMULATED.key()));
  }
}
