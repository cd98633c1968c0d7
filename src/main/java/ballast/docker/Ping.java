package ballast.docker;

import java.io.IOException;
import java.util.Optional;

/// Asks an engine which API it speaks; the one call whose path has no version.
record Ping() implements DockerCall<Optional<ApiVersion>> {
  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String path() {
    return "/_ping";
  }

  @Override
  public String action() {
    return "speak with Docker";
  }

  @Override
  public Nature nature() {
    return Nature.READS;
  }

  /// @return what to speak; nothing where the engine is too old
  @Override
  public Optional<ApiVersion> read(Answer answer) throws IOException {
    String theirs =
        answer
            .apiVersion()
            .orElseThrow(() -> new IOException("what answers there is no Docker Engine"));
    return ApiVersion.parse(theirs)
        .orElseThrow(() -> new IOException("it speaks API \"%s\"".formatted(Words.plain(theirs))))
        .spoken();
  }
}
