package ballast.ssh;

import ballast.model.Problem;
import ballast.ssh.Link.Access;
import ballast.ssh.Link.Facts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One run of the user's own ssh, from its start to its end.
///
/// The remote side is `cat`, which sends back what it is sent: a sign of life that both ends and
/// all between must take part in. One that stays away for too long ends ssh, even where ssh itself
/// was stopped and cannot find out. When this process dies, however it does, the pipe closes, `cat`
/// ends, and so does ssh.
final class SshProcess {
  /// Lines of what ssh writes that are kept.
  private static final int LAST_WORDS = 20;

  /// Lines of it that are told.
  private static final int TOLD_WORDS = 4;

  private static final Duration GOODBYE = Duration.ofSeconds(2);

  /// How long the last words of an ssh that has ended may be on their way.
  private static final Duration LAST_WORDS_COME = Duration.ofMillis(500);

  /// How many signs of life may be missing beyond those that ssh itself lets pass: it has the
  /// better words for it.
  private static final int MORE_MISSES = 2;

  private static final Pattern SOCKET =
      Pattern.compile("BALLAST SOCKET ([A-Za-z0-9_-]+)=(rw|none|no)");
  private static final Pattern READY = Pattern.compile("BALLAST READY uid=(\\d+) gid=(\\d*)");
  private static final String BEAT = "BALLAST BEAT";

  private final SshTarget target;
  private final Process process;
  private final Deque<String> words = new ArrayDeque<>();
  private final Map<String, Access> sockets = new ConcurrentHashMap<>();
  private final CompletableFuture<Facts> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> outputEnded = new CompletableFuture<>();
  private final CompletableFuture<Void> errorsEnded = new CompletableFuture<>();
  private volatile long lastHeard = System.nanoTime();

  private SshProcess(SshTarget target, Process process) {
    this.target = target;
    this.process = process;
  }

  /// Starts ssh; returns when the host has answered.
  ///
  /// @throws SshLink.Failed in ssh's own words
  static SshProcess start(SshCommand command, SshLimits limits)
      throws SshLink.Failed, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command.words(limits)).start();
    } catch (IOException noSsh) {
      throw new SshLink.Failed(
          new Problem(
              "ssh cannot be run",
              String.valueOf(noSsh.getMessage()),
              "install OpenSSH's client on this machine"));
    }
    var started = new SshProcess(command.target(), process);
    try {
      started.listen();
      started.awaitReady(limits.ready());
      started.watch(limits);
      return started;
    } catch (SshLink.Failed | InterruptedException | RuntimeException failed) {
      started.end();
      throw failed;
    }
  }

  private void listen() {
    Thread.ofVirtual()
        .name("ssh out " + target.name())
        .start(() -> {
          read(process.getInputStream(), this::hear);
          outputEnded.complete(null);
        });
    Thread.ofVirtual()
        .name("ssh err " + target.name())
        .start(() -> {
          read(process.getErrorStream(), this::remember);
          errorsEnded.complete(null);
        });
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
    lastHeard = System.nanoTime();
    Matcher socket = SOCKET.matcher(line);
    Matcher said = READY.matcher(line);
    if (socket.find()) {
      sockets.put(
          socket.group(1),
          switch (socket.group(2)) {
            case "rw" -> Access.ALLOWED;
            case "no" -> Access.FORBIDDEN;
            default -> Access.MISSING;
          });
    } else if (said.find()) {
      String gid = said.group(2);
      ready.complete(
          new Facts(
              Long.parseLong(said.group(1)),
              gid.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(gid)),
              Map.copyOf(sockets)));
    } else if (!line.equals(BEAT)) {
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
        words.notifyAll();
      }
    }
  }

  private void awaitReady(Duration patience) throws SshLink.Failed, InterruptedException {
    try {
      ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException ended) {
      throw new SshLink.Failed(SshProblem.of(target, lastWords()));
    } catch (TimeoutException silent) {
      var said = new ArrayList<>(wordsSoFar());
      said.add("no answer within %d s".formatted(patience.toSeconds()));
      throw new SshLink.Failed(SshProblem.of(target, said));
    }
  }

  private void watch(SshLimits limits) {
    Duration most = limits.aliveInterval().multipliedBy(limits.aliveMisses() + MORE_MISSES);
    lastHeard = System.nanoTime();
    Thread.ofVirtual()
        .name("ssh beat " + target.name())
        .start(() -> beat(limits.aliveInterval(), most));
  }

  private void beat(Duration interval, Duration most) {
    try {
      OutputStream there = process.getOutputStream();
      while (process.isAlive()) {
        there.write((BEAT + "\n").getBytes(StandardCharsets.US_ASCII));
        there.flush();
        if (process.waitFor(interval.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        if (System.nanoTime() - lastHeard > most.toNanos()) {
          remember("no sign of life for %d s".formatted(most.toSeconds()));
          process.destroyForcibly();
        }
      }
    } catch (IOException ended) {
      // ssh is gone, which its exit says
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  Facts facts() {
    return ready.join();
  }

  boolean alive() {
    return process.isAlive();
  }

  /// Completes when it has ended.
  CompletableFuture<?> ended() {
    return process.onExit();
  }

  /// What ssh wrote last; waits a moment for words that are still on their way.
  List<String> lastWords() {
    // A login shell that refuses says why on stdout, ssh itself on stderr.
    CompletableFuture.allOf(outputEnded, errorsEnded)
        .completeOnTimeout(null, LAST_WORDS_COME.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    return wordsSoFar();
  }

  /// What ssh wrote last; waits a moment where it has written nothing yet.
  List<String> firstWords(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (words) {
      for (long left = patience.toMillis(); words.isEmpty() && left > 0; ) {
        words.wait(left);
        left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      }
    }
    return wordsSoFar();
  }

  /// What ssh wrote last, up to now.
  private List<String> wordsSoFar() {
    synchronized (words) {
      var all = List.copyOf(words);
      return all.subList(Math.max(0, all.size() - TOLD_WORDS), all.size());
    }
  }

  /// Ends ssh, at the latest by force; returns when it has ended.
  void end() {
    process.destroy();
    try {
      if (!process.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
