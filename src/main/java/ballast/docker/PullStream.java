package ballast.docker;

import ballast.port.Engine;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Reads what an engine says while it pulls, and adds it up over the layers.
final class PullStream {
  private static final Duration BETWEEN_REPORTS = Duration.ofMillis(200);

  private final Engine.PullWatch watch;
  private final Map<String, Engine.PullProgress> layers = new HashMap<>();
  private long lastReport = System.nanoTime() - BETWEEN_REPORTS.toNanos();

  PullStream(Engine.PullWatch watch) {
    this.watch = watch;
  }

  void line(String line) throws IOException, DockerCall.Refusal {
    Json json = Json.parse(line);
    var error = json.at("errorDetail").maybeText("message").or(() -> json.maybeText("error"));
    if (error.isPresent()) {
      throw new DockerCall.Refusal(Words.plain(error.get()));
    }
    String layer = json.maybeText("id").orElse("");
    switch (json.maybeText("status").orElse("")) {
      case "Downloading" -> downloading(layer, json.at("progressDetail"));
      case "Download complete", "Pull complete" ->
          layers.computeIfPresent(
              layer, (_, known) -> new Engine.PullProgress(known.total(), known.total()));
      default -> {
        return;
      }
    }
    if (System.nanoTime() - lastReport >= BETWEEN_REPORTS.toNanos()) {
      end();
    }
  }

  private void downloading(String layer, Json detail) throws IOException {
    if (detail.members().containsKey("total")) {
      layers.put(layer, new Engine.PullProgress(detail.number("current"), detail.number("total")));
    }
  }

  /// Reports the last state.
  ///
  /// @throws IOException when the rest is not wanted
  void end() throws IOException {
    lastReport = System.nanoTime();
    if (!layers.isEmpty()) {
      long bytes = layers.values().stream().mapToLong(Engine.PullProgress::bytes).sum();
      long total = layers.values().stream().mapToLong(Engine.PullProgress::total).sum();
      switch (watch.told(new Engine.PullProgress(bytes, total))) {
        case GO_ON -> {}
        // The engine ends a pull whose caller hangs up; reading on would wait for all of it.
        case BREAK_OFF -> throw new IOException("broken off as asked");
      }
    }
  }
}
