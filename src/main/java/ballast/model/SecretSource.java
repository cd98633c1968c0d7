package ballast.model;

import java.nio.file.Path;
import java.util.List;

/// Where on the controller's machine a secret is read.
public sealed interface SecretSource {
  /// A variable of Ballast's own environment.
  record Variable(String name) implements SecretSource {
    @Override
    public String toString() {
      return "environment variable " + name;
    }
  }

  /// A file, byte by byte.
  record InFile(Path path) implements SecretSource {
    @Override
    public String toString() {
      return "file " + path;
    }
  }

  /// What a command writes to its standard output; no shell runs it.
  ///
  /// @param folder where it runs
  record Output(List<String> words, Path folder) implements SecretSource {
    public Output {
      if (words.isEmpty()) {
        throw new IllegalArgumentException("a command has at least one word");
      }
      words = List.copyOf(words);
    }

    /// Its program alone: an argument may be a password.
    @Override
    public String toString() {
      return "command " + words.getFirst();
    }
  }
}
