package ballast.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import ballast.model.Credentials;
import ballast.model.Digest;
import ballast.port.Engine;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Optional;

/// Calls about images.
sealed interface ImageCall<A> extends DockerCall<A> {
  int CREATED = 201;
  int NOT_FOUND = 404;

  /// The engine's id of an image; nothing where it has none of that name.
  record IdOf(String image) implements ImageCall<Optional<String>> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/images/" + image + "/json";
    }

    @Override
    public String action() {
      return "look at image " + image;
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
    public Optional<String> read(Answer answer) throws IOException {
      if (answer.status() == NOT_FOUND) {
        Inspected.absent(answer.json());
        return Optional.empty();
      }
      return Optional.of(answer.json().text("Id"));
    }
  }

  /// Fetches an image. Twice is as good as once.
  ///
  /// @param image `repository@sha256:…`, or `repository:tag`
  record Pull(String image, Optional<Credentials> credentials, Engine.PullWatch watch)
      implements ImageCall<ContainerCall.Done> {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/images/create?fromImage=" + URLEncoder.encode(image, UTF_8);
    }

    @Override
    public String action() {
      return "pull " + image;
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public Duration deadline(Limits limits) {
      return limits.pull();
    }

    @Override
    public Duration silence(Limits limits) {
      return limits.pullStall();
    }

    @Override
    public ContainerCall.Done read(Answer answer) throws IOException, Refusal {
      var progressing = new PullStream(watch);
      answer.lines(progressing::line);
      progressing.end();
      return ContainerCall.Done.DONE;
    }
  }

  /// What a tag stands for in its registry today, asked by the engine.
  record Resolve(String repository, String tag, Optional<Credentials> credentials)
      implements ImageCall<Digest> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/distribution/%s:%s/json".formatted(repository, tag);
    }

    @Override
    public String action() {
      return "find %s:%s in its registry".formatted(repository, tag);
    }

    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public Duration deadline(Limits limits) {
      return limits.resolve();
    }

    @Override
    public Digest read(Answer answer) throws IOException {
      String digest = answer.json().at("Descriptor").text("digest");
      if (!Digest.isOne(digest)) {
        throw new IOException("the registry calls it \"%s\"".formatted(Words.plain(digest)));
      }
      return new Digest(digest);
    }
  }

  /// Gives an image one more name.
  record Tag(String image, String repository, String tag) implements ImageCall<ContainerCall.Done> {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/images/%s/tag?repo=%s&tag=%s"
          .formatted(image, URLEncoder.encode(repository, UTF_8), URLEncoder.encode(tag, UTF_8));
    }

    @Override
    public String action() {
      return "call %s %s:%s".formatted(image, repository, tag);
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public ContainerCall.Done read(Answer answer) throws IOException {
      answer.mustBe(CREATED);
      return ContainerCall.Done.DONE;
    }
  }
}
