package ballast.haproxy;

import ballast.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What can be said to HAProxy, each with its exact line (management.txt 9.3 and 9.4).
///
/// Names come as checked values, so no line can hold a second command.
public sealed interface RuntimeCommand {
  /// Makes every message carry its level, so that a refusal cannot look like an answer. First on a
  /// line.
  String SEVERITY = "set severity-output number;";

  /// The command alone, without framing.
  String line();

  /// The whole line for a one-shot connection.
  default String request() {
    return switch (this) {
      case Change change -> SEVERITY + change.line();
      case Read read -> SEVERITY + read.line();
      case CertificateCommand command -> SEVERITY + command.text();
      // The master forwards commands one by one: a level set for one of them is forgotten by the
      // next.
      case MasterCommand master -> master.line();
    };
  }

  /// A command that changes something. Its only success is an empty answer: see [Reply#accepted].
  sealed interface Change extends RuntimeCommand {}

  /// A command that only reads.
  sealed interface Read extends RuntimeCommand {}

  /// A command about a change of a certificate, which answers in sentences.
  sealed interface CertificateCommand extends RuntimeCommand {
    /// With what goes with it.
    default String text() {
      return switch (this) {
        case SetCertificate(_, var pem) ->
            line() + "\n" + new String(pem.reveal(), StandardCharsets.US_ASCII);
        case CommitCertificate _, AbortCertificate _ -> line();
      };
    }
  }

  /// A command for the master process of `haproxy -W -S` (management.txt 9.4).
  sealed interface MasterCommand extends RuntimeCommand {}

  /// Opens or closes a server for requests. `READY` leaves the weight as it is.
  record SetState(ServerRef server, Admission admission) implements Change {
    @Override
    public String line() {
      return "set server " + server + " state " + admission.word();
    }
  }

  /// Overrides what the checks found so far. Only for servers with a check: see [Health].
  record SetHealth(ServerRef server, Health health) implements Change {
    @Override
    public String line() {
      return "set server " + server + " health " + health.word();
    }
  }

  /// An absolute weight, 0 to 256. Relative ones are not offered: 50 % of an initial 1 is 0.
  record SetWeight(ServerRef server, int weight) implements Change {
    public static final int HEAVIEST = 256;

    public SetWeight {
      if (weight < 0 || weight > HEAVIEST) {
        throw new IllegalArgumentException("weight " + weight + " is not within 0 and " + HEAVIEST);
      }
    }

    @Override
    public String line() {
      return "set server " + server + " weight " + weight;
    }
  }

  /// Cuts every stream on the server. Loses what is in flight; only a policy that says so may ask
  /// it.
  record ShutdownSessions(ServerRef server) implements Change {
    @Override
    public String line() {
      return "shutdown sessions server " + server;
    }
  }

  /// Begins to change a certificate; who connects still gets the one before.
  ///
  /// @param pem chain and key, without a blank line: that would end it
  record SetCertificate(CertificatePath file, Secret pem) implements CertificateCommand {
    @Override
    public String line() {
      return "set ssl cert " + file + " <<";
    }
  }

  /// From now on who connects gets what was set.
  record CommitCertificate(CertificatePath file) implements CertificateCommand {
    @Override
    public String line() {
      return "commit ssl cert " + file;
    }
  }

  /// Forgets what was set and not committed.
  record AbortCertificate(CertificatePath file) implements CertificateCommand {
    @Override
    public String line() {
      return "abort ssl cert " + file;
    }
  }

  /// The files of all certificates, and the one that is being changed.
  record ShowCertificates() implements Read {
    @Override
    public String line() {
      return "show ssl cert";
    }
  }

  /// Which of a file's two certificates is meant.
  enum Stage {
    SERVING(""),
    /// Set, and not committed.
    BEGUN("*");

    private final String mark;

    Stage(String mark) {
      this.mark = mark;
    }
  }

  record ShowCertificate(CertificatePath file, Stage stage) implements Read {
    @Override
    public String line() {
      return "show ssl cert " + stage.mark + file;
    }
  }

  record ShowInfo() implements Read {
    @Override
    public String line() {
      return "show info";
    }
  }

  /// A variable of the environment that the process has from its container; a reload keeps it.
  record ShowVariable(String name) implements Read {
    private static final Pattern PLAIN = Pattern.compile("[A-Z_][A-Z0-9_]*");

    public ShowVariable {
      if (!PLAIN.matcher(name).matches()) {
        throw new IllegalArgumentException("not the name of a variable: '" + name + "'");
      }
    }

    @Override
    public String line() {
      return "show env " + name;
    }
  }

  /// Rows of one backend and its servers, or of everything when no backend is named.
  record ShowStat(Optional<BackendName> backend) implements Read {
    @Override
    public String line() {
      // 6 = backends (2) + servers (4), -1 = any server.
      return backend.map(name -> "show stat " + name + " 6 -1").orElse("show stat");
    }
  }

  record ShowServersState(Optional<BackendName> backend) implements Read {
    @Override
    public String line() {
      return "show servers state" + scope(backend);
    }
  }

  record ShowServersConn(Optional<BackendName> backend) implements Read {
    @Override
    public String line() {
      return "show servers conn" + scope(backend);
    }
  }

  /// Every stream. Needs level operator; long on a busy HAProxy, so asked on a connection of its
  /// own.
  record ShowSessions() implements Read {
    @Override
    public String line() {
      return "show sess";
    }
  }

  /// What the socket may do: see [Level].
  record ShowLevel() implements Read {
    @Override
    public String line() {
      return "show cli level";
    }
  }

  /// The master, its worker, and workers that still finish requests after a reload.
  record ShowProc() implements MasterCommand {
    @Override
    public String line() {
      return "show proc";
    }
  }

  /// Loads the configuration anew. Never resend it blindly: 2.6 answers nothing even on success.
  record Reload() implements MasterCommand {
    @Override
    public String line() {
      return "reload";
    }
  }

  /// Commands for one worker, old ones included, by its process id.
  ///
  /// Each command gets the prefix: `@!pid a;b` would ask `b` of the master.
  record OnWorker(long pid, List<RuntimeCommand> commands) implements MasterCommand {
    public OnWorker {
      commands = List.copyOf(commands);
      if (pid <= 0) {
        throw new IllegalArgumentException("not a process id: " + pid);
      }
      if (commands.isEmpty() || commands.stream().anyMatch(MasterCommand.class::isInstance)) {
        throw new IllegalArgumentException("a worker is asked one or more commands of its own");
      }
    }

    @Override
    public String line() {
      return String.join(
          ";", commands.stream().map(command -> "@!" + pid + " " + command.line()).toList());
    }
  }

  private static String scope(Optional<BackendName> backend) {
    return backend.map(name -> " " + name).orElse("");
  }
}
