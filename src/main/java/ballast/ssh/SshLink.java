package ballast.ssh;

import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One ssh process that holds a host's sockets here, until it is closed or this process ends,
/// however it ends.
public final class SshLink implements AutoCloseable {
  /// On top of the connection's own timeout: key exchange, authentication, and the remote shell's
  /// start.
  private static final Duration LOGIN = Duration.ofSeconds(20);

  private static final Duration ENDS = Duration.ofSeconds(2);
  private static final int MOST_WORDS = 8 << 10;
  private static final Pattern READY = Pattern.compile("READY (-?[0-9]{1,9})");

  private final String name;
  private final Process process;
  private final Words words;
  private final int dockerGroup;

  private SshLink(String name, Process process, Words words, int dockerGroup) {
    this.name = name;
    this.process = process;
    this.words = words;
    this.dockerGroup = dockerGroup;
  }

  /// Connects and sets up the forwards.
  ///
  /// A forward that the other side refuses shows only when it is used: then see [#lastWords].
  ///
  /// @throws CallFailed in ssh's own words, when there is no connection
  public static SshLink open(SshTarget target, List<SshTarget.Forward> forwards)
      throws CallFailed, InterruptedException {
    // A shell between, so that Ctrl-C in the terminal reaches Ballast alone: the slots in hand
    // still need their links.
    var command = new ArrayList<>(List.of("sh", "-c", "trap '' INT QUIT HUP; exec \"$@\"", "ssh"));
    command.addAll(target.command(forwards));
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException missing) {
      throw failed(
          target.name() + ": ssh could not be started",
          String.valueOf(missing.getMessage()),
          "install OpenSSH's client (Debian, Ubuntu: apt-get install openssh-client)");
    }
    var words = new Words(process.getErrorStream());
    try {
      String ready = firstLine(process, target.connectTimeout().plus(LOGIN));
      Matcher matched = READY.matcher(ready);
      if (!matched.matches()) {
        throw refused(target, words, ready);
      }
      return new SshLink(target.name(), process, words, Integer.parseInt(matched.group(1)));
    } catch (CallFailed | InterruptedException | RuntimeException failure) {
      end(process);
      throw failure;
    }
  }

  private static String firstLine(Process process, Duration patience) throws InterruptedException {
    var line =
        new FutureTask<>(() -> {
          var reader = new BufferedReader(process.inputReader(StandardCharsets.UTF_8), MOST_WORDS);
          String first = reader.readLine();
          return first == null ? "" : first.strip();
        });
    Thread.ofVirtual().start(line);
    try {
      return line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException unreadable) {
      return "";
    } catch (TimeoutException silent) {
      return "no answer within " + patience.toSeconds() + " s";
    }
  }

  private static CallFailed refused(SshTarget target, Words words, String said)
      throws InterruptedException {
    String why = words.settled();
    String all = why.isBlank() ? said : why;
    String next;
    if (all.contains("Host key verification failed") || all.contains("host key")) {
      next = "see that the key is the host's own, then: ssh %s".formatted(target.address());
    } else if (all.contains("Permission denied")) {
      next =
          "see that `ssh %s` works without a question (key, agent, user)"
              .formatted(target.address());
    } else {
      next = "see that `ssh %s` works".formatted(target.address());
    }
    return failed(
        "%s cannot be reached by ssh".formatted(target.name()),
        all.isBlank() ? "ssh ended without a word" : all,
        next);
  }

  private static CallFailed failed(String what, String why, String next) {
    return new CallFailed(new Problem(what, why, next), Effect.NONE);
  }

  /// The group of the host's Docker socket; -1 when it has none or could not be told.
  public int dockerGroup() {
    return dockerGroup;
  }

  /// Whether ssh still runs. A dead network shows within 15 s.
  public boolean alive() {
    return process.isAlive();
  }

  /// What ssh said last, such as why a forward was refused.
  public String lastWords() {
    return words.tail();
  }

  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(ENDS.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException gone) {
      process.destroyForcibly();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /// The last of what a process says on its error stream, read as it comes so that it never blocks.
  private static final class Words {
    private final StringBuilder text = new StringBuilder();
    private final Thread reader;

    Words(InputStream stream) {
      reader = Thread.ofVirtual().start(() -> read(stream));
    }

    private void read(InputStream stream) {
      byte[] buffer = new byte[1024];
      try {
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
          add(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
      } catch (IOException ended) {
        add("");
      }
    }

    private synchronized void add(String more) {
      text.append(more);
      if (text.length() > MOST_WORDS) {
        text.delete(0, text.length() - MOST_WORDS);
      }
    }

    synchronized String tail() {
      return String.join("; ", text.toString().strip().lines().map(String::strip).toList());
    }

    /// All of it, once the process has ended.
    String settled() throws InterruptedException {
      reader.join(ENDS);
      return tail();
    }
  }
}
