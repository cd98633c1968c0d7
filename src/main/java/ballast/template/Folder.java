package ballast.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.loader.ResourceLocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a template may include: files of its own folder and below.
final class Folder implements ResourceLocator {
  private static final int MOST_BYTES = 1 << 20;

  private final Path folder;

  /// @param template the file that includes
  Folder(Path template) {
    this.folder = Objects.requireNonNullElse(template.getParent(), Path.of("."));
  }

  @Override
  public String getString(String name, Charset charset, JinjavaInterpreter interpreter)
      throws IOException {
    Path real;
    try {
      real = folder.resolve(name).toRealPath();
    } catch (NoSuchFileException missing) {
      throw new IOException("there is no file %s beside the template".formatted(name), missing);
    }
    if (!real.startsWith(folder.toRealPath())) {
      throw new IOException(
          "%s is not within the template's folder, and is not read".formatted(name));
    }
    return text(real);
  }

  /// Python's Jinja leaves out turns of a loop that way; this one would take them all without a
  /// word.
  private static final Pattern FILTERED_LOOP = Pattern.compile("\\{%[-+]?\\s*for\\b[^%]*\\sif\\s");

  /// @throws IOException when it is no file, too large or not UTF-8
  static String text(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(Files.exists(file) ? "it is not a file" : "there is no such file");
    }
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new IOException("it has more than %,d bytes".formatted(MOST_BYTES));
    }
    try {
      return known(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException garbled) {
      throw new IOException("it is not UTF-8", garbled);
    }
  }

  private static String known(String text) throws IOException {
    Matcher loop = FILTERED_LOOP.matcher(text);
    if (loop.find()) {
      throw new IOException(
          "line %d has `for ... if ...`, which is not known here: put an `if` into the loop"
              .formatted(text.substring(0, loop.start()).lines().count() + 1));
    }
    return text;
  }
}
