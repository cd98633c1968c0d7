package ballast.ssh;

import ballast.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// The links to many hosts, opened together and closed together.
///
/// Nothing closes them but their owner: at Ctrl-C the slots in hand still need them. Should this
/// process die, each ssh ends by itself, because its input does.
public final class SshLinks implements AutoCloseable {
  /// Bytes that the path of a unix socket may have, on every system.
  private static final int LONGEST_PATH = 100;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;
  private final Map<String, Opening> openings;

  private SshLinks(Path folder, Map<String, Opening> openings) {
    this.folder = folder;
    this.openings = openings;
  }

  private record Opening(Thread worker, CompletableFuture<Link> link) {}

  /// What to open.
  public record Wish(SshTarget target, List<Forward> forwards) {
    public Wish {
      forwards = List.copyOf(forwards);
    }
  }

  /// Either all links, or what went wrong with each host that did not answer.
  public sealed interface Opened {
    record All(SshLinks links) implements Opened {}

    /// @param problems by the host's name, in the order asked for
    record Unreachable(Map<String, Problem> problems) implements Opened {}
  }

  /// Opens all links. Where one fails, all are closed again.
  ///
  /// @param news told, in a sentence, when a link died and stands again; must not block
  public static Opened open(List<Wish> wishes, SshLimits limits, Consumer<String> news)
      throws IOException, InterruptedException {
    SshLinks all = begin(wishes, limits, news);
    var problems = new LinkedHashMap<String, Problem>();
    for (Wish wish : wishes) {
      try {
        all.to(wish.target().name());
      } catch (SshLink.Failed failed) {
        problems.put(wish.target().name(), failed.problem());
      }
    }
    if (!problems.isEmpty()) {
      all.close();
      return new Opened.Unreachable(problems);
    }
    return new Opened.All(all);
  }

  /// Begins to open all links and waits for none.
  ///
  /// @param news told, in a sentence, when a link died and stands again; must not block
  /// @throws IOException when there is no place for the sockets
  public static SshLinks begin(List<Wish> wishes, SshLimits limits, Consumer<String> news)
      throws IOException {
    Path folder = privateFolder();
    var openings = new LinkedHashMap<String, Opening>();
    var turns = new Semaphore(limits.atOnce(), true);
    for (int i = 0; i < wishes.size(); i++) {
      Wish wish = wishes.get(i);
      var command =
          new SshCommand(wish.target(), wish.forwards(), folder.resolve(Integer.toString(i)));
      var link = new CompletableFuture<Link>();
      Thread worker =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  link.complete(open(command, limits, news, turns));
                } catch (SshLink.Failed
                    | InterruptedException
                    | IOException
                    | RuntimeException failed) {
                  link.completeExceptionally(failed);
                }
              });
      openings.put(wish.target().name(), new Opening(worker, link));
    }
    return new SshLinks(folder, openings);
  }

  private static Link open(
      SshCommand command, SshLimits limits, Consumer<String> news, Semaphore turns)
      throws SshLink.Failed, InterruptedException, IOException {
    turns.acquire();
    try {
      Files.createDirectory(command.folder(), OWNER_ONLY);
      return SshLink.open(command, limits, news);
    } finally {
      turns.release();
    }
  }

  /// A folder of this run's own, for its owner alone, with a path as short as can be had.
  private static Path privateFolder() throws IOException {
    var candidates = new ArrayList<Path>();
    Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).map(Path::of).ifPresent(candidates::add);
    candidates.add(Path.of(System.getProperty("java.io.tmpdir")));
    candidates.add(Path.of("/tmp"));
    for (Path candidate : candidates) {
      if (Files.isWritable(candidate) && candidate.toString().length() < LONGEST_PATH - 45) {
        return Files.createTempDirectory(candidate, "bl", OWNER_ONLY);
      }
    }
    throw new IOException("no writable folder with a short path: set XDG_RUNTIME_DIR or TMPDIR");
  }

  /// The link to a host, as soon as it is open.
  ///
  /// @throws SshLink.Failed when it could not be opened
  /// @throws IllegalArgumentException when no link to a host of that name was asked for
  public Link to(String name) throws SshLink.Failed, InterruptedException {
    Opening opening = openings.get(name);
    if (opening == null) {
      throw new IllegalArgumentException("no link to " + name);
    }
    try {
      return opening.link().get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case SshLink.Failed one -> throw one;
        case IOException broken -> throw new SshLink.Failed(noPlace(broken));
        case null, default -> throw new IllegalStateException(failed);
      }
    }
  }

  private static Problem noPlace(IOException broken) {
    return new Problem(
        "there is no place for the sockets of the hosts",
        String.valueOf(broken.getMessage()),
        "see that /tmp can be written to");
  }

  /// Ends every ssh at once and removes all sockets; one that is still being opened is given up.
  @Override
  public void close() {
    openings.values().forEach(opening -> opening.worker().interrupt());
    var closing =
        openings.values().stream()
            .map(opening -> Thread.ofVirtual().start(() -> close(opening)))
            .toList();
    try {
      for (Thread one : closing) {
        one.join();
      }
      try (var left = Files.list(folder)) {
        for (Path one : left.toList()) {
          Files.deleteIfExists(one);
        }
      }
      Files.deleteIfExists(folder);
    } catch (IOException left) {
      // already gone, or someone put something there: neither is ours to mend
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Opening opening) {
    try {
      opening.worker().join();
      opening.link().get().close();
    } catch (ExecutionException neverOpened) {
      // it has closed what there was
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
