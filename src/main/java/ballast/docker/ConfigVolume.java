package ballast.docker;

import ballast.model.Problem;
import ballast.model.Secret;
import ballast.port.CallFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The volume that HAProxy starts from, with what it is known to have loaded written down beside.
///
/// ```
///              text   .loaded   .before   unproven
/// at rest      old    old
/// begin        old              old       who ran, what served
/// put          new              old       who ran, what served
/// writeDown    new    new
/// ```
///
/// @param layout what of it is the service's that looks at it
record ConfigVolume(DockerClient client, String container, ConfigLayout layout) {
  /// Instead of a hash, while a certificate is changed.
  private static final String UNKNOWN = "?";

  /// Whether the running process and the next one have this config, and were seen to serve with it.
  boolean hasLoaded(SortedMap<String, String> texts) throws CallFailed, InterruptedException {
    for (var one : texts.entrySet()) {
      String text = one.getValue();
      if (read(one.getKey()).filter(text::equals).isEmpty()
          || read(ConfigLayout.loaded(one.getKey())).filter(text::equals).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /// What the next process starts from, as far as it is this service's, by the names of the files.
  SortedMap<String, String> texts() throws CallFailed, InterruptedException {
    var texts = new TreeMap<String, String>();
    for (String name : layout.texts()) {
      read(name).ifPresent(text -> texts.put(name, text));
    }
    return texts;
  }

  /// The same as one text.
  Optional<String> config() throws CallFailed, InterruptedException {
    SortedMap<String, String> texts = texts();
    return texts.isEmpty() ? Optional.empty() : Optional.of(BalancerFiles.whole(texts));
  }

  /// What the other services have here, one text each.
  List<String> others() throws CallFailed, InterruptedException {
    return shared().entrySet().stream()
        .filter(one ->
            one.getKey().endsWith(ConfigLayout.SUFFIX) && !layout.texts().contains(one.getKey()))
        .map(Map.Entry::getValue)
        .filter(text -> !text.isBlank())
        .toList();
  }

  private Map<String, String> shared() throws CallFailed, InterruptedException {
    Optional<byte[]> tar = archive(BalancerBody.FOLDER + "/" + ConfigLayout.SHARED);
    try {
      return tar.isPresent() ? Tar.texts(tar.get()) : Map.of();
    } catch (IOException unreadable) {
      throw unreadable(ConfigLayout.SHARED, unreadable);
    }
  }

  /// All of it, keys included, into the same folder of another container.
  void copyTo(String other) throws CallFailed, InterruptedException {
    Optional<byte[]> tar = archive(BalancerBody.FOLDER);
    if (tar.isPresent()) {
      client.ask(new FileCall.PutTar(other, BalancerBody.ABOVE_FOLDER, Secret.of(tar.get())));
    }
  }

  /// Changes the config alike in the file, in the copy of what was loaded, and in what an unproven
  /// change goes back to. The copies are written first, so they are not looked at where the file
  /// needs no change.
  ///
  /// @return the texts as they are now; nothing where there was no config to change
  Optional<Set<String>> rewrite(UnaryOperator<String> change)
      throws CallFailed, InterruptedException {
    var now = new HashSet<String>();
    var changed = new ArrayList<Tar.Entry>();
    for (String file : layout.texts()) {
      Optional<String> text = read(file);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      String after = change.apply(text.get());
      now.add(after);
      if (!after.equals(text.get())) {
        for (String copy : List.of(ConfigLayout.loaded(file), ConfigLayout.before(file))) {
          told(copy).ifPresent(one -> changed.add(BalancerFiles.text(copy, change.apply(one))));
        }
        changed.add(BalancerFiles.text(file, after));
      }
    }
    if (!changed.isEmpty()) {
      write(changed);
    }
    return Optional.of(now);
  }

  /// What a change that comes to nothing puts back.
  ///
  /// @param files the texts, and the certificates that the change writes over
  /// @param prints what was written down of the certificates
  record Kept(BalancerFiles files, String prints) {
    /// Where what was there is gone, and nothing is put back.
    static final Kept NOTHING = new Kept(new BalancerFiles(new TreeMap<>(), new TreeMap<>()), "");
  }

  /// @param next what is to be written
  /// @param earlier a change that was cut off and that nobody has seen serve: what was there before
  ///   that one is what there is to go back to, of other services too
  Kept keep(BalancerFiles next, Optional<Unproven> earlier)
      throws CallFailed, InterruptedException {
    var certificates = new TreeMap<String, Secret>();
    for (String name : next.certificates().keySet()) {
      // Nothing can be removed, so what was not there is to be empty again.
      certificates.put(name, Secret.of(read(name).orElse("")));
    }
    SortedMap<String, String> texts = texts();
    if (!texts.isEmpty()) {
      layout.texts().forEach(name -> texts.putIfAbsent(name, ""));
    }
    earlier.ifPresent(one -> texts.putAll(one.texts()));
    return new Kept(new BalancerFiles(texts, certificates), loadedPrints());
  }

  /// What such a file says: an empty one, as one that is not there, says nothing.
  private Optional<String> told(String file) throws CallFailed, InterruptedException {
    return read(file).filter(text -> !text.isEmpty());
  }

  /// Whether a second HAProxy was seen to serve. Each change writes to what all services share, so
  /// it is known for any of them.
  Succession.Proof proof() throws CallFailed, InterruptedException {
    return told(ConfigLayout.loaded(ConfigLayout.CONFIG)).isPresent()
        ? Succession.Proof.SEEN
        : Succession.Proof.NOT_SEEN;
  }

  /// The change that was cut off before anyone saw it serve, if one was.
  Optional<Unproven> unproven() throws CallFailed, InterruptedException {
    Optional<String> written = told(ConfigLayout.UNPROVEN);
    return written.isEmpty()
        ? Optional.empty()
        : Optional.of(Unproven.of(written.get(), befores()));
  }

  private SortedMap<String, String> befores() throws CallFailed, InterruptedException {
    var befores = new TreeMap<String, String>();
    told(ConfigLayout.before(ConfigLayout.CONFIG))
        .ifPresent(text -> befores.put(ConfigLayout.CONFIG, text));
    shared()
        .forEach((file, text) ->
            ConfigLayout.ofBefore(file)
                .filter(_ -> !text.isEmpty())
                .ifPresent(name -> befores.put(name, text)));
    return befores;
  }

  /// From now on it is not known which config is loaded; what there was, and what served with it,
  /// is kept until it is.
  void begin(Kept kept, Aftermath before) throws CallFailed, InterruptedException {
    // An engine may end in the middle of what it unpacks: what is known stays until then.
    SortedMap<String, String> texts = kept.files().texts();
    var entries =
        new ArrayList<>(
            empty(
                befores().keySet().stream()
                    .filter(name -> !texts.containsKey(name))
                    .map(ConfigLayout::before)));
    texts.forEach((name, text) -> {
      // What is kept of other services is there already, and their rollouts change it.
      if (layout.texts().contains(name)) {
        // A blank one says that there was none.
        entries.add(BalancerFiles.text(ConfigLayout.before(name), text.isEmpty() ? "\n" : text));
      }
    });
    var change = new Unproven(before.before(), before.served(), kept.files().texts());
    entries.add(BalancerFiles.text(ConfigLayout.UNPROVEN, change.written()));
    entries.addAll(unknown());
    write(entries);
  }

  /// The same as it is to be by now: rollouts of other services change what is kept of theirs.
  Kept asOfNow(Kept kept) throws CallFailed, InterruptedException {
    var texts = new TreeMap<>(kept.files().texts());
    for (String name : kept.files().texts().keySet()) {
      if (!layout.texts().contains(name)) {
        told(ConfigLayout.before(name)).ifPresent(text -> texts.put(name, text));
      }
    }
    return new Kept(new BalancerFiles(texts, kept.files().certificates()), kept.prints());
  }

  /// Writes down that what was kept is loaded.
  void writeDown(Kept kept) throws CallFailed, InterruptedException {
    writeDown(kept.files().texts(), kept.prints());
  }

  String loadedPrints() throws CallFailed, InterruptedException {
    return read(layout.prints()).orElse("");
  }

  /// From now on it is not known which certificates are loaded, only which files there may be.
  void crossOut(BalancerFiles files) throws CallFailed, InterruptedException {
    var names = new TreeSet<>(files.certificates().keySet());
    names.addAll(retired(files));
    write(List.of(BalancerFiles.text(layout.prints(), crossed(names))));
  }

  /// From now on it is not known which config is loaded.
  void crossOutConfig() throws CallFailed, InterruptedException {
    write(unknown());
  }

  private List<Tar.Entry> unknown() {
    return empty(layout.texts().stream().map(ConfigLayout::loaded));
  }

  void put(BalancerFiles files) throws CallFailed, InterruptedException {
    write(files.entries(""));
  }

  void put(String certificate, BalancerFiles files) throws CallFailed, InterruptedException {
    Secret pem = Objects.requireNonNull(files.certificates().get(certificate));
    write(List.of(BalancerFiles.hidden(certificate, pem)));
  }

  void writeDown(BalancerFiles files) throws CallFailed, InterruptedException {
    writeDown(files.texts(), files.prints());
  }

  /// The same; and certificates that are not needed any more are emptied, which are listed until
  /// then. What there was to go back to may have named them.
  void writeDown(BalancerFiles files, Set<String> retired) throws CallFailed, InterruptedException {
    writeDown(files.texts(), files.prints() + crossed(retired));
    if (!retired.isEmpty()) {
      empty(retired);
      writeDownPrints(files);
    }
  }

  private static String crossed(Set<String> certificates) {
    return certificates.stream()
        .map(name -> name + " " + UNKNOWN + "\n")
        .collect(Collectors.joining());
  }

  /// Cut off in the middle it leaves a change that is to be proven again.
  private void writeDown(SortedMap<String, String> texts, String prints)
      throws CallFailed, InterruptedException {
    var entries = new ArrayList<>(forgetting());
    entries.addAll(loaded(texts));
    entries.add(BalancerFiles.text(layout.prints(), prints));
    write(entries);
  }

  /// There is nothing to go back to any more.
  private List<Tar.Entry> forgetting() throws CallFailed, InterruptedException {
    return empty(
        Stream.concat(
            Stream.of(ConfigLayout.UNPROVEN),
            befores().keySet().stream().map(ConfigLayout::before)));
  }

  private static List<Tar.Entry> loaded(SortedMap<String, String> texts) {
    return texts.entrySet().stream()
        .map(one -> BalancerFiles.text(ConfigLayout.loaded(one.getKey()), one.getValue()))
        .toList();
  }

  void writeDownPrints(BalancerFiles files) throws CallFailed, InterruptedException {
    write(List.of(BalancerFiles.text(layout.prints(), files.prints())));
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
  private void empty(Set<String> certificates) throws CallFailed, InterruptedException {
    write(empty(certificates.stream()));
  }

  private static List<Tar.Entry> empty(Stream<String> files) {
    return files.map(name -> BalancerFiles.text(name, "")).toList();
  }

  private void write(List<Tar.Entry> entries) throws CallFailed, InterruptedException {
    client.ask(new FileCall.PutArchive(container, BalancerBody.FOLDER, entries));
  }

  private Optional<String> read(String file) throws CallFailed, InterruptedException {
    Optional<byte[]> tar = archive(BalancerBody.FOLDER + "/" + file);
    try {
      return tar.isPresent() ? Optional.of(Tar.firstText(tar.get())) : Optional.empty();
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  private Optional<byte[]> archive(String path) throws CallFailed, InterruptedException {
    return client.ask(new FileCall.GetArchive(container, path));
  }

  private CallFailed unreadable(String file, IOException why) {
    return new CallFailed(
        new Problem(
            "%s: %s of container %s cannot be read".formatted(client.host(), file, container),
            Words.plain(String.valueOf(why.getMessage())),
            "docker cp %s:%s/%s - | tar t".formatted(container, BalancerBody.FOLDER, file)),
        CallFailed.Effect.NONE);
  }
}
