package ballast.notify;

import ballast.model.NotifyTo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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
      case NotifyTo.Address.InFile(var path) ->
          new Mail(whom.words(), uri(firstLine(path), path.toString()));
    };
  }

  private static String firstLine(Path path) throws Unknown {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // a pipe that nobody writes to would be waited for without end
      throw new Unknown("%s is no regular file".formatted(path));
    }
    try (InputStream in = Files.newInputStream(path)) {
      String text = new String(in.readNBytes(MOST_LETTERS + 1), StandardCharsets.UTF_8);
      return text.lines().findFirst().orElse("");
    } catch (IOException unreadable) {
      throw new Unknown("%s cannot be read".formatted(path));
    }
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
