package ballast.ssh;

import ballast.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One host through the user's own ssh, opened again when it dies.
///
/// The sockets keep their paths. What was in flight when it died has failed, and nothing is sent
/// again here.
public final class SshLink implements Link {
  /// How long an engine may take to say anything.
  private static final Duration KNOCK = Duration.ofSeconds(10);

  /// How long ssh may take to say why something leads nowhere.
  private static final Duration REASON = Duration.ofSeconds(1);

  private final SshCommand command;
  private final SshLimits limits;
  private final Reopening ssh;
  private volatile Optional<DialStdio> dialled = Optional.empty();

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

  private SshLink(SshCommand command, SshLimits limits, Reopening ssh) {
    this.command = command;
    this.limits = limits;
    this.ssh = ssh;
  }

  /// Opens a link; returns when the host has answered and its sockets can be used from here.
  ///
  /// @param command whose folder is of this link alone, for its owner alone, with a short path
  /// @param news told, in a sentence, when the link died and stands again; must not block
  /// @throws Failed in ssh's own words
  static SshLink open(SshCommand command, SshLimits limits, Consumer<String> news)
      throws Failed, InterruptedException {
    var link =
        new SshLink(
            command,
            limits,
            new Reopening(command, limits, news, SshProcess.start(command, limits)));
    try {
      link.reachDocker();
      return link;
    } catch (Failed | InterruptedException | RuntimeException failed) {
      link.close();
      throw failed;
    }
  }

  private void reachDocker() throws Failed, InterruptedException {
    if (!command.leadsTo(Forward.DOCKER)) {
      return;
    }
    SshTarget target = command.target();
    String socket = command.dockerSocket();
    switch (facts().access(Forward.DOCKER)) {
      case ALLOWED -> {
        if (Knock.answered(command.socket(Forward.DOCKER), KNOCK)) {
          return;
        }
        List<String> words = ssh.latest().firstWords(REASON);
        if (!SshProblem.forbidsForwards(words)) {
          throw new Failed(SshProblem.silentDocker(target, words));
        }
        dial(words);
      }
      case FORBIDDEN -> throw new Failed(SshProblem.dockerForbidden(target, socket, facts().uid()));
      case MISSING -> throw new Failed(SshProblem.noDocker(target, socket));
    }
  }

  private void dial(List<String> forbidden) throws Failed, InterruptedException {
    try {
      DialStdio opened = DialStdio.open(command, limits);
      dialled = Optional.of(opened);
      if (!Knock.answered(opened.socket(), limits.ready())) {
        throw new Failed(
            SshProblem.notDialled(command.target(), forbidden, opened.firstWords(REASON)));
      }
    } catch (IOException noSocket) {
      throw new Failed(
          SshProblem.notDialled(
              command.target(), forbidden, String.valueOf(noSocket.getMessage())));
    }
  }

  @Override
  public Reach reach() {
    return dialled.isPresent() ? Reach.DOCKER_ALONE : Reach.EVERYTHING;
  }

  @Override
  public Door door(String forward) {
    if (!command.leadsTo(forward)) {
      throw new IllegalArgumentException("no forward is called " + forward);
    }
    Path socket =
        dialled
            .filter(_ -> forward.equals(Forward.DOCKER))
            .map(DialStdio::socket)
            .orElseGet(() -> command.socket(forward));
    return () -> {
      ssh.awaitStanding();
      return socket;
    };
  }

  @Override
  public Facts facts() {
    return ssh.latest().facts();
  }

  @Override
  public Optional<Problem> broken() {
    return ssh.broken();
  }

  /// Ends ssh and removes the sockets.
  @Override
  public void close() {
    dialled.ifPresent(DialStdio::close);
    ssh.close();
    for (Forward forward : command.forwards()) {
      remove(command.socket(forward.name()));
    }
    remove(command.folder());
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException left) {
      // an empty folder in a folder of this run's own: its owner removes that as well
    }
  }
}
