package ballast.journal;

import ballast.event.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a journal from its start, and then what was appended to it meanwhile. A file that is not
/// there yet has nothing to say; one that was replaced is read again from its start, and what was
/// told already is not told twice. Not safe for more than one thread.
public final class JournalTail {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Path file;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private Optional<Object> key = Optional.empty();
  private long position;
  private int line;
  private long lastSequence;

  /// @param folder where journals are kept
  /// @param id the rollout's
  /// @throws IllegalArgumentException when the id could name a file elsewhere
  public JournalTail(Path folder, String id) {
    this(JournalFile.of(folder, id));
  }

  JournalTail(Path file) {
    this.file = file;
  }

  /// What has come since the last call.
  ///
  /// @param unreadable numbers of lines that hold no event
  /// @param torn whether the file ends within a line: its writer died, or writes it now
  public record More(List<Entry> entries, List<Integer> unreadable, boolean torn) {
    public More {
      entries = List.copyOf(entries);
      unreadable = List.copyOf(unreadable);
    }
  }

  /// @throws IOException also when the file is larger than any journal
  public More more() throws IOException {
    var entries = new ArrayList<Entry>();
    var unreadable = new ArrayList<Integer>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      JournalFile.refuseTooLarge(file, channel.size());
      noticeReplacement(channel.size());
      channel.position(position);
      var chunk = ByteBuffer.allocate(CHUNK_BYTES);
      while (channel.read(chunk) > 0) {
        chunk.flip();
        position += chunk.remaining();
        while (chunk.hasRemaining()) {
          byte next = chunk.get();
          if (next == '\n') {
            take(entries, unreadable);
          } else {
            partial.write(next);
          }
        }
        chunk.clear();
      }
    } catch (NoSuchFileException notYet) {
      return new More(List.of(), List.of(), false);
    }
    return new More(entries, unreadable, partial.size() > 0);
  }

  private void noticeReplacement(long size) throws IOException {
    Optional<Object> now =
        Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    if (size < position || !now.equals(key)) {
      position = 0;
      line = 0;
      partial.reset();
    }
    key = now;
  }

  private void take(List<Entry> entries, List<Integer> unreadable) {
    line++;
    String text = partial.toString(StandardCharsets.UTF_8);
    partial.reset();
    switch (JournalLine.of(text)) {
      case JournalLine.Told(var entry) -> {
        if (entry.sequence() > lastSequence) {
          lastSequence = entry.sequence();
          entries.add(entry);
        }
      }
      case JournalLine.Unreadable() -> unreadable.add(line);
      case JournalLine.Opened _, JournalLine.Unknown() -> {}
    }
  }
}
