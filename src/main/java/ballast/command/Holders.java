package ballast.command;

import ballast.model.LockHolder;
import ballast.model.LockView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Who holds a lock: this process as a holder, and others in words.
final class Holders {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path NUMBERS = Path.of("/proc/self/ns/pid");
  private static final long FIRST = 1;
  private static final int STARTED_FIELD = 19;

  private Holders() {}

  static String me() {
    return System.getProperty("user.name", "?") + "@" + machineName();
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "?";
    }
  }

  /// This process; nothing where the machine does not tell enough to recognise it later.
  static Optional<LockHolder.LocalProcess> process() {
    long number = ProcessHandle.current().pid();
    return started(number)
        .flatMap(started ->
            machine().map(machine -> new LockHolder.LocalProcess(machine, number, started)));
  }

  /// Whether that process is known to have ended: it was of this machine, since it was started, and
  /// is no longer there.
  static boolean hasEnded(LockHolder.LocalProcess process) {
    // Where not even the first process can be seen, an absence says nothing.
    return machine().filter(process.machine()::equals).isPresent()
        && started(FIRST).isPresent()
        && started(process.number()).filter(process.started()::equals).isEmpty();
  }

  /// Whether that process is known to be there: it is of this machine, since it was started.
  static boolean lives(LockHolder.LocalProcess process) {
    return machine().filter(process.machine()::equals).isPresent()
        && started(process.number()).filter(process.started()::equals).isPresent();
  }

  /// One boot, and one space of process numbers: containers of one machine have several.
  private static Optional<String> machine() {
    try {
      return Optional.of(
          Files.readString(BOOT).strip() + "/" + Files.readSymbolicLink(NUMBERS).toString());
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }

  /// In ticks since the boot, as the kernel tells: `proc(5)`, field 22 of `stat`, of which the
  /// first two end with the last parenthesis.
  private static Optional<String> started(long number) {
    try {
      String stat = Files.readString(Path.of("/proc/" + number + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      // A process that has ended and whose parent has not asked is still listed.
      return fields[0].equals("Z") || fields[0].equals("X")
          ? Optional.empty()
          : Optional.of(fields[STARTED_FIELD]);
    } catch (IOException | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  /// Who, why, since when, and how far.
  static String describe(LockView held, Instant now) {
    LockHolder holder = held.holder();
    String since = brief(Duration.between(holder.since(), now));
    String text =
        switch (holder.kind()) {
          case BY_HAND ->
              "%s has locked the service for %s: %s"
                  .formatted(holder.who(), since, holder.purpose());
          case COMMAND ->
              "%s runs %s for %s%s"
                  .formatted(
                      holder.who(),
                      holder.purpose(),
                      since,
                      held.report().isBlank() ? "" : ", " + held.report());
        };
    // Others wrote it, and it goes to a terminal.
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static String brief(Duration since) {
    if (since.isNegative()) {
      return "a moment";
    }
    long seconds = since.toSeconds();
    return seconds < 120
        ? seconds + " s"
        : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }
}
