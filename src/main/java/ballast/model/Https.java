package ballast.model;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// TLS at the managed balancer.
///
/// @param port where it listens, on every address of the host
/// @param files never empty; a client that names no host gets the first
/// @param plain what becomes of requests that come without TLS
public record Https(int port, List<File> files, Plain plain) {
  /// What becomes of requests that come without TLS.
  public enum Plain {
    SERVED,
    /// They are sent to https, but for the health check's.
    REDIRECTED
  }

  /// One certificate with its chain and key.
  ///
  /// @param path where it is on this machine
  /// @param name what the file is called on every host
  public record File(Path path, String name) {}

  public Https {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("TLS without a certificate");
    }
  }

  /// @param paths where the certificates are on this machine; the files on the hosts are called
  ///   after them, each differently
  ///
  /// @param apart what the files' names begin with where others have some beside them; else empty
  public static Https of(int port, List<Path> paths, Plain plain, String apart) {
    Set<String> taken = new HashSet<>();
    return new Https(
        port, paths.stream().map(path -> new File(path, name(path, apart, taken))).toList(), plain);
  }

  /// For a balancer of one service.
  public static Https of(int port, List<Path> paths, Plain plain) {
    return of(port, paths, plain, "");
  }

  /// Of a file's name, with what sets it apart: a tar of the config's folder takes no more.
  private static final int LONGEST_NAME = 67;

  private static final int SHORTEST_NAME = 8;

  private static String name(Path path, String apart, Set<String> taken) {
    String last = path.getFileName() == null ? "" : path.getFileName().toString();
    String plain = last.replaceAll("\\.pem$", "").replaceAll("[^A-Za-z0-9._-]", "_");
    int most = Math.max(SHORTEST_NAME, LONGEST_NAME - apart.length());
    String brief = plain.substring(0, Math.min(plain.length(), most));
    String name = "tls-" + apart + brief;
    for (int copy = 2; !taken.add(name); copy++) {
      name = "tls-%s%s-%d".formatted(apart, brief, copy);
    }
    return name + ".pem";
  }
}
