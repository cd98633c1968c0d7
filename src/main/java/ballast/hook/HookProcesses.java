package ballast.hook;

import ballast.model.Hook;
import ballast.model.HookPoint;
import ballast.model.Problem;
import ballast.port.HookCall;
import ballast.port.Hooks;
import ballast.program.Tree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Runs hooks on this machine, each as a process of its own in the folder of ballast.yml, with the
/// user's environment and the facts. No shell is involved that the command does not name.
public final class HookProcesses implements Hooks {
  private static final Duration LOOK = Duration.ofMillis(50);

  /// Between asking a hook to end and ending it.
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration LAST_WORDS_COME = Duration.ofMillis(500);

  /// What a process says that Ctrl-C has ended: 128 and the number of SIGINT.
  private static final int BY_CTRL_C = 130;

  private final Map<HookPoint, Hook> hooks;

  public HookProcesses(Map<HookPoint, Hook> hooks) {
    this.hooks = Map.copyOf(hooks);
  }

  @Override
  public boolean has(HookPoint point) {
    return hooks.containsKey(point);
  }

  @Override
  public Ending run(HookCall call, BooleanSupplier givenUp) throws InterruptedException {
    Hook hook = hooks.get(call.point());
    return hook == null ? new Ending.Well("") : run(call, hook, givenUp);
  }

  private Ending run(HookCall call, Hook hook, BooleanSupplier givenUp)
      throws InterruptedException {
    Process process;
    try {
      process = start(call, hook);
    } catch (IOException unstartable) {
      return new Ending.Failed(problem(call, hook, String.valueOf(unstartable.getMessage())), "");
    }
    Tail tail = Tail.of(process.getInputStream());
    tell(process, call);
    long deadline = System.nanoTime() + hook.deadline().toNanos();
    try {
      while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (givenUp.getAsBoolean()) {
          Tree.end(process, GRACE);
          return new Ending.BrokenOff(tail.text(LAST_WORDS_COME));
        }
        if (System.nanoTime() - deadline > 0) {
          Tree.end(process, GRACE);
          return new Ending.Overdue(
              problem(call, hook, "not done within " + time(hook.deadline())),
              tail.text(LAST_WORDS_COME));
        }
      }
    } catch (InterruptedException interrupted) {
      Tree.end(process);
      throw interrupted;
    }
    String output = tail.text(LAST_WORDS_COME);
    int code = process.exitValue();
    if (code == BY_CTRL_C) {
      return new Ending.BrokenOff(output);
    }
    return code == 0
        ? new Ending.Well(output)
        : new Ending.Failed(problem(call, hook, "exit " + code), output);
  }

  private static String time(Duration duration) {
    return duration.toSecondsPart() == 0 && duration.toMinutes() > 0
        ? duration.toMinutes() + " min"
        : duration.toMillis() % 1000 == 0
            ? duration.toSeconds() + " s"
            : duration.toMillis() + " ms";
  }

  private Process start(HookCall call, Hook hook) throws IOException {
    var builder =
        new ProcessBuilder(hook.command())
            .directory(hook.folder().toAbsolutePath().toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("BALLAST_"));
    builder.environment().putAll(Facts.environment(call));
    return builder.start();
  }

  /// A hook need not read what it is told; one that does not must not be waited for.
  private static void tell(Process process, HookCall call) {
    byte[] facts = (Facts.json(call) + "\n").getBytes(StandardCharsets.UTF_8);
    Thread.ofVirtual()
        .name("hook input")
        .start(() -> {
          try (OutputStream in = process.getOutputStream()) {
            in.write(facts);
          } catch (IOException deaf) {
            // it has ended, or does not want to know
          }
        });
  }

  private static Problem problem(HookCall call, Hook hook, String why) {
    String about = call.part().about();
    return new Problem(
        "hook %s%s failed".formatted(call.point().word(), about.isEmpty() ? "" : " of " + about),
        why,
        "run %s by hand, and mend it or hooks.%s in ballast.yml"
            .formatted(hook.command().getFirst(), call.point().word()));
  }
}
