package ballast.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Changes and the look that verifies them, on one line: so the process that took the change is the
/// one that tells what became of it.
///
/// HAProxy runs the whole line even when it refuses a part, so a refusal comes with a [Sighting]
/// too.
///
/// @param changes in order; none = only look
/// @param backend whose servers are looked at; empty = all backends
public record Batch(List<RuntimeCommand.Change> changes, Optional<BackendName> backend) {
  /// What became of a batch.
  public sealed interface Outcome {
    /// Every change was accepted. What it did is in the sighting: believe that.
    record Accepted(Sighting sighting) implements Outcome {}

    /// HAProxy objected to a change or to a look.
    ///
    /// @param sighting what is true now, unless the objection was to looking
    record Refused(RuntimeProblem problem, Optional<Sighting> sighting) implements Outcome {}
  }

  public Batch {
    changes = List.copyOf(changes);
    if (line(changes, backend).length() > RuntimeTransport.LONGEST_LINE) {
      throw new IllegalArgumentException(
          changes.size()
              + " changes do not fit into one line of "
              + RuntimeTransport.LONGEST_LINE
              + " characters");
    }
  }

  public static Batch look(BackendName backend) {
    return new Batch(List.of(), Optional.of(backend));
  }

  public static Batch lookAtAll() {
    return new Batch(List.of(), Optional.empty());
  }

  public static Batch of(BackendName backend, RuntimeCommand.Change... changes) {
    return new Batch(List.of(changes), Optional.of(backend));
  }

  /// The line for HAProxy's own socket.
  public String line() {
    return line(changes, backend);
  }

  /// The line for the master's socket, to be carried out by one worker, old or new. Same answer.
  public String lineOn(long pid) {
    return new RuntimeCommand.OnWorker(pid, commands(changes, backend)).line();
  }

  /// Reads the answer to [#line] or [#lineOn].
  public Outcome read(String reply) throws UnreadableReply {
    Reply.Sections sections = Reply.sections(reads(backend), reply);
    if (sections.remarks().isEmpty()) {
      return new Outcome.Accepted(sighting(sections.found()));
    }
    boolean seen = sections.found().stream().allMatch(Optional::isPresent);
    return new Outcome.Refused(
        RuntimeProblem.refusal(words(), sections.remarks()),
        seen ? Optional.of(sighting(sections.found())) : Optional.empty());
  }

  /// The batch for a person.
  public String words() {
    return changes.isEmpty()
        ? reads(backend).stream().map(RuntimeCommand::line).collect(Collectors.joining("; "))
        : changes.stream().map(RuntimeCommand::line).collect(Collectors.joining("; "));
  }

  private Sighting sighting(List<Optional<String>> found) throws UnreadableReply {
    List<RuntimeCommand.Read> reads = reads(backend);
    return new Sighting(
        RunningProcess.ofSection(Reply.section(reads.get(0), found.get(0))),
        ServerState.ofSection(Reply.section(reads.get(1), found.get(1))),
        Stat.ofSection(Reply.section(reads.get(2), found.get(2))),
        ServerConn.ofSection(Reply.section(reads.get(3), found.get(3))));
  }

  private static List<RuntimeCommand.Read> reads(Optional<BackendName> backend) {
    return List.of(
        new RuntimeCommand.ShowInfo(),
        new RuntimeCommand.ShowServersState(backend),
        new RuntimeCommand.ShowStat(backend),
        new RuntimeCommand.ShowServersConn(backend));
  }

  private static String line(List<RuntimeCommand.Change> changes, Optional<BackendName> backend) {
    return commands(changes, backend).stream()
        .map(RuntimeCommand::line)
        .collect(Collectors.joining(";", RuntimeCommand.SEVERITY, ""));
  }

  private static List<RuntimeCommand> commands(
      List<RuntimeCommand.Change> changes, Optional<BackendName> backend) {
    return new ArrayList<>(Stream.concat(changes.stream(), reads(backend).stream()).toList());
  }
}
