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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

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
  private final Map<String, Link> links;

  private SshLinks(Path folder, Map<String, Link> links) {
    this.folder = folder;
    this.links = new LinkedHashMap<>(links);
  }

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
  public static Opened open(List<Wish> wishes, SshLimits limits)
      throws IOException, InterruptedException {
    Path folder = privateFolder();
    var opened = new LinkedHashMap<String, Link>();
    var problems = new LinkedHashMap<String, Problem>();
    var turns = new Semaphore(limits.atOnce());
    try (var crew = Executors.newVirtualThreadPerTaskExecutor()) {
      var attempts = new ArrayList<Future<Link>>();
      for (int i = 0; i < wishes.size(); i++) {
        Wish wish = wishes.get(i);
        Path own = folder.resolve(Integer.toString(i));
        attempts.add(crew.submit(() -> open(wish, own, limits, turns)));
      }
      for (int i = 0; i < wishes.size(); i++) {
        String name = wishes.get(i).target().name();
        attempt(attempts.get(i), problems, name).ifPresent(link -> opened.put(name, link));
      }
    }
    var all = new SshLinks(folder, opened);
    if (!problems.isEmpty()) {
      all.bury();
      return new Opened.Unreachable(problems);
    }
    return new Opened.All(all);
  }

  private static Link open(Wish wish, Path folder, SshLimits limits, Semaphore turns)
      throws SshLink.Failed, InterruptedException, IOException {
    turns.acquire();
    try {
      Files.createDirectory(folder, OWNER_ONLY);
      return SshLink.open(wish.target(), wish.forwards(), folder, limits);
    } finally {
      turns.release();
    }
  }

  private static Optional<Link> attempt(
      Future<Link> attempt, Map<String, Problem> problems, String name)
      throws IOException, InterruptedException {
    try {
      return Optional.of(attempt.get());
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case SshLink.Failed one -> problems.put(name, one.problem());
        case IOException broken -> throw broken;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw new IllegalStateException(failed);
      }
      return Optional.empty();
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

  /// @throws IllegalArgumentException when no link to a host of that name was asked for
  public Link to(String name) {
    Link link = links.get(name);
    if (link == null) {
      throw new IllegalArgumentException("no link to " + name);
    }
    return link;
  }

  /// Ends every ssh at once and removes all sockets.
  @Override
  public void close() {
    bury();
  }

  private void bury() {
    var closing =
        links.values().stream().map(link -> Thread.ofVirtual().start(link::close)).toList();
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
}
