package ballast.secret;

import ballast.model.KnownSecret;
import ballast.model.Problem;
import ballast.model.Secret;
import ballast.model.SecretSpec;
import ballast.port.Crew;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Reads the secrets of a service, all at once.
///
/// @param service its name
public record ServiceSecrets(String service, List<SecretSpec> specs) {
  /// All of them, or what keeps each of those that could not be read.
  public sealed interface Outcome {
    record Known(List<KnownSecret> secrets) implements Outcome {}

    record Missing(List<Problem> problems) implements Outcome {}
  }

  private sealed interface One {
    record Known(KnownSecret secret) implements One {}

    record Missing(Problem problem) implements One {}
  }

  public Outcome read(Sources sources, Crew crew) throws InterruptedException {
    List<Callable<One>> tasks =
        specs.stream().<Callable<One>>map(spec -> () -> one(spec, sources)).toList();
    var known = new ArrayList<KnownSecret>();
    var problems = new ArrayList<Problem>();
    for (One one : crew.all(tasks)) {
      switch (one) {
        case One.Known(var secret) -> known.add(secret);
        case One.Missing(var problem) -> problems.add(problem);
      }
    }
    return problems.isEmpty()
        ? new Outcome.Known(List.copyOf(known))
        : new Outcome.Missing(List.copyOf(problems));
  }

  private One one(SecretSpec spec, Sources sources) throws InterruptedException {
    return switch (sources.read(spec.source())) {
      case Sources.Reading.Missing(var why, var next) -> missing(spec, why, next);
      case Sources.Reading.Found(var value) ->
          switch (spec.delivery()) {
            case FILE -> known(spec, value);
            case ENV ->
                fitsIntoVariable(value)
                    ? known(spec, value.withoutLineEnd())
                    : missing(
                        spec,
                        "it is no text that a variable could hold",
                        "take out as: env, so that it is a file");
          };
    };
  }

  private One known(SecretSpec spec, Secret value) {
    String print = SecretPrint.of(service, spec.name(), value);
    return new One.Known(new KnownSecret(spec.name(), spec.delivery(), value, print));
  }

  private static One missing(SecretSpec spec, String why, String next) {
    return new One.Missing(
        new Problem(
            "secret %s cannot be read from %s".formatted(spec.name(), spec.source()), why, next));
  }

  private static boolean fitsIntoVariable(Secret value) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(value.reveal()))
          .chars()
          .noneMatch(letter -> letter == 0);
    } catch (CharacterCodingException noText) {
      return false;
    }
  }
}
