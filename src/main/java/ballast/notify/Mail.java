package ballast.notify;

import ballast.model.NotifyTo;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where a notification goes to, once its address is known.
///
/// @param uri may hold a secret
record Mail(NotifyTo.Words words, URI uri) {
  /// An address is one line.
  private static final int MOST_LETTERS = 2_000;

  /// Why there is no address, in words that show nothing of it.
  static final class Unknown extends Exception {
    private static final long serialVersionUID = 1;

    Unknown(String why) {
      super(why);
    }
  }

  static Mail to(NotifyTo whom, Map<String, String> environment) throws Unknown {
    return switch (whom.address()) {
      case NotifyTo.Address.Literal(var uri) -> new Mail(whom.words(), uri);
      case NotifyTo.Address.InEnvironment(var name) -> {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
          throw new Unknown("the environment variable %s is not set".formatted(name));
        }
        yield new Mail(whom.words(), uri(value, "the environment variable " + name));
      }
      case NotifyTo.Address.InFile(var path) -> {
        try (Stream<String> lines = Files.lines(path)) {
          Optional<String> line = lines.findFirst();
          yield new Mail(whom.words(), uri(line.orElse(""), path.toString()));
        } catch (IOException | java.io.UncheckedIOException unreadable) {
          throw new Unknown("%s cannot be read".formatted(path));
        }
      }
    };
  }

  private static URI uri(String text, String source) throws Unknown {
    try {
      String bare = text.strip();
      var uri = new URI(bare.length() > MOST_LETTERS ? "" : bare);
      boolean http =
          "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
      throw new Unknown("what %s holds is no http address".formatted(source));
    } catch (URISyntaxException _) {
      throw new Unknown("what %s holds is no http address".formatted(source));
    }
  }

  @Override
  public String toString() {
    return NotifyTo.masked(uri);
  }
}
