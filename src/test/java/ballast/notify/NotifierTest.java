package ballast.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.Entry;
import ballast.event.Recording;
import ballast.model.NotifyTo;
import ballast.model.NotifyTo.Address;
import ballast.model.NotifyTo.Words;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {
  private static final String SECRET = "/hooks/T0/s3cret?key=k3y";

  @TempDir Path folder;
  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private int failures;
  private int status = 204;

  @BeforeEach
  void serves() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (asked.incrementAndGet() <= failures) {
            exchange.sendResponseHeaders(status, -1);
          } else {
            bodies.add(body);
            exchange.sendResponseHeaders(204, -1);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void ends() {
    server.stop(0);
  }

  @Test
  void aWebhookIsToldTheBeginningAndTheEndWithWhatWasLost() {
    assertThat(tell(List.of(to(Words.WEBHOOK)), Recording.success())).isEmpty();
    List<JsonObject> told =
        bodies.stream().map(body -> JsonParser.parseString(body).getAsJsonObject()).toList();
    assertThat(told)
        .extracting(body -> body.get("event").getAsString())
        .containsExactly("started", "finished");
    JsonObject end = told.getLast();
    assertThat(end.get("service").getAsString()).isEqualTo("pxapp");
    assertThat(end.get("release").getAsString()).isEqualTo("1.4.2");
    assertThat(end.get("outcome").getAsString()).isEqualTo("done");
    assertThat(end.get("lost").getAsLong()).isZero();
    assertThat(end.get("answered").getAsLong()).isEqualTo(12_482);
    assertThat(end.get("who").getAsString()).isEqualTo("anna@laptop");
    assertThat(end.keySet()).allMatch(name -> name.matches("[a-z_]+"));
  }

  @Test
  void slackIsToldInOneLineOfText() {
    assertThat(tell(List.of(to(Words.SLACK)), Recording.success())).isEmpty();
    assertThat(bodies).hasSize(2).allMatch(body -> body.startsWith("{\"text\":\"pxapp 1.4.2: "));
    assertThat(bodies.toString()).contains("rollout started", "done; ", "0 lost");
  }

  @Test
  void aPauseIsToldWithItsReason() {
    assertThat(tell(List.of(to(Words.WEBHOOK)), Recording.paused())).isEmpty();
    assertThat(bodies).anyMatch(body -> body.contains("\"event\":\"paused\""));
  }

  @Test
  void aServerThatFailsForAMomentIsAskedAgain() {
    failures = 1;
    status = 503;
    assertThat(tell(List.of(to(Words.WEBHOOK)), Recording.success())).isEmpty();
    assertThat(bodies).hasSize(2);
  }

  @Test
  void oneThatSaysNoIsNotAskedAgainAndItsAddressStaysASecret() {
    failures = 100;
    status = 403;
    assertThat(tell(List.of(to(Words.SLACK)), Recording.success()))
        .singleElement()
        .asString()
        .contains("it says 403", "http://127.0.0.1:")
        .doesNotContain("s3cret", "k3y");
    assertThat(asked).hasValue(2);
  }

  @Test
  void oneThatNeverAnswersKeepsTheEndForNoLongerThanThat() throws IOException {
    try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var uri = URI.create("http://127.0.0.1:" + deaf.getLocalPort() + SECRET);
      long began = System.nanoTime();
      List<String> troubles =
          tell(
              List.of(new NotifyTo(Words.WEBHOOK, new Address.Literal(uri)), to(Words.SLACK)),
              Recording.success());
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isLessThan(Notifier.AT_THE_END.plusSeconds(10));
      assertThat(troubles).isNotEmpty().noneMatch(text -> text.contains("s3cret"));
      assertThat(bodies).as("the other one is not kept waiting").hasSize(2);
    }
  }

  @Test
  void anAddressMayBeInTheEnvironmentOrInAFile() throws IOException {
    Path file = folder.resolve("hook");
    Files.writeString(file, uri() + "\n");
    var to =
        List.of(
            new NotifyTo(Words.WEBHOOK, new Address.InFile(file)),
            new NotifyTo(Words.WEBHOOK, new Address.InEnvironment("HOOK")));
    assertThat(tell(to, Recording.success(), Map.of("HOOK", uri().toString()))).isEmpty();
    assertThat(bodies).hasSize(4);
  }

  @Test
  void anAddressThatIsNotThereIsToldAndTheOthersAreAsked() throws IOException {
    Path file = folder.resolve("hook");
    Files.writeString(file, "s3cret\n");
    var to =
        List.of(
            new NotifyTo(Words.WEBHOOK, new Address.InEnvironment("HOOK")),
            new NotifyTo(Words.WEBHOOK, new Address.InFile(file)),
            new NotifyTo(Words.WEBHOOK, new Address.InFile(folder.resolve("none"))),
            to(Words.SLACK));
    assertThat(tell(to, Recording.success()))
        .hasSize(3)
        .anyMatch(text -> text.contains("HOOK is not set"))
        .noneMatch(text -> text.contains("s3cret"));
    assertThat(bodies).hasSize(2);
  }

  /// A pipe that nobody writes to would be waited for without end, and the lock with it.
  @Test
  void anAddressInAPipeOrInAnEndlessLineIsToldAtOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path endless = folder.resolve("endless");
    Files.writeString(endless, uri() + "x".repeat(1 << 20));
    var to =
        List.of(
            new NotifyTo(Words.WEBHOOK, new Address.InFile(pipe)),
            new NotifyTo(Words.WEBHOOK, new Address.InFile(endless)),
            to(Words.SLACK));
    assertThat(tell(to, Recording.success()))
        .hasSize(2)
        .anyMatch(text -> text.contains("no regular file"))
        .anyMatch(text -> text.contains("no http address"));
    assertThat(bodies).hasSize(2);
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + SECRET);
  }

  private NotifyTo to(Words words) {
    return new NotifyTo(words, new Address.Literal(uri()));
  }

  private static List<String> tell(List<NotifyTo> to, List<Entry> entries) {
    return tell(to, entries, Map.of());
  }

  private static List<String> tell(
      List<NotifyTo> to, List<Entry> entries, Map<String, String> environment) {
    try (var notifier = new Notifier(to, "anna@laptop", environment)) {
      entries.forEach(notifier::accept);
      return notifier.finish();
    }
  }
}
