package ballast.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TallyTest {
  private static final Tally QUIET = tally(12_345, Map.of(), 0, List.of());

  private static Tally tally(
      long answered, Map<LossKind, Long> lost, long inFlight, List<Loss> losses) {
    var versions = new LinkedHashMap<String, Long>();
    versions.put("v1", 6_000L);
    versions.put("v2", answered - 6_000);
    long sent = answered + inFlight + lost.values().stream().mapToLong(Long::longValue).sum();
    var latency =
        new Latency(micros(1_200), micros(5_000), micros(8_000), micros(12_345), micros(1_500_000));
    var timeline = List.of(new Second(0, Map.of("v1", 6_000L), 0), new Second(7, versions, 3));
    Instant since = Instant.parse("2026-01-02T03:04:05.678Z");
    Duration ran = Duration.ofMillis(61_234);
    return new Tally(
        since, ran, sent, answered, inFlight, versions, lost, 0, 2, 99, losses, latency, timeline);
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(micros * 1_000);
  }

  private static Tally busy() {
    Instant at = Instant.parse("2026-01-02T03:04:06Z");
    return tally(
        7_000,
        Map.of(LossKind.STATUS_5XX, 1L, LossKind.RESET, 2L),
        4,
        List.of(
            new Loss(
                at,
                "get",
                LossKind.RESET,
                "sending: Broken pipe",
                Optional.empty(),
                Optional.empty()),
            new Loss(
                at,
                "ws",
                LossKind.WEBSOCKET_CUT,
                "\"quoted\"",
                Optional.of("fe-1/1"),
                Optional.of("v2"))));
  }

  @Test
  void aPersonReadsItInOneLine() {
    assertThat(QUIET.text())
        .isEqualTo("answered 12,345 (v1 6,000, v2 6,345), lost 0, p50 1.2 ms p99 8 ms");
    assertThat(busy().text())
        .isEqualTo(
            "answered 7,000 (v1 6,000, v2 1,000), lost 3 (RESET 2, STATUS_5XX 1), in flight 4, p50 1.2 ms p99 8 ms");
  }

  @Test
  void jsonBringsBackTheSameTally() {
    for (Tally tally : List.of(QUIET, busy())) {
      String text = tally.toJson().toString();
      assertThat(Tally.fromJson(JsonParser.parseString(text).getAsJsonObject())).isEqualTo(tally);
    }
  }

  @Test
  void theNamesInJsonAreAContract() {
    assertThat(busy().toJson().keySet())
        .containsExactly(
            "since",
            "ranMillis",
            "sent",
            "answered",
            "inFlight",
            "lostTotal",
            "answeredByVersion",
            "lost",
            "websocketsCut",
            "websocketsClosedByServer",
            "websocketEchoes",
            "latencyMicros",
            "losses",
            "timeline");
    assertThat(busy().toJson().getAsJsonArray("losses").get(1).toString())
        .isEqualTo(
            "{\"at\":\"2026-01-02T03:04:06Z\",\"flow\":\"ws\",\"kind\":\"WEBSOCKET_CUT\",\"detail\":\"\\\"quoted\\\"\","
                + "\"slot\":\"fe-1/1\",\"version\":\"v2\"}");
    assertThat(busy().toJson().get("latencyMicros").toString())
        .isEqualTo("{\"p50\":1200,\"p90\":5000,\"p99\":8000,\"p999\":12345,\"max\":1500000}");
    assertThat(busy().toJson().getAsJsonArray("timeline").get(0).toString())
        .isEqualTo("{\"second\":0,\"answered\":{\"v1\":6000},\"lost\":0}");
  }

  @Test
  void whatIsNoTallyIsRefusedWithTheReason() {
    JsonObject without = busy().toJson();
    without.remove("sent");
    assertThatThrownBy(() -> Tally.fromJson(without)).hasMessageContaining("'sent' is missing");
    JsonObject wrong = busy().toJson();
    wrong.addProperty("since", "yesterday");
    assertThatThrownBy(() -> Tally.fromJson(wrong)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCutWebsocketCannotBeCountedAsALostRequest() {
    assertThatThrownBy(() -> tally(7_000, Map.of(LossKind.WEBSOCKET_CUT, 1L), 0, List.of()))
        .hasMessage("a cut websocket is not a lost request");
  }

  @Test
  void anotherProcessReadsWhatTheFileKeeps(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("traffic.json");
    assertThat(TrafficFile.read(file)).isEmpty();
    var turns = new AtomicInteger();
    try (TrafficFile _ =
        TrafficFile.keep(
            file,
            () -> tally(6_000 + turns.incrementAndGet(), Map.of(), 0, List.of()),
            Duration.ofMillis(10))) {
      Awaitility.await().until(() -> TrafficFile.read(file).orElseThrow().answered() >= 6_003);
    }
    assertThat(TrafficFile.read(file).orElseThrow().answered()).isEqualTo(6_000 + turns.get());
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileThatHoldsSomethingElseIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("traffic.json");
    for (String text : List.of("", "[]", "{}", "{\"since\"", "nonsense")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> TrafficFile.read(file))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("holds no tally");
    }
  }
}
