package ballast.docker;

import ballast.model.Berth;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What an engine says of one container.
///
/// @param error the engine's own words of why it does not run
/// @param terminal whether it writes to a terminal, so that its log has no frames
/// @param imageId the image it was created from
/// @param network the network it is in, `host` for the host's own; empty where the engine says none
/// @param restart when the engine starts it again by itself, in its word; empty likewise
record Inspected(
    String id,
    String name,
    Berth.State state,
    int exitCode,
    String error,
    int restarts,
    Terminal terminal,
    String imageId,
    String network,
    String restart,
    Map<String, String> labels) {
  enum Terminal {
    YES,
    NO
  }

  static Inspected of(Json json) throws IOException {
    Json state = json.at("State");
    return new Inspected(
        json.text("Id"),
        json.text("Name").replaceFirst("^/", ""),
        state(state.text("Status")),
        Math.toIntExact(state.number("ExitCode")),
        error(state),
        Math.toIntExact(json.number("RestartCount")),
        json.at("Config").flag("Tty") ? Terminal.YES : Terminal.NO,
        json.text("Image"),
        json.at("HostConfig").maybeText("NetworkMode").orElse(""),
        json.at("HostConfig").at("RestartPolicy").maybeText("Name").orElse(""),
        Map.copyOf(json.at("Config").at("Labels").texts()));
  }

  private static String error(Json state) throws IOException {
    String words = Words.plain(state.maybeText("Error").orElse(""));
    if (!state.flag("OOMKilled")) {
      return words;
    }
    return words.isEmpty() ? "out of memory: killed" : "out of memory: killed; " + words;
  }

  /// Docker's word for a container's state.
  static Berth.State state(String word) throws IOException {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "created" -> Berth.State.CREATED;
      case "running" -> Berth.State.RUNNING;
      case "restarting" -> Berth.State.RESTARTING;
      case "paused" -> Berth.State.PAUSED;
      case "exited" -> Berth.State.EXITED;
      case "dead", "removing" -> Berth.State.DEAD;
      default ->
          throw new IOException("a container's state is \"%s\"".formatted(Words.plain(word)));
    };
  }

  Optional<String> label(String name) {
    return Optional.ofNullable(labels.get(name));
  }

  /// Makes sure that a 404 is the engine's own word for "there is none": some proxy's 404 says
  /// nothing about containers.
  static void absent(Json answer) throws IOException {
    answer.text("message");
  }
}
