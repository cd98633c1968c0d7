package ballast.secret;

import ballast.model.Credentials;
import ballast.model.Credentials.Access;
import ballast.model.Problem;
import ballast.model.RegistryChoice;
import ballast.model.RegistryName;
import ballast.port.CallFailed;
import ballast.port.Keyring;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The credentials for registries, as ballast.yml gives them or as Docker keeps them on this
/// machine. Read when they are first asked for, and once.
public final class RegistryKeys implements Keyring {
  private final RegistryChoice choice;
  private final RegistryName own;
  private final Sources sources;
  private final Map<RegistryName, Answer> answers = new HashMap<>();

  /// @param own the registry of the service's image, which alone gets what ballast.yml itself gives
  public RegistryKeys(RegistryChoice choice, RegistryName own, Sources sources) {
    this.choice = choice;
    this.own = own;
    this.sources = sources;
  }

  private sealed interface Answer {
    record Known(Optional<Credentials> credentials) implements Answer {}

    record Failed(Problem problem) implements Answer {}
  }

  /// Whoever comes while a helper is asked waits for its answer: nine hosts are one question.
  @Override
  public synchronized Optional<Credentials> credentials(RegistryName registry)
      throws CallFailed, InterruptedException {
    Answer answer = answers.get(registry);
    if (answer == null) {
      answer = find(registry);
      answers.put(registry, answer);
    }
    return switch (answer) {
      case Answer.Known(var credentials) -> credentials;
      case Answer.Failed(var problem) -> throw new CallFailed(problem, CallFailed.Effect.NONE);
    };
  }

  private Answer find(RegistryName registry) throws InterruptedException {
    return switch (choice) {
      case RegistryChoice.Given given when registry.equals(own) -> given(given, registry);
      case RegistryChoice.Given _ -> docker(registry, standard(), Absence.IS_FINE);
      case RegistryChoice.DockerConfig(var file) ->
          file.isPresent()
              ? docker(registry, sources.underHome(file.get()), Absence.IS_WRONG)
              : docker(registry, standard(), Absence.IS_FINE);
    };
  }

  private Answer given(RegistryChoice.Given given, RegistryName registry)
      throws InterruptedException {
    return switch (sources.read(given.password())) {
      case Sources.Reading.Found(var password) ->
          known(
              registry,
              new Access.Password(given.user(), password.withoutLineEnd()),
              "registry: in ballast.yml");
      case Sources.Reading.Missing(var why, var next) ->
          failed(
              "the password for registry %s cannot be read from %s"
                  .formatted(registry, given.password()),
              why,
              next);
    };
  }

  /// As the docker command finds it.
  private Path standard() {
    return Optional.ofNullable(sources.environment().get("DOCKER_CONFIG"))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .orElseGet(() -> sources.home().resolve(".docker"))
        .resolve("config.json");
  }

  /// What it means that there is no config.json.
  private enum Absence {
    IS_FINE,
    IS_WRONG
  }

  private Answer docker(RegistryName registry, Path file, Absence absence)
      throws InterruptedException {
    String what = "the credentials for registry %s cannot be read".formatted(registry);
    String next =
        "docker login %s on this machine, or set registry: in ballast.yml".formatted(registry);
    try {
      return switch (DockerConfigFile.parse(text(file)).of(registry)) {
        case DockerConfigFile.Place.Inside(var access) -> known(registry, access, file.toString());
        case DockerConfigFile.Place.Nowhere() -> new Answer.Known(Optional.empty());
        case DockerConfigFile.Place.WithHelper(var name, var key) -> {
          var helper =
              new CredentialHelper(
                  name, sources.environment().getOrDefault("PATH", ""), sources.limits());
          yield switch (helper.get(key)) {
            case CredentialHelper.Answer.Found(var access) ->
                known(registry, access, "%s, named in %s".formatted(helper.program(), file));
            case CredentialHelper.Answer.None() -> new Answer.Known(Optional.empty());
            case CredentialHelper.Answer.Failed(var why) ->
                failed(
                    what,
                    "%s, named in %s: %s".formatted(helper.program(), file, why),
                    "see what it says: echo %s | %s get > /dev/null"
                        .formatted(key, helper.program()));
          };
        }
      };
    } catch (NoSuchFileException none) {
      return switch (absence) {
        case IS_FINE -> new Answer.Known(Optional.empty());
        case IS_WRONG -> failed(what, "there is no file " + file, next);
      };
    } catch (DockerConfigFile.Garbage garbage) {
      return failed(what, "%s: %s".formatted(file, garbage.getMessage()), next);
    } catch (CharacterCodingException noText) {
      return failed(what, file + " is not UTF-8", next);
    } catch (IOException unreadable) {
      return failed(
          what, "%s: %s".formatted(file, unreadable.getClass().getSimpleName()), "ls -l " + file);
    }
  }

  private String text(Path file) throws IOException, DockerConfigFile.Garbage {
    // A pipe that nobody writes to would be waited for without end.
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new DockerConfigFile.Garbage("it is no regular file");
    }
    int most = sources.limits().answerBytes();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new DockerConfigFile.Garbage("it is larger than %d bytes".formatted(most));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  private static Answer known(RegistryName registry, Access access, String from) {
    return new Answer.Known(
        Optional.of(new Credentials(DockerConfigFile.key(registry), access, from)));
  }

  private static Answer failed(String what, String why, String next) {
    return new Answer.Failed(new Problem(what, why, next));
  }
}
