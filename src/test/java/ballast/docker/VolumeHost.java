package ballast.docker;

import static ballast.docker.FakeEngine.say;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.docker.ManagedBalancer.Certified;
import ballast.docker.ManagedBalancer.Running;
import ballast.docker.Successor.Patience;
import ballast.model.HostView;
import ballast.model.Secret;
import ballast.model.Standing;
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

/// As much of an engine as a HAProxy with its volume needs. One that is to be the next never runs.
final class VolumeHost {
  static final String NAME = BalancerBody.name("pxapp");
  static final String CANNOT_START = "bind :taken";

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
      case "GET archive" -> read(value(line).substring(BalancerBody.FOLDER.length() + 1), out);
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
        if (container.endsWith("-next")) {
          states.put(container, "exited");
        } else if (!files.getOrDefault("haproxy.cfg", "").contains(CANNOT_START)) {
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

  private void read(String path, OutputStream out) throws IOException {
    List<Tar.Entry> entries =
        new TreeMap<>(files)
            .entrySet().stream()
                .filter(one -> one.getKey().equals(path) || one.getKey().startsWith(path + "/"))
                .<Tar.Entry>map(one -> new Tar.Entry.Text(one.getKey(), 0644, one.getValue()))
                .toList();
    if (entries.isEmpty()) {
      say(out, 404, "{\"message\":\"Could not find the file\"}");
      return;
    }
    byte[] tar = Tar.of(entries);
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

  static Standing standing(int pid, Set<String> serving, Map<String, String> down) {
    return new Standing(
        new HostView.Worker(pid, 0, "3.0"), new TreeSet<>(serving), Set.of(), new TreeMap<>(down));
  }

  static Patience patience() {
    return new Patience(
        Duration.ofSeconds(5),
        Duration.ofMillis(700),
        Duration.ofMillis(300),
        Duration.ofSeconds(5));
  }

  static BalancerBody body() {
    return new BalancerBody("pxapp", Samples.managed(), "sha256:1", List.of("80"), 0);
  }

  static BalancerFiles files(String config, String key) {
    return new BalancerFiles(
        config,
        new TreeMap<>(Map.of("tls-a.pem", Secret.of(key), "tls-new.pem", Secret.of("new"))));
  }

  static Running running(Standing before, Standing after) {
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
}
