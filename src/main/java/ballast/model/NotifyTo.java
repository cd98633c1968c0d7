package ballast.model;

import java.net.URI;
import java.nio.file.Path;

/// Whom a rollout is told to, and in which words.
public record NotifyTo(Words words, Address address) {
  /// What is sent.
  public enum Words {
    /// Ballast's own JSON.
    WEBHOOK,
    /// `{"text": ...}`, as Slack and those like it take it.
    SLACK
  }

  /// Where it is sent to. An address may hold a secret: it is never shown whole.
  public sealed interface Address {
    record Literal(URI uri) implements Address {
      @Override
      public String toString() {
        return masked(uri);
      }
    }

    /// An environment variable has it.
    record InEnvironment(String variable) implements Address {
      @Override
      public String toString() {
        return "$" + variable;
      }
    }

    /// The first line of a file is it.
    record InFile(Path path) implements Address {
      @Override
      public String toString() {
        return path.toString();
      }
    }
  }

  /// `https://hooks.example/...`: what may be shown of it.
  public static String masked(URI uri) {
    return "%s://%s%s/..."
        .formatted(uri.getScheme(), uri.getHost(), uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }
}
