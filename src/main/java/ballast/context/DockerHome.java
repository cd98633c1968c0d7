package ballast.context;

import ballast.model.TcpAddress;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What the docker command of this user knows of engines: the variables `DOCKER_HOST`,
/// `DOCKER_TLS_VERIFY`, `DOCKER_CERT_PATH`, `DOCKER_CONTEXT`, `DOCKER_CONFIG`, and the contexts
/// that `docker context create` has left.
///
/// @param home where this user's own files are
public record DockerHome(Map<String, String> environment, Path home) {
  /// What docker calls the context that is none.
  private static final String DEFAULT = "default";

  private static final int MOST_BYTES = 1 << 20;
  private static final String UNIX = "unix://";
  private static final String LIST = "docker context ls";

  public DockerHome {
    environment = Map.copyOf(environment);
  }

  /// This user's.
  public static DockerHome own() {
    return new DockerHome(System.getenv(), Path.of(System.getProperty("user.home", "/")));
  }

  /// The engine that docker would ask if it were told nothing: `DOCKER_HOST` before any context,
  /// `DOCKER_CONTEXT` before the one in use.
  public EngineAt standard() {
    Optional<String> host = variable("DOCKER_HOST");
    if (host.isPresent()) {
      return at(host.get(), "DOCKER_HOST", security());
    }
    try {
      Optional<String> named = variable("DOCKER_CONTEXT");
      String name = named.isPresent() ? named.get() : currentContext().orElse(DEFAULT);
      return name.equals(DEFAULT) ? new EngineAt.Here(EngineAt.Here.USUAL) : context(name);
    } catch (IOException unreadable) {
      return new EngineAt.Nowhere(
          "%s cannot be read: %s".formatted(folder().resolve("config.json"), words(unreadable)),
          LIST);
    }
  }

  /// The socket of this machine's own engine: of `DOCKER_HOST` only one that is here.
  public Path here() {
    return variable("DOCKER_HOST").flatMap(DockerHome::socket).orElse(EngineAt.Here.USUAL);
  }

  /// Where certificates are when nothing else is said, as docker has it.
  public Path keys() {
    return variable("DOCKER_CERT_PATH").map(Path::of).orElseGet(this::folder);
  }

  private EngineAt.Security security() {
    return variable("DOCKER_TLS_VERIFY").isPresent()
        ? new EngineAt.Security.Keys(keys())
        : new EngineAt.Security.None();
  }

  /// The engine of a context.
  public EngineAt context(String name) {
    if (name.equals(DEFAULT)) {
      return variable("DOCKER_HOST").isPresent()
          ? standard()
          : new EngineAt.Here(EngineAt.Here.USUAL);
    }
    String id = id(name);
    Path meta = folder().resolve("contexts/meta").resolve(id).resolve("meta.json");
    Path keys = folder().resolve("contexts/tls").resolve(id).resolve("docker");
    try {
      JsonObject engine = object(object(object(json(meta)).get("Endpoints")).get("docker"));
      if (engine.has("SkipTLSVerify") && engine.get("SkipTLSVerify").getAsBoolean()) {
        return new EngineAt.Nowhere(
            "it skips the verification of TLS: nobody would know whose Docker this is",
            "docker context update %s --docker host=...,ca=...,cert=...,key=...".formatted(name));
      }
      return at(
          engine.get("Host").getAsString(),
          "its host",
          Files.isDirectory(keys)
              ? new EngineAt.Security.ContextKeys(keys)
              : new EngineAt.Security.None());
    } catch (NoSuchFileException none) {
      return new EngineAt.Nowhere("docker has no such context", LIST);
    } catch (IOException unreadable) {
      return new EngineAt.Nowhere("%s cannot be read: %s".formatted(meta, words(unreadable)), LIST);
    } catch (RuntimeException strange) {
      // RuntimeException: Gson's, for a file that is unlike what docker writes
      return new EngineAt.Nowhere(
          meta + " is not as docker writes it", "docker context inspect " + name);
    }
  }

  private static EngineAt at(String written, String whose, EngineAt.Security security) {
    Optional<Path> socket = socket(written);
    if (socket.isPresent()) {
      return new EngineAt.Here(socket.get());
    }
    int usual =
        switch (security) {
          case EngineAt.Security.None() -> TcpAddress.PLAIN_PORT;
          case EngineAt.Security _ -> TcpAddress.TLS_PORT;
        };
    Optional<TcpAddress> tcp = TcpAddress.parse(written, usual);
    if (tcp.isPresent()) {
      return new EngineAt.ByTcp(tcp.get(), security);
    }
    if (written.startsWith("ssh://")) {
      return ssh(written);
    }
    return new EngineAt.Nowhere(
        "%s is '%s'".formatted(whose, written),
        "write tcp://HOST:2376, ssh://USER@HOST or unix:///var/run/docker.sock");
  }

  /// The path in `unix:///run/user/1000/docker.sock`; the usual one has two spellings.
  private static Optional<Path> socket(String written) {
    return Optional.of(written)
        .filter(text -> text.startsWith(UNIX + "/") && text.indexOf('\0') < 0)
        .map(text -> Path.of(text.substring(UNIX.length())))
        .map(path -> path.equals(Path.of("/run/docker.sock")) ? EngineAt.Here.USUAL : path);
  }

  private static EngineAt ssh(String written) {
    try {
      URI uri = URI.create(written);
      if (uri.getHost() != null && !uri.getHost().startsWith("-")) {
        return new EngineAt.BySsh(
            Optional.ofNullable(uri.getUserInfo()).filter(user -> user.matches("[^-:][^:\\s]*")),
            uri.getHost(),
            uri.getPort() > 0 ? OptionalInt.of(uri.getPort()) : OptionalInt.empty());
      }
    } catch (IllegalArgumentException malformed) {
      // told below
    }
    return new EngineAt.Nowhere("'%s' names no host".formatted(written), "write ssh://USER@HOST");
  }

  private Optional<String> currentContext() throws IOException {
    try {
      JsonObject config = object(json(folder().resolve("config.json")));
      return config.has("currentContext")
          ? Optional.of(config.get("currentContext").getAsString()).filter(name -> !name.isEmpty())
          : Optional.empty();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException strange) {
      throw new IOException("it is not as docker writes it", strange);
    }
  }

  private Path folder() {
    return variable("DOCKER_CONFIG").map(Path::of).orElseGet(() -> home.resolve(".docker"));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  private static JsonElement json(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is no regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("it is larger than %d KiB".formatted(MOST_BYTES >> 10));
      }
      return JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static JsonObject object(JsonElement json) {
    return json.getAsJsonObject();
  }

  private static String words(IOException unreadable) {
    return unreadable instanceof java.nio.file.AccessDeniedException
        ? "this user may not"
        : String.valueOf(unreadable.getMessage());
  }

  /// What docker calls a context's folders.
  private static String id(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every Java has SHA-256", never);
    }
  }
}
