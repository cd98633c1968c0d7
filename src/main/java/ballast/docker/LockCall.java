package ballast.docker;

import ballast.port.Engine;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Calls about the container that is a service's lock.
sealed interface LockCall<A> extends DockerCall<A> {
  /// The container of that name or id, as the engine tells of it; nothing where there is none.
  record Look(String container) implements LockCall<Optional<Json>> {
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
      return "look at the lock " + ContainerCall.brief(container);
    }

    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public boolean understands(int status) {
      return status == ContainerCall.NOT_FOUND;
    }

    @Override
    public Optional<Json> read(Answer answer) throws IOException {
      Json json = answer.json();
      if (answer.status() == ContainerCall.NOT_FOUND) {
        Inspected.absent(json);
        return Optional.empty();
      }
      return Optional.of(json);
    }
  }

  /// A file call that is given up as soon as a beat is: a report or an order that hangs must not
  /// keep the holder from showing that it lives.
  record Brief<A>(FileCall<A> call) implements LockCall<A> {
    @Override
    public String method() {
      return call.method();
    }

    @Override
    public String path() {
      return call.path();
    }

    @Override
    public Optional<Content> content() {
      return call.content();
    }

    @Override
    public String action() {
      return call.action();
    }

    @Override
    public Nature nature() {
      return call.nature();
    }

    @Override
    public Duration deadline(Limits limits) {
      return soon(call.deadline(limits));
    }

    @Override
    public boolean understands(int status) {
      return call.understands(status);
    }

    @Override
    public A read(Answer answer) throws IOException, Refusal {
      return call.read(answer);
    }
  }

  /// A renewal that hangs must leave room for another before anyone doubts the holder.
  private static Duration soon(Duration usual) {
    Duration most = Duration.ofSeconds(4);
    return usual.compareTo(most) < 0 ? usual : most;
  }

  /// Writes a number where anybody can read it: how often the engine may start the container again.
  /// Nobody ever starts it. Of all that can be changed about a container that exists, this one
  /// needs nothing of the kernel, is written as a whole or not at all, and takes a few
  /// milliseconds; a file in the container takes ten times that.
  record Beat(String container, int number) implements LockCall<Presence> {
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
      body.add("RestartPolicy", policy(number));
      return Optional.of(Content.json(body));
    }

    static JsonObject policy(int number) {
      var policy = new JsonObject();
      policy.addProperty("Name", "on-failure");
      policy.addProperty("MaximumRetryCount", number);
      return policy;
    }

    @Override
    public String action() {
      return "renew the lock " + ContainerCall.brief(container);
    }

    /// Sent twice it does the same.
    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public Duration deadline(Limits limits) {
      return soon(limits.read());
    }

    @Override
    public boolean understands(int status) {
      return status == ContainerCall.NOT_FOUND;
    }

    @Override
    public Presence read(Answer answer) throws IOException {
      return Presence.read(answer);
    }
  }

  /// Removes it; whoever is told [Presence#THERE] has done it.
  record Remove(String container) implements LockCall<Presence> {
    @Override
    public String method() {
      return "DELETE";
    }

    @Override
    public String path() {
      return "/containers/%s?v=0".formatted(container);
    }

    @Override
    public String action() {
      return "remove the lock " + ContainerCall.brief(container);
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public boolean understands(int status) {
      return status == ContainerCall.NOT_FOUND;
    }

    @Override
    public Presence read(Answer answer) throws IOException {
      if (answer.status() != ContainerCall.NOT_FOUND) {
        answer.mustBe(ContainerCall.NO_CONTENT);
        return Presence.THERE;
      }
      return Presence.read(answer);
    }
  }

  /// Whether there was such a container.
  enum Presence {
    THERE,
    GONE;

    private static Presence read(Answer answer) throws IOException {
      Json json = answer.json();
      if (answer.status() == ContainerCall.NOT_FOUND) {
        Inspected.absent(json);
        return GONE;
      }
      return THERE;
    }
  }

  /// Every container with the label of that service, running or not.
  record ListOf(String service) implements LockCall<List<Json>> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      var labels = new JsonArray();
      labels.add(Labels.SERVICE + "=" + service);
      var filters = new JsonObject();
      filters.add("label", labels);
      return "/containers/json?all=1&filters="
          + URLEncoder.encode(filters.toString(), StandardCharsets.UTF_8);
    }

    @Override
    public String action() {
      return "list the containers of " + service;
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

  /// Makes an image with nothing in it, without any registry. Twice is as good as once.
  record ImportNothing(String repository, String tag) implements LockCall<ContainerCall.Done> {
    /// A tar with no file: two blocks of zeros.
    private static final int EMPTY_TAR = 1024;

    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/images/create?fromSrc=-&repo=%s&tag=%s".formatted(repository, tag);
    }

    @Override
    public Optional<Content> content() {
      return Optional.of(new Content("application/x-tar", new byte[EMPTY_TAR]));
    }

    @Override
    public String action() {
      return "make the empty image %s:%s".formatted(repository, tag);
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public ContainerCall.Done read(Answer answer) throws IOException, Refusal {
      answer.lines(new PullStream(Engine.PullWatch.TO_THE_END)::line);
      return ContainerCall.Done.DONE;
    }
  }
}
