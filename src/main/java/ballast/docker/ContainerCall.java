package ballast.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Calls about containers.
sealed interface ContainerCall<A> extends DockerCall<A> {
  int OK = 200;
  int NO_CONTENT = 204;

  /// A start of what runs, a stop of what does not.
  int NOT_MODIFIED = 304;

  int NOT_FOUND = 404;

  /// Every container of the engine, running or not, as the engine lists them.
  record ListAll() implements ContainerCall<List<Json>> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/containers/json?all=1";
    }

    @Override
    public String action() {
      return "list the containers";
    }

    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public List<Json> read(Answer answer) throws IOException {
      return answer.json().items();
    }
  }

  /// One container; nothing where there is none.
  record Inspect(String container) implements ContainerCall<Optional<Inspected>> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/containers/" + container + "/json";
    }

    @Override
    public String action() {
      return "look at container " + brief(container);
    }

    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public boolean understands(int status) {
      return status == NOT_FOUND;
    }

    @Override
    public Optional<Inspected> read(Answer answer) throws IOException {
      if (answer.status() == NOT_FOUND) {
        Inspected.absent(answer.json());
        return Optional.empty();
      }
      return Optional.of(Inspected.of(answer.json()));
    }
  }

  /// Who runs in a container, and what lies on its files; nothing where there is none.
  record Within(String container) implements ContainerCall<Optional<Inside>> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/containers/" + container + "/json";
    }

    @Override
    public String action() {
      return "look into container " + brief(container);
    }

    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public boolean understands(int status) {
      return status == NOT_FOUND;
    }

    @Override
    public Optional<Inside> read(Answer answer) throws IOException {
      if (answer.status() == NOT_FOUND) {
        Inspected.absent(answer.json());
        return Optional.empty();
      }
      return Optional.of(Inside.of(answer.json()));
    }
  }

  /// @param body see [ContainerBody]
  record Create(String name, JsonObject body) implements ContainerCall<String> {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/containers/create?name=" + URLEncoder.encode(name, UTF_8);
    }

    @Override
    public Optional<Content> content() {
      return Optional.of(Content.json(body));
    }

    @Override
    public String action() {
      return "create container " + name;
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public String read(Answer answer) throws IOException {
      return answer.json().text("Id");
    }
  }

  /// A change that is told by a path alone; its answer says nothing but its status.
  ///
  /// @param patience how long the engine may take, where that is not the usual
  /// @param gone the status that means that there was nothing left to do, or 0
  record Change(String method, String path, String action, Optional<Duration> patience, int gone)
      implements ContainerCall<Done> {
    static Change start(String container) {
      return post(container + "/start", "start container " + brief(container));
    }

    /// @param grace rounded up to whole seconds
    static Change stop(String container, Duration grace, Duration slack) {
      long seconds = grace.plusMillis(999).toSeconds();
      return new Change(
          "POST",
          "/containers/%s/stop?t=%d".formatted(container, seconds),
          "stop container " + brief(container),
          Optional.of(Duration.ofSeconds(seconds).plus(slack)),
          0);
    }

    static Change rename(String container, String name) {
      return post(
          container + "/rename?name=" + URLEncoder.encode(name, UTF_8),
          "call container %s %s".formatted(brief(container), name));
    }

    static Change kill(String container, String signal) {
      return post(
          container + "/kill?signal=" + signal,
          "send %s to container %s".formatted(signal, brief(container)));
    }

    /// Its named volumes stay.
    static Change remove(String container) {
      return new Change(
          "DELETE",
          "/containers/%s?v=0".formatted(container),
          "remove container " + brief(container),
          Optional.empty(),
          NOT_FOUND);
    }

    private static Change post(String what, String action) {
      return new Change("POST", "/containers/" + what, action, Optional.empty(), 0);
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public Duration deadline(Limits limits) {
      return patience.orElse(limits.change());
    }

    @Override
    public boolean understands(int status) {
      return status == gone;
    }

    @Override
    public Done read(Answer answer) throws IOException {
      if (answer.status() == NOT_FOUND) {
        Inspected.absent(answer.json());
      } else {
        answer.mustBe(NO_CONTENT, NOT_MODIFIED);
      }
      return Done.DONE;
    }
  }

  /// Changes whether the engine starts a container again by itself.
  ///
  /// @param policy the Engine API's `RestartPolicy`
  record Restart(String container, JsonObject policy) implements ContainerCall<Done> {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/containers/" + container + "/update";
    }

    @Override
    public Optional<Content> content() {
      var body = new JsonObject();
      body.add("RestartPolicy", policy);
      return Optional.of(Content.json(body));
    }

    @Override
    public String action() {
      return "change the restart policy of container " + brief(container);
    }

    /// Sent twice it does the same.
    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public Done read(Answer answer) throws IOException {
      answer.json();
      return Done.DONE;
    }
  }

  /// There is nothing more to say.
  enum Done {
    DONE
  }

  /// What a container wrote last, as the engine frames it.
  record Logs(String container, int lastLines) implements ContainerCall<byte[]> {
    private static final int MOST = 1 << 20;

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/containers/%s/logs?stdout=1&stderr=1&tail=%d".formatted(container, lastLines);
    }

    @Override
    public String action() {
      return "read the log of container " + brief(container);
    }

    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public byte[] read(Answer answer) throws IOException {
      return answer.upTo(MOST);
    }
  }

  /// The ids of a container's processes, as the host counts them.
  record Processes(String container) implements ContainerCall<Set<String>> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/containers/%s/top?ps_args=-eo%%20pid".formatted(container);
    }

    @Override
    public String action() {
      return "list the processes of container " + brief(container);
    }

    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public Set<String> read(Answer answer) throws IOException {
      var ids = new HashSet<String>();
      for (Json row : answer.json().at("Processes").items()) {
        ids.add(row.items().getFirst().element().getAsString());
      }
      return Set.copyOf(ids);
    }
  }

  /// A container's id as people know it, or its name.
  static String brief(String container) {
    return container.matches("[0-9a-f]{64}") ? container.substring(0, 12) : container;
  }
}
