package ballast.docker;

import ballast.model.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/// The POSIX ustar format, as far as a few small files need it.
final class Tar {
  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE_AT = 156;
  private static final char FILE = '0';
  private static final char FOLDER = '5';

  private Tar() {}

  /// What a tar may hold.
  sealed interface Entry {
    String name();

    /// E.g. `0644`.
    int mode();

    /// A file of user and group 0.
    record Text(String name, int mode, String text) implements Entry {
      public Text {
        checkName(name);
      }
    }

    /// A folder of user and group 0.
    record Folder(String name, int mode) implements Entry {
      public Folder {
        checkName(name);
      }
    }

    /// A file whose content nobody may see.
    ///
    /// @param user who has it, as the container counts users
    record Hidden(String name, int mode, int user, Secret content) implements Entry {
      public Hidden {
        checkName(name);
      }
    }
  }

  private static void checkName(String name) {
    if (name.isEmpty() || bytes(name).length > LONGEST_NAME) {
      throw new IllegalArgumentException("no name for a file in a tar: '" + name + "'");
    }
  }

  static byte[] of(List<Entry> entries) {
    var tar = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      switch (entry) {
        case Entry.Text(_, _, var text) -> write(tar, entry, FILE, 0, bytes(text));
        case Entry.Folder _ -> write(tar, entry, FOLDER, 0, new byte[0]);
        case Entry.Hidden(_, _, var user, var content) ->
            write(tar, entry, FILE, user, content.reveal());
      }
    }
    tar.writeBytes(new byte[2 * BLOCK]);
    return tar.toByteArray();
  }

  private static void write(
      ByteArrayOutputStream tar, Entry entry, char type, int user, byte[] content) {
    tar.writeBytes(head(entry, type, user, content.length));
    tar.writeBytes(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
  }

  private static byte[] head(Entry entry, char type, int user, int size) {
    byte[] head = new byte[BLOCK];
    put(head, 0, entry.name());
    put(head, 100, octal(entry.mode(), 7));
    put(head, 108, octal(user, 7));
    put(head, 116, octal(0, 7));
    put(head, SIZE_AT, octal(size, SIZE_LENGTH - 1));
    put(head, 136, octal(0, 11));
    put(head, CHECKSUM_AT, " ".repeat(CHECKSUM_LENGTH));
    head[TYPE_AT] = (byte) type;
    put(head, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte one : head) {
      sum += one & 0xff;
    }
    put(head, CHECKSUM_AT, octal(sum, 6) + "\0 ");
    return head;
  }

  private static void put(byte[] head, int at, String text) {
    byte[] bytes = bytes(text);
    System.arraycopy(bytes, 0, head, at, bytes.length);
  }

  private static String octal(int number, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "o", number);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The text of the first plain file in a tar.
  ///
  /// @throws IOException when there is none, or it is cut off
  static String firstText(byte[] tar) throws IOException {
    var texts = texts(tar).values().iterator();
    if (!texts.hasNext()) {
      throw new IOException("there is no file in it");
    }
    return texts.next();
  }

  /// The texts of the plain files in a tar, by their names, in its order.
  ///
  /// @throws IOException when one is cut off
  static SequencedMap<String, String> texts(byte[] tar) throws IOException {
    var texts = new LinkedHashMap<String, String>();
    int at = 0;
    while (at + BLOCK <= tar.length) {
      int size = size(tar, at);
      if (tar[at + TYPE_AT] == '0' || (tar[at + TYPE_AT] == 0 && tar[at] != 0)) {
        if (at + BLOCK + size > tar.length) {
          throw new IOException("a file in it breaks off");
        }
        texts.put(name(tar, at), new String(tar, at + BLOCK, size, StandardCharsets.UTF_8));
      }
      at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
    }
    return texts;
  }

  private static String name(byte[] tar, int at) {
    String padded = new String(tar, at, LONGEST_NAME, StandardCharsets.UTF_8);
    int end = padded.indexOf('\0');
    return end < 0 ? padded : padded.substring(0, end);
  }

  private static int size(byte[] tar, int at) throws IOException {
    String digits =
        new String(tar, at + SIZE_AT, SIZE_LENGTH, StandardCharsets.US_ASCII)
            .replace('\0', ' ')
            .strip();
    try {
      return digits.isEmpty() ? 0 : Integer.parseInt(digits, 8);
    } catch (NumberFormatException noSize) {
      throw new IOException("what came is no tar", noSize);
    }
  }
}
