package ballast.docker;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Calls about named volumes.
sealed interface VolumeCall<A> extends DockerCall<A> {
  /// The labels of a volume; nothing where there is none of that name.
  record LabelsOf(String volume) implements VolumeCall<Optional<Map<String, String>>> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/volumes/" + volume;
    }

    @Override
    public String action() {
      return "look at volume " + volume;
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
    public Optional<Map<String, String>> read(Answer answer) throws IOException {
      Json json = answer.json();
      if (answer.status() == ContainerCall.NOT_FOUND) {
        Inspected.absent(json);
        return Optional.empty();
      }
      json.text("Name");
      return Optional.of(json.at("Labels").texts());
    }
  }

  /// Creates an empty volume. One of that name that is there already stays as it is.
  record Create(String volume, Map<String, String> labels)
      implements VolumeCall<ContainerCall.Done> {
    public Create {
      labels = Map.copyOf(labels);
    }

    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/volumes/create";
    }

    @Override
    public Optional<Content> content() {
      var words = new JsonObject();
      labels.forEach(words::addProperty);
      var body = new JsonObject();
      body.addProperty("Name", volume);
      body.add("Labels", words);
      return Optional.of(Content.json(body));
    }

    @Override
    public String action() {
      return "create volume " + volume;
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public ContainerCall.Done read(Answer answer) throws IOException {
      answer.json().text("Name");
      return ContainerCall.Done.DONE;
    }
  }

  /// Removes a volume; one that is gone is no failure.
  record Remove(String volume) implements VolumeCall<ContainerCall.Done> {
    @Override
    public String method() {
      return "DELETE";
    }

    @Override
    public String path() {
      return "/volumes/" + volume;
    }

    @Override
    public String action() {
      return "remove volume " + volume;
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
    public ContainerCall.Done read(Answer answer) throws IOException {
      if (answer.status() == ContainerCall.NOT_FOUND) {
        Inspected.absent(answer.json());
      } else {
        answer.mustBe(ContainerCall.NO_CONTENT);
      }
      return ContainerCall.Done.DONE;
    }
  }
}
