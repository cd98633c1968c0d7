package ballast.traffic;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Keeps the tally of a running client in a file, so that another process can read it. The file is
/// replaced as a whole: a reader sees the earlier tally or the later one, never half of one.
public final class TrafficFile implements AutoCloseable {
  private final Path file;
  private final Supplier<Tally> tallies;
  private final Duration every;
  private final Thread writer;

  private TrafficFile(Path file, Supplier<Tally> tallies, Duration every) {
    this.file = file;
    this.tallies = tallies;
    this.every = every;
    this.writer = Thread.ofVirtual().name("traffic-file").unstarted(this::keepWriting);
  }

  /// Writes the tally now and then once every `every`, until closed. A write that fails later is
  /// tried again at the next turn.
  ///
  /// @throws IOException when it cannot be written now
  public static TrafficFile keep(Path file, Supplier<Tally> tallies, Duration every)
      throws IOException {
    write(file, tallies.get());
    var kept = new TrafficFile(file, tallies, every);
    kept.writer.start();
    return kept;
  }

  /// Replaces the file by one with this tally, as one line of JSON.
  ///
  /// @throws IOException when the folder cannot be written to
  public static void write(Path file, Tally tally) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(next, tally.toJson() + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// The tally in the file; nothing when there is no such file.
  ///
  /// @throws IOException when it cannot be read, or holds something else
  public static Optional<Tally> read(Path file) throws IOException {
    try {
      JsonElement json = JsonParser.parseString(Files.readString(file));
      if (!json.isJsonObject()) {
        throw new IOException(file + " holds no tally");
      }
      return Optional.of(Tally.fromJson(json.getAsJsonObject()));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (JsonParseException | IllegalArgumentException wrong) {
      throw new IOException(file + " holds no tally: " + wrong.getMessage(), wrong);
    }
  }

  /// Stops, and writes once more what is true now.
  ///
  /// @throws IOException when that last write fails
  @Override
  public void close() throws IOException {
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    write(file, tallies.get());
  }

  private void keepWriting() {
    while (true) {
      try {
        Thread.sleep(every);
        write(file, tallies.get());
      } catch (InterruptedException closed) {
        return;
      } catch (IOException _) {
        // A full disk may have room at the next turn; close() tells when the last write fails.
      }
    }
  }
}
