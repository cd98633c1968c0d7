package ballast.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import ballast.model.Secret;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;

/// Calls about files in containers.
sealed interface FileCall<A> extends DockerCall<A> {
  /// Unpacks a tar in a folder of a container, running or not.
  record PutArchive(String container, String folder, List<Tar.Entry> files)
      implements FileCall<ContainerCall.Done> {
    @Override
    public String method() {
      return "PUT";
    }

    @Override
    public String path() {
      return "/containers/%s/archive?path=%s"
          .formatted(container, URLEncoder.encode(folder, UTF_8));
    }

    @Override
    public Optional<Content> content() {
      return Optional.of(new Content("application/x-tar", Tar.of(files)));
    }

    @Override
    public String action() {
      return "write files into %s of container %s"
          .formatted(folder, ContainerCall.brief(container));
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public ContainerCall.Done read(Answer answer) throws IOException {
      answer.mustBe(ContainerCall.OK);
      return ContainerCall.Done.DONE;
    }
  }

  /// Unpacks what [GetArchive] gave in a folder of another container.
  ///
  /// @param tar may have keys in it
  record PutTar(String container, String folder, Secret tar)
      implements FileCall<ContainerCall.Done> {
    @Override
    public String method() {
      return "PUT";
    }

    @Override
    public String path() {
      return "/containers/%s/archive?path=%s"
          .formatted(container, URLEncoder.encode(folder, UTF_8));
    }

    @Override
    public Optional<Content> content() {
      return Optional.of(new Content("application/x-tar", tar.reveal()));
    }

    @Override
    public String action() {
      return "copy files into %s of container %s".formatted(folder, ContainerCall.brief(container));
    }

    @Override
    public Nature nature() {
      return Nature.CHANGES;
    }

    @Override
    public ContainerCall.Done read(Answer answer) throws IOException {
      answer.mustBe(ContainerCall.OK);
      return ContainerCall.Done.DONE;
    }
  }

  /// A folder or file of a container as tar; nothing where there is none.
  record GetArchive(String container, String file) implements FileCall<Optional<byte[]>> {
    private static final int MOST = 8 << 20;

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/containers/%s/archive?path=%s".formatted(container, URLEncoder.encode(file, UTF_8));
    }

    @Override
    public String action() {
      return "read %s of container %s".formatted(file, ContainerCall.brief(container));
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
    public Optional<byte[]> read(Answer answer) throws IOException {
      if (answer.status() == ContainerCall.NOT_FOUND) {
        Inspected.absent(answer.json());
        return Optional.empty();
      }
      byte[] tar = answer.upTo(MOST);
      if (tar.length == MOST) {
        throw new IOException("%s is larger than %d MiB".formatted(file, MOST >> 20));
      }
      return Optional.of(tar);
    }
  }
}
