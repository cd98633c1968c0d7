package ballast.docker;

import ballast.model.Credentials;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// One call of the Engine API: what to send, how long it may take, and how to read its answer.
///
/// @param <A> what the answer says
sealed interface DockerCall<A>
    permits Ping, ContainerCall, FileCall, ImageCall, ExecCall, NetworkCall, LockCall, VolumeCall {
  /// HTTP's method.
  String method();

  /// Path and query, without the API's version.
  String path();

  /// What to send along.
  default Optional<Content> content() {
    return Optional.empty();
  }

  /// What a registry that the engine asks for it is shown.
  default Optional<Credentials> credentials() {
    return Optional.empty();
  }

  /// What it is about, to complete "could not …".
  String action();

  /// Whether a second call of the same kind could do harm.
  Nature nature();

  /// How long the whole answer may take.
  default Duration deadline(Limits limits) {
    return switch (nature()) {
      case READS -> limits.read();
      case CHANGES -> limits.change();
    };
  }

  /// How long the engine may stay silent.
  default Duration silence(Limits limits) {
    return deadline(limits);
  }

  /// Whether this status, 400 or above, is an answer all the same.
  default boolean understands(int status) {
    return false;
  }

  /// Reads the answer.
  ///
  /// @throws IOException when it breaks off or makes no sense
  /// @throws Refusal when the engine says no in the middle of an answer that began well
  A read(Answer answer) throws IOException, Refusal;

  /// What a call does to the engine.
  enum Nature {
    READS,
    CHANGES
  }

  /// What a request carries.
  final class Content {
    private final String type;
    private final byte[] bytes;

    /// @param type its media type
    Content(String type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes.clone();
    }

    static Content json(JsonObject json) {
      return new Content("application/json", json.toString().getBytes(StandardCharsets.UTF_8));
    }

    String type() {
      return type;
    }

    byte[] bytes() {
      return bytes.clone();
    }
  }

  /// The engine's no, after it had begun to answer.
  final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String words) {
      super(words);
    }

    String words() {
      return String.valueOf(getMessage());
    }
  }
}
