package ballast.ssh;

import ballast.model.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One host through one process of the user's own ssh, which lives as long as the link.
///
/// The remote side is `cat` waiting on our end of its stdin: when this process dies, however it
/// does, the pipe closes, `cat` ends, and so does ssh. Dead links are found by ssh itself within 15
/// s.
public final class SshLink implements Link {
  /// Lines of what ssh writes that are kept.
  private static final int LAST_WORDS = 20;

  /// Lines of it that are told.
  private static final int TOLD_WORDS = 4;

  /// How long an engine may take to say anything.
  private static final Duration KNOCK = Duration.ofSeconds(10);

  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final Pattern READY =
      Pattern.compile("BALLAST READY uid=(\\d+) gid=(\\d*) docker=(rw|none|no)");

  private final SshTarget target;
  private final Path folder;
  private final List<Forward> forwards;
  private final Process process;
  private final Deque<String> words = new ArrayDeque<>();
  private final CompletableFuture<Facts> ready = new CompletableFuture<>();
  private volatile Lifetime lifetime = Lifetime.OPEN;

  private enum Lifetime {
    OPEN,
    CLOSED
  }

  /// Why a link could not be opened.
  public static final class Failed extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    Failed(Problem problem) {
      super(problem.toString());
      this.problem = problem;
    }

    public Problem problem() {
      return problem;
    }
  }

  private SshLink(SshTarget target, Path folder, List<Forward> forwards, Process process) {
    this.target = target;
    this.folder = folder;
    this.forwards = List.copyOf(forwards);
    this.process = process;
  }

  /// Opens a link; returns when the host has answered and its sockets can be used from here.
  ///
  /// @param folder for the sockets: of this link alone, for its owner alone, with a short path
  /// @throws Failed in ssh's own words
  static SshLink open(SshTarget target, List<Forward> forwards, Path folder, SshLimits limits)
      throws Failed, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command(target, forwards, folder, limits)).start();
    } catch (IOException noSsh) {
      throw new Failed(
          new Problem(
              "ssh cannot be run",
              String.valueOf(noSsh.getMessage()),
              "install OpenSSH's client on this machine"));
    }
    var link = new SshLink(target, folder, forwards, process);
    try {
      link.listen();
      link.awaitReady(limits.ready());
      link.refuseUnusableDocker();
      return link;
    } catch (Failed | InterruptedException | RuntimeException failed) {
      link.close();
      throw failed;
    }
  }

  private static List<String> command(
      SshTarget target, List<Forward> forwards, Path folder, SshLimits limits) {
    // A shell between, so that Ctrl-C in the terminal reaches Ballast alone: slots in hand still
    // need
    // their links.
    var command =
        new ArrayList<>(
            List.of("sh", "-c", "trap '' INT QUIT HUP; exec \"$@\"", "sh", "ssh", "-T"));
    for (String option :
        List.of(
            "BatchMode=yes",
            "ConnectTimeout=" + limits.connect().toSeconds(),
            "ServerAliveInterval=" + limits.aliveInterval().toSeconds(),
            "ServerAliveCountMax=" + limits.aliveMisses(),
            "ControlMaster=no",
            "ControlPath=none",
            "ExitOnForwardFailure=yes",
            "StreamLocalBindUnlink=yes",
            "StreamLocalBindMask=0177",
            "ClearAllForwardings=no",
            "RequestTTY=no",
            "RemoteCommand=none",
            "PermitLocalCommand=no",
            "EscapeChar=none")) {
      command.addAll(List.of("-o", option));
    }
    for (Forward forward : forwards) {
      command.addAll(List.of("-L", folder.resolve(forward.name()) + ":" + forward.remote()));
    }
    command.addAll(target.arguments());
    command.add(remoteCommand(dockerSocket(forwards)));
    return command;
  }

  private static String dockerSocket(List<Forward> forwards) {
    return forwards.stream()
        .filter(forward -> forward.name().equals(Forward.DOCKER))
        .map(Forward::remote)
        .findFirst()
        .orElse("/var/run/docker.sock");
  }

  /// For any shell of the Bourne family; whatever a login script prints before is skipped.
  private static String remoteCommand(String docker) {
    String quoted = "'" + docker.replace("'", "'\\''") + "'";
    return """
    s=%s; if [ -r "$s" ] && [ -w "$s" ]; then d=rw; elif [ -e "$s" ]; then d=no; else d=none; fi; \
    echo "BALLAST READY uid=$(id -u) gid=$(stat -L -c %%g "$s" 2>/dev/null) docker=$d"; exec cat >/dev/null\
    """
        .formatted(quoted);
  }

  private void listen() {
    Thread.ofVirtual()
        .name("ssh out " + target.name())
        .start(() -> read(process.getInputStream(), this::hear));
    Thread.ofVirtual()
        .name("ssh err " + target.name())
        .start(() -> read(process.getErrorStream(), this::remember));
    Thread.ofVirtual()
        .name("ssh end " + target.name())
        .start(() -> {
          process.onExit().join();
          ready.completeExceptionally(new IOException("ssh ended"));
        });
  }

  private interface Ear {
    void line(String line);
  }

  private static void read(InputStream stream, Ear ear) {
    try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ear.line(line);
      }
    } catch (IOException ended) {
      // ssh is gone, which its exit says
    }
  }

  private void hear(String line) {
    Matcher said = READY.matcher(line);
    if (said.find()) {
      String gid = said.group(2);
      ready.complete(
          new Facts(
              Long.parseLong(said.group(1)),
              gid.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(gid)),
              switch (said.group(3)) {
                case "rw" -> Access.ALLOWED;
                case "no" -> Access.FORBIDDEN;
                default -> Access.MISSING;
              }));
    } else {
      remember(line); // a login shell that refuses says why on stdout
    }
  }

  private void remember(String line) {
    String plain = line.replaceAll("[\\p{Cntrl}]", "").strip();
    if (!plain.isEmpty() && !plain.matches("@+") && !plain.startsWith("** ")) {
      synchronized (words) {
        words.addLast(plain);
        if (words.size() > LAST_WORDS) {
          words.removeFirst();
        }
      }
    }
  }

  /// What ssh wrote last.
  List<String> lastWords() {
    synchronized (words) {
      var all = List.copyOf(words);
      return all.subList(Math.max(0, all.size() - TOLD_WORDS), all.size());
    }
  }

  private void awaitReady(Duration patience) throws Failed, InterruptedException {
    try {
      ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException ended) {
      Thread.sleep(50); // its last words may still be on their way
      throw new Failed(SshProblem.of(target, lastWords()));
    } catch (TimeoutException silent) {
      var said = new ArrayList<>(lastWords());
      said.add("no answer within %d s".formatted(patience.toSeconds()));
      throw new Failed(SshProblem.of(target, said));
    }
  }

  private void refuseUnusableDocker() throws Failed, InterruptedException {
    if (forwards.stream().noneMatch(forward -> forward.name().equals(Forward.DOCKER))) {
      return;
    }
    String socket = dockerSocket(forwards);
    switch (facts().docker()) {
      case ALLOWED -> {
        if (!Knock.answered(path(Forward.DOCKER), KNOCK)) {
          Thread.sleep(50); // ssh may still be saying why
          throw new Failed(SshProblem.notForwarded(target, lastWords()));
        }
      }
      case FORBIDDEN -> throw new Failed(SshProblem.dockerForbidden(target, socket, facts().uid()));
      case MISSING -> throw new Failed(SshProblem.noDocker(target, socket));
    }
  }

  @Override
  public Path path(String forward) {
    if (forwards.stream().noneMatch(one -> one.name().equals(forward))) {
      throw new IllegalArgumentException("no forward is called " + forward);
    }
    return folder.resolve(forward);
  }

  @Override
  public Facts facts() {
    return ready.join();
  }

  @Override
  public Optional<Problem> broken() {
    return process.isAlive() || lifetime == Lifetime.CLOSED
        ? Optional.empty()
        : Optional.of(SshProblem.died(target, lastWords()));
  }

  /// Ends ssh and removes the sockets.
  @Override
  public void close() {
    lifetime = Lifetime.CLOSED;
    process.destroy();
    try {
      if (!process.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    for (Forward forward : forwards) {
      remove(folder.resolve(forward.name()));
    }
    remove(folder);
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException left) {
      // an empty folder in a folder of this run's own: its owner removes that as well
    }
  }
}
