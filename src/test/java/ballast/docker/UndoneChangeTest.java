package ballast.docker;

import static ballast.docker.FakeEngine.PONG;
import static ballast.docker.FakeEngine.say;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.docker.ManagedBalancer.Certified;
import ballast.docker.ManagedBalancer.Guard;
import ballast.docker.ManagedBalancer.Running;
import ballast.docker.Successor.Patience;
import ballast.model.HostView;
import ballast.model.Secret;
import ballast.model.Standing;
import ballast.port.CallFailed;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a change of HAProxy that comes to nothing leaves in the volume that it starts from.
@Timeout(60)
class UndoneChangeTest {
  private static final String NAME = BalancerBody.name("pxapp");
  private static final String CANNOT_START = "bind :taken";
  private static final Map<String, String> BEFORE =
      Map.of(
          "haproxy.cfg",
          "good",
          "haproxy.cfg.loaded",
          "good",
          "tls-a.pem",
          "the key before",
          "tls.loaded",
          "tls-a.pem 1\n");

  private final Host host = new Host();
  private FakeEngine engine;
  private DockerClient client;

  @BeforeEach
  void start() throws IOException {
    engine = new FakeEngine(PONG, (request, out) -> host.answer(request, engine, out));
    client = new DockerClient("fe-1", engine.socket(), Limits.defaults());
    host.files.putAll(BEFORE);
    host.states.put(NAME, "running");
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    engine.close();
  }

  @Test
  void aReloadThatFailsPutsConfigAndCertificatesBack() {
    CallFailed failed = reload(CANNOT_START, "the key after");
    assertThat(failed.problem().what()).contains("HAProxy did not take its new config");
    assertThat(failed.problem().why()).contains("cannot bind socket");
    assertThat(failed.problem().next()).contains("what it had before serves on");
    assertThat(host.files).containsAllEntriesOf(BEFORE);
    assertThat(host.files).containsEntry("tls-new.pem", "");
  }

  @Test
  void whereGoingBackFailsTooThatIsToldBesideTheFirstWords() {
    host.files.put("haproxy.cfg", "bad as well: " + CANNOT_START);
    CallFailed failed = reload(CANNOT_START, "the key after");
    assertThat(failed.problem().why()).contains("cannot bind socket");
    assertThat(failed.problem().next()).contains("going back failed too");
    assertThat(host.files.get("haproxy.cfg.loaded"))
        .as("the next setup finds something to load")
        .isEmpty();
  }

  @Test
  void aTakeOverThatFailsPutsConfigAndCertificatesBack() {
    var nobody = standing(1, Set.of(), Map.of());
    var successor =
        new Successor("pxapp", ConfigLayout.ALONE, client, running(nobody, nobody), patience());
    CallFailed failed =
        catchThrowableOfType(
            CallFailed.class,
            () ->
                successor.takeOver(
                    successor.first().orElseThrow(), body(), files("other", "the key after")));
    assertThat(failed.problem().what()).contains("the new HAProxy does not run");
    assertThat(failed.problem().next()).contains("what it had before serves on");
    assertThat(host.files).containsAllEntriesOf(BEFORE);
    assertThat(host.states).doesNotContainKey(NAME + "-next");
  }

  @Test
  void aConfigThatHaproxyTakesAndThatLosesAServerIsTakenBackInTheWordsOfItsCheck() {
    var before = standing(1, Set.of("pxapp/pxapp-1"), Map.of());
    var after = standing(2, Set.of(), Map.of("pxapp/pxapp-1", "L4CON: refused"));
    CallFailed failed = reload("leads nowhere", "the key after", before, after);
    assertThat(failed.problem().what()).contains("pxapp/pxapp-1 served and is down");
    assertThat(failed.problem().why()).isEqualTo("L4CON: refused");
    assertThat(host.files).containsAllEntriesOf(BEFORE);
  }

  @Test
  void oneThatNoNewWorkerServesWithIsTakenBack() {
    var before = standing(1, Set.of("pxapp/pxapp-1"), Map.of());
    CallFailed failed = reload("the old worker answers", "the key after", before, before);
    assertThat(failed.problem().why()).contains("no worker but the one before has answered");
    assertThat(host.files).containsAllEntriesOf(BEFORE);
  }

  /// An engine may end in the middle of what it unpacks: the next try must find something to
  /// change.
  @Test
  void theFileIsWrittenAfterItsCopy() throws Exception {
    var volume = new ConfigVolume(client, NAME, ConfigLayout.ALONE);
    assertThat(volume.rewrite(text -> text.replace("good", "better"))).contains(Set.of("better"));
    assertThat(host.files)
        .containsEntry("haproxy.cfg", "better")
        .containsEntry("haproxy.cfg.loaded", "better");
    List<String> order =
        Tar.texts(engine.bodies().getLast().getBytes(US_ASCII)).keySet().stream().toList();
    assertThat(order).containsExactly("haproxy.cfg.loaded", "haproxy.cfg");
  }

  @Test
  void aConfigThatNeedsNoChangeIsReadOnceAndNotWritten() throws Exception {
    var volume = new ConfigVolume(client, NAME, ConfigLayout.ALONE);
    assertThat(volume.rewrite(text -> text)).contains(Set.of("good"));
    assertThat(engine.received()).hasSize(1).allMatch(line -> line.startsWith("GET "));
  }

  private CallFailed reload(String config, String key) {
    var nobody = standing(1, Set.of(), Map.of());
    return reload(config, key, nobody, nobody);
  }

  private CallFailed reload(String config, String key, Standing before, Standing after) {
    return catchThrowableOfType(
        CallFailed.class,
        () ->
            new Reloading(NAME, body(), client, patience())
                .update(NAME, files(config, key), Guard.OPEN, running(before, after)));
  }

  private static Standing standing(int pid, Set<String> serving, Map<String, String> down) {
    return new Standing(
        new HostView.Worker(pid, 0, "3.0"), new TreeSet<>(serving), Set.of(), new TreeMap<>(down));
  }

  private static Patience patience() {
    return new Patience(
        Duration.ofSeconds(5),
        Duration.ofMillis(700),
        Duration.ofMillis(300),
        Duration.ofSeconds(5));
  }

  private static BalancerBody body() {
    return new BalancerBody("pxapp", Samples.managed(), "sha256:1", List.of("80"), 0);
  }

  private static BalancerFiles files(String config, String key) {
    return new BalancerFiles(
        config,
        new TreeMap<>(Map.of("tls-a.pem", Secret.of(key), "tls-new.pem", Secret.of("new"))));
  }

  private static Running running(Standing before, Standing after) {
    var asked = new AtomicInteger();
    return new Running() {
      @Override
      public Optional<String> life(String variable) {
        return Optional.empty();
      }

      @Override
      public Certified certify(String name) {
        return new Certified.Serves();
      }

      @Override
      public Standing standing() {
        return asked.getAndIncrement() == 0 ? before : after;
      }
    };
  }

  /// As much of an engine as a HAProxy with its volume needs. One that is to be the next never
  /// runs.
  private static final class Host {
    private static final Pattern REQUEST =
        Pattern.compile("([A-Z]+) /v[0-9.]+/containers/([^/? ]+)/?([a-z]*)[^ ]* HTTP/1.1");
    private static final Pattern VALUE = Pattern.compile("(?:path|name)=([^& ]+)");

    final Map<String, String> files = new ConcurrentHashMap<>();
    final Map<String, String> states = new ConcurrentHashMap<>();
    private final AtomicInteger processes = new AtomicInteger(2);

    void answer(String line, FakeEngine engine, OutputStream out) throws IOException {
      Matcher request = REQUEST.matcher(line);
      assertThat(request.matches()).as(line).isTrue();
      String container = request.group(2);
      switch (request.group(1) + " " + request.group(3)) {
        case "GET json" -> inspect(container, out);
        case "GET top" -> say(out, 200, "{\"Processes\":[%s]}".formatted(processes()));
        case "GET logs" -> log(out);
        case "GET archive" -> read(value(line).replaceFirst(".*/", ""), out);
        case "PUT archive" -> {
          if (!container.endsWith("-check")) {
            files.putAll(Tar.texts(engine.bodies().getLast().getBytes(US_ASCII)));
          }
          say(out, 200, "");
        }
        case "POST " -> {
          states.put(value(line), "created");
          say(out, 201, "{\"Id\":\"%s\"}".formatted(value(line)));
        }
        case "POST start" -> {
          states.put(container, "exited");
          done(out);
        }
        case "POST kill" -> {
          if (!files.getOrDefault("haproxy.cfg", "").contains(CANNOT_START)) {
            processes.incrementAndGet();
          }
          done(out);
        }
        case "POST stop" -> done(out);
        case "DELETE " -> {
          states.remove(container);
          done(out);
        }
        default -> throw new AssertionError(line);
      }
    }

    private static String value(String line) {
      Matcher value = VALUE.matcher(line);
      assertThat(value.find()).as(line).isTrue();
      return URLDecoder.decode(value.group(1), UTF_8);
    }

    private String processes() {
      return IntStream.rangeClosed(1, processes.get())
          .mapToObj("[\"%d\"]"::formatted)
          .collect(Collectors.joining(","));
    }

    private void inspect(String container, OutputStream out) throws IOException {
      if (!states.containsKey(container)) {
        say(out, 404, "{\"message\":\"No such container\"}");
        return;
      }
      say(
          out,
          200,
          """
          {"Id":"%s","Name":"/%s","State":{"Status":"%s","ExitCode":0,"OOMKilled":false},"RestartCount":0,
          "Image":"sha256:1","Config":{"Tty":false,"Labels":{}},
          "HostConfig":{"NetworkMode":"host","RestartPolicy":{"Name":"always"}}}\
          """
              .formatted(container, container, states.get(container)));
    }

    private void read(String file, OutputStream out) throws IOException {
      if (!files.containsKey(file)) {
        say(out, 404, "{\"message\":\"Could not find the file\"}");
        return;
      }
      byte[] tar = Tar.of(List.of(new Tar.Entry.Text(file, 0644, files.get(file))));
      say(out, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(tar.length));
      say(out, new String(tar, US_ASCII));
    }

    private static void log(OutputStream out) throws IOException {
      String words = "cannot bind socket\n";
      say(
          out,
          "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n\2\0\0\0\0\0\0%c%s"
              .formatted(words.length() + 8, (char) words.length(), words));
    }

    private static void done(OutputStream out) throws IOException {
      say(out, "HTTP/1.1 204 X\r\nContent-Length: 0\r\n\r\n");
    }
  }
}
