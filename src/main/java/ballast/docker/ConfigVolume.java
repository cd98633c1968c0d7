package ballast.docker;

import ballast.model.Problem;
import ballast.model.Secret;
import ballast.port.CallFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The volume that HAProxy starts from, with what it is known to have loaded written down beside.
record ConfigVolume(DockerClient client, String container) {
  /// A copy of the config that HAProxy is known to have loaded.
  private static final String LOADED = BalancerBody.CONFIG + ".loaded";

  /// The hashes of the certificates that it is known to have loaded.
  private static final String PRINTS = "tls.loaded";

  /// Instead of a hash, while a certificate is changed.
  private static final String UNKNOWN = "?";

  /// Whether the running process and the next one have this config.
  boolean hasLoaded(String config) throws CallFailed, InterruptedException {
    return read(BalancerBody.CONFIG).filter(config::equals).isPresent()
        && read(LOADED).filter(config::equals).isPresent();
  }

  /// What the next process starts from.
  Optional<String> config() throws CallFailed, InterruptedException {
    return read(BalancerBody.CONFIG);
  }

  /// Whether there was a config to change.
  enum Found {
    BOTH,
    NOTHING
  }

  /// Changes the config alike in the file and in the copy of what was loaded.
  Found rewrite(UnaryOperator<String> change) throws CallFailed, InterruptedException {
    var changed = new ArrayList<Tar.Entry>();
    for (String file : List.of(BalancerBody.CONFIG, LOADED)) {
      Optional<String> before = read(file);
      if (before.isEmpty()) {
        return Found.NOTHING;
      }
      String after = change.apply(before.get());
      if (!after.equals(before.get())) {
        changed.add(BalancerFiles.text(file, after));
      }
    }
    if (!changed.isEmpty()) {
      write(changed);
    }
    return Found.BOTH;
  }

  String loadedPrints() throws CallFailed, InterruptedException {
    return read(PRINTS).orElse("");
  }

  /// From now on it is not known which certificates are loaded, only which files there may be.
  void crossOut(BalancerFiles files) throws CallFailed, InterruptedException {
    var names = new TreeSet<>(files.certificates().keySet());
    names.addAll(retired(files));
    String crossed =
        names.stream().map(name -> name + " " + UNKNOWN + "\n").collect(Collectors.joining());
    write(List.of(BalancerFiles.text(PRINTS, crossed)));
  }

  /// From now on it is not known which config is loaded.
  void crossOutConfig() throws CallFailed, InterruptedException {
    write(List.of(BalancerFiles.text(LOADED, "")));
  }

  /// Puts back a config that is known to be loaded.
  void restore(String config) throws CallFailed, InterruptedException {
    write(
        List.of(
            BalancerFiles.text(BalancerBody.CONFIG, config), BalancerFiles.text(LOADED, config)));
  }

  void put(BalancerFiles files) throws CallFailed, InterruptedException {
    write(files.entries(""));
  }

  void put(String certificate, BalancerFiles files) throws CallFailed, InterruptedException {
    Secret pem = Objects.requireNonNull(files.certificates().get(certificate));
    write(List.of(BalancerFiles.hidden(certificate, pem)));
  }

  void writeDown(BalancerFiles files) throws CallFailed, InterruptedException {
    write(
        List.of(
            BalancerFiles.text(LOADED, files.config()),
            BalancerFiles.text(PRINTS, files.prints())));
  }

  void writeDownPrints(BalancerFiles files) throws CallFailed, InterruptedException {
    write(List.of(BalancerFiles.text(PRINTS, files.prints())));
  }

  /// The certificates that are there and that these files do not need.
  SortedSet<String> retired(BalancerFiles files) throws CallFailed, InterruptedException {
    return loadedPrints()
        .lines()
        .map(line -> line.split(" ", 2)[0])
        .filter(name -> name.startsWith("tls-") && name.endsWith(".pem"))
        .filter(name -> !files.certificates().containsKey(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The engine's archive call removes nothing; a key that nobody needs must not stay.
  void empty(Set<String> certificates) throws CallFailed, InterruptedException {
    if (!certificates.isEmpty()) {
      write(certificates.stream().map(name -> BalancerFiles.text(name, "")).toList());
    }
  }

  private void write(List<Tar.Entry> entries) throws CallFailed, InterruptedException {
    client.ask(new FileCall.PutArchive(container, BalancerBody.FOLDER, entries));
  }

  private Optional<String> read(String file) throws CallFailed, InterruptedException {
    Optional<byte[]> tar =
        client.ask(new FileCall.GetArchive(container, BalancerBody.FOLDER + "/" + file));
    try {
      return tar.isPresent() ? Optional.of(Tar.firstText(tar.get())) : Optional.empty();
    } catch (IOException unreadable) {
      throw new CallFailed(
          new Problem(
              "%s: %s of container %s cannot be read".formatted(client.host(), file, container),
              Words.plain(String.valueOf(unreadable.getMessage())),
              "docker cp %s:%s/%s - | tar t".formatted(container, BalancerBody.FOLDER, file)),
          CallFailed.Effect.NONE);
    }
  }
}
