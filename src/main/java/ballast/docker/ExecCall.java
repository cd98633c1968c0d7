package ballast.docker;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Calls that run a command in a container.
sealed interface ExecCall<A> extends DockerCall<A> {
  /// Whether the command is told anything.
  enum Stdin {
    NONE,
    OPEN
  }

  /// Prepares a command; [Start] runs it.
  record Create(String container, List<String> command, Stdin stdin) implements ExecCall<String> {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/containers/" + container + "/exec";
    }

    @Override
    public Optional<Content> content() {
      var body = new JsonObject();
      body.addProperty("AttachStdin", stdin == Stdin.OPEN);
      body.addProperty("AttachStdout", true);
      body.addProperty("AttachStderr", true);
      body.addProperty("Tty", false);
      var arguments = new JsonArray();
      command.forEach(arguments::add);
      body.add("Cmd", arguments);
      return Optional.of(Content.json(body));
    }

    @Override
    public String action() {
      return "run %s in container %s".formatted(command.getFirst(), ContainerCall.brief(container));
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

  /// What to send to start a prepared command and stay for its output.
  static Content startBody() {
    var body = new JsonObject();
    body.addProperty("Detach", false);
    body.addProperty("Tty", false);
    return Content.json(body);
  }

  static String startPath(String exec) {
    return "/exec/" + exec + "/start";
  }

  /// Runs a prepared command to its end.
  ///
  /// @param patience how long it may take
  /// @param most bytes that it may write, with Docker's frames
  record Start(String exec, String doing, Duration patience, int most)
      implements ExecCall<Frames.Output> {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return startPath(exec);
    }

    @Override
    public Optional<Content> content() {
      return Optional.of(startBody());
    }

    @Override
    public String action() {
      return doing;
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public Duration deadline(Limits limits) {
      return patience;
    }

    @Override
    public Frames.Output read(Answer answer) throws IOException {
      byte[] bytes = answer.upTo(most);
      if (bytes.length == most) {
        throw new IOException("it wrote more than %d KiB".formatted(most >> 10));
      }
      return Frames.whole(bytes);
    }
  }

  /// The exit code of a command that has ended; nothing while it runs.
  record ExitCode(String exec, String doing) implements ExecCall<Optional<Integer>> {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/exec/" + exec + "/json";
    }

    @Override
    public String action() {
      return doing;
    }

    @Override
    public Nature nature() {
      return Nature.READS;
    }

    @Override
    public Optional<Integer> read(Answer answer) throws IOException {
      Json json = answer.json();
      return json.flag("Running")
          ? Optional.empty()
          : Optional.of(Math.toIntExact(json.number("ExitCode")));
    }
  }
}
