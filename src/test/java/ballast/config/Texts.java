package ballast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// Shortest ways to a reading.
final class Texts {
  static final String FOUR =
      """
      service: shop
      image: registry.example/shop
      hosts: inventory/production
      port: 8080
      """;

  private Texts() {}

  static Config config(String text) {
    var reading = ConfigReader.parse(text, "ballast.yml");
    return switch (reading) {
      case Reading.Read(var config, var _) -> config;
      case Reading.Refused(var mistakes) -> throw new AssertionError(Diagnostic.render(mistakes));
    };
  }

  /// The config of the four needed keys and these lines.
  static Config with(String lines) {
    return config(FOUR + lines);
  }

  static List<Diagnostic> mistakes(String text) {
    return switch (ConfigReader.parse(text, "ballast.yml")) {
      case Reading.Read(var config, var _) -> throw new AssertionError("accepted: " + config);
      case Reading.Refused(var mistakes) -> mistakes;
    };
  }

  /// The one mistake of the four needed keys and these lines, which begin in line 5.
  static String mistakeWith(String lines) {
    var mistakes = mistakes(FOUR + lines);
    assertThat(mistakes).extracting(Diagnostic::headline).hasSize(1);
    return mistakes.getFirst().headline();
  }

  static List<String> warningsWith(String lines) {
    return switch (ConfigReader.parse(FOUR + lines, "ballast.yml")) {
      case Reading.Read(var _, var warnings) ->
          warnings.stream().map(Diagnostic::headline).toList();
      case Reading.Refused(var mistakes) -> throw new AssertionError(Diagnostic.render(mistakes));
    };
  }
}
