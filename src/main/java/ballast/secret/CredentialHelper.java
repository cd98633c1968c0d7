package ballast.secret;

import ballast.model.Credentials.Access;
import ballast.model.Secret;
import ballast.program.Program;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Asks `docker-credential-NAME get`: the registry on its standard input, JSON with `Username` and
/// `Secret` as its answer. The protocol is that of docker/docker-credential-helpers.
///
/// @param name `desktop`, `pass`, `ecr-login`, `gcloud` …
/// @param path where programs are looked for, as a shell has it
record CredentialHelper(String name, String path, Limits limits) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

  /// A helper's way to say that it has none, which is no failure.
  private static final String NONE = "credentials not found in native keychain";

  /// A user name that says that the secret is an identity token.
  private static final String TOKEN = "<token>";

  sealed interface Answer {
    record Found(Access access) implements Answer {}

    record None() implements Answer {}

    record Failed(String why) implements Answer {}
  }

  String program() {
    return "docker-credential-" + name;
  }

  Answer get(String registry) throws InterruptedException {
    if (!NAME.matcher(name).matches()) {
      return new Answer.Failed("that is no name of a credential helper");
    }
    Optional<Path> found = find();
    if (found.isEmpty()) {
      return new Answer.Failed("there is no such program in PATH");
    }
    var program =
        new Program(List.of(found.get().toString(), "get"), limits.helper(), limits.answerBytes());
    return switch (program.run(registry)) {
      case Program.Ending.Exited(var code, var output, _) when code == 0 ->
          read(Secret.of(output.bytes()));
      case Program.Ending.Exited(var code, var output, var complaint) ->
          refused(code, output.text(), complaint);
      case Program.Ending.NotStarted(var why) ->
          new Answer.Failed("it cannot be run: " + Words.plain(why));
      case Program.Ending.TooSlow _ ->
          new Answer.Failed("no answer within %d s".formatted(limits.helper().toSeconds()));
      case Program.Ending.TooLong() ->
          new Answer.Failed(
              "its answer is longer than %d kilobytes".formatted(limits.answerBytes() >> 10));
      case Program.Ending.Held held -> new Answer.Failed(held.toString());
    };
  }

  private Optional<Path> find() {
    return Arrays.stream(path.split(":", -1))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder).resolve(program()))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Helpers complain where they answer. What looks like an answer may hold the secret.
  private static Answer refused(int code, String output, String complaint) {
    if (output.strip().equals(NONE)) {
      return new Answer.None();
    }
    String words = output.contains("{") ? "" : Words.plain(output + "\n" + complaint);
    return new Answer.Failed(
        "it ended with exit code %d: %s"
            .formatted(code, words.isEmpty() ? "it gave no reason" : words));
  }

  private static Answer read(Secret output) {
    try {
      if (JsonParser.parseString(text(output)) instanceof JsonObject json) {
        Optional<String> user = member(json, "Username");
        Optional<String> secret = member(json, "Secret");
        if (user.isPresent() && secret.isPresent()) {
          var value = Secret.of(secret.get());
          return new Answer.Found(
              user.get().equals(TOKEN)
                  ? new Access.IdentityToken(value)
                  : new Access.Password(user.get(), value));
        }
      }
    } catch (JsonParseException noJson) {
      return new Answer.Failed("its answer is not JSON");
    }
    return new Answer.Failed("its answer has no Username and Secret");
  }

  private static String text(Secret output) {
    return new String(output.reveal(), StandardCharsets.UTF_8);
  }

  private static Optional<String> member(JsonObject json, String name) {
    return Stream.ofNullable(json.get(name))
        .filter(element -> element.isJsonPrimitive())
        .map(element -> element.getAsString())
        .findFirst();
  }
}
