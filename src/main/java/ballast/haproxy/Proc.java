package ballast.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The answer of the master's `show proc`: who serves, and who still finishes what it had.
///
/// @param failedReloads since the last one that worked; told since 2.5, else 0
/// @param workers the one that takes new connections; empty between two lives
/// @param oldWorkers those from before a reload: their requests show on no other socket
public record Proc(
    long masterPid, long reloads, long failedReloads, List<Long> workers, List<Long> oldWorkers) {
  /// Up to 2.4 a "relative PID" stands before the reloads, hence "the last number".
  private static final Pattern ROW =
      Pattern.compile(
          "(\\d{1,18})\\s+(\\S+)\\s+(?:\\d+\\s+)?(\\d{1,18})(?:\\s+\\[failed: (\\d{1,18})])?\\s+\\d+d.*");

  public Proc {
    workers = List.copyOf(workers);
    oldWorkers = List.copyOf(oldWorkers);
  }

  private enum Part {
    MASTER,
    WORKERS,
    OLD_WORKERS,
    PROGRAMS
  }

  public static Proc parse(String reply) throws UnreadableReply {
    if (!reply.startsWith("#<PID>") || !reply.endsWith("\n\n")) {
      throw UnreadableReply.expected("show proc from its header to its blank line", reply);
    }
    Optional<Matcher> master = Optional.empty();
    var workers = new ArrayList<Long>();
    var oldWorkers = new ArrayList<Long>();
    Part part = Part.MASTER;
    for (String line : reply.lines().skip(1).filter(line -> !line.isBlank()).toList()) {
      if (line.startsWith("#")) {
        part = part(line);
        continue;
      }
      Matcher row = row(line);
      long pid = Long.parseLong(row.group(1));
      switch (part) {
        case MASTER -> master = Optional.of(row);
        case WORKERS -> workers.add(pid);
        case OLD_WORKERS -> oldWorkers.add(pid);
        case PROGRAMS -> {}
      }
    }
    return of(
        master.orElseThrow(() -> new UnreadableReply("show proc has no master")),
        workers,
        oldWorkers);
  }

  private static Proc of(Matcher master, List<Long> workers, List<Long> oldWorkers) {
    String failed = master.group(4);
    return new Proc(
        Long.parseLong(master.group(1)),
        Long.parseLong(master.group(3)),
        failed == null ? 0 : Long.parseLong(failed),
        workers,
        oldWorkers);
  }

  /// A part that is not known could list workers: it is not skipped.
  private static Part part(String heading) throws UnreadableReply {
    return switch (heading.strip()) {
      case "# workers" -> Part.WORKERS;
      case "# old workers" -> Part.OLD_WORKERS;
      case "# programs", "# old programs" -> Part.PROGRAMS;
      default -> throw UnreadableReply.expected("a part of show proc", heading);
    };
  }

  private static Matcher row(String line) throws UnreadableReply {
    Matcher row = ROW.matcher(line);
    if (!row.matches()) {
      throw UnreadableReply.expected("a process of show proc", line);
    }
    return row;
  }
}
