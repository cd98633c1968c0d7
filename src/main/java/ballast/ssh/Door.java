package ballast.ssh;

import ballast.model.Problem;
import java.io.IOException;
import java.nio.file.Path;

/// A unix socket here that leads to something on a host. It is asked for anew before each
/// connection, because the link that it belongs to may have died since.
@FunctionalInterface
public interface Door {
  /// The socket, once the link to its host stands.
  ///
  /// @throws LinkDown when it does not, or when that took so long that the call should be thought
  ///   over: nothing was sent
  Path path() throws LinkDown, InterruptedException;

  /// A socket of this machine, as it is.
  static Door at(Path socket) {
    return () -> socket;
  }

  /// The link to the host was down: nothing was sent.
  final class LinkDown extends IOException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    LinkDown(Problem problem) {
      super(problem.brief());
      this.problem = problem;
    }

    public Problem problem() {
      return problem;
    }
  }
}
