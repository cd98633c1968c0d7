package ballast.docker;

import ballast.model.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What HAProxy starts from.
///
/// @param texts the config, in parts by the names of their files
/// @param certificates chain and key by the names of their files
public record BalancerFiles(
    SortedMap<String, String> texts, SortedMap<String, Secret> certificates) {
  public BalancerFiles {
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    certificates = Collections.unmodifiableSortedMap(new TreeMap<>(certificates));
  }

  /// For one service alone.
  public BalancerFiles(String config, SortedMap<String, Secret> certificates) {
    this(alone(config), certificates);
  }

  /// HAProxy without TLS.
  public static BalancerFiles plain(String config) {
    return new BalancerFiles(config, new TreeMap<>());
  }

  /// The texts of one service alone.
  public static SortedMap<String, String> alone(String config) {
    return texts(ConfigLayout.ALONE, config);
  }

  /// The texts that a service writes where several share one HAProxy.
  ///
  /// @param front what all of them share
  public static SortedMap<String, String> shared(String service, String front, String own) {
    return texts(ConfigLayout.shared(service), front, own);
  }

  private static SortedMap<String, String> texts(ConfigLayout layout, String... texts) {
    var named = new TreeMap<String, String>();
    for (int at = 0; at < texts.length; at++) {
      named.put(layout.texts().get(at), texts[at]);
    }
    return named;
  }

  /// All texts of a config as one, for a person to read.
  public static String whole(SortedMap<String, String> texts) {
    return String.join("\n", texts.values());
  }

  /// Where the texts listen on the network, one word each: a port alone where that is at every IPv4
  /// address of the host, and else as it is written.
  List<String> ports() {
    return texts.values().stream()
        .flatMap(text -> BIND.matcher(text).results())
        .flatMap(bind -> Stream.of(bind.group(1).split(",")))
        .filter(address -> PORT.matcher(address).find())
        .map(address -> EVERYWHERE.matcher(address).replaceFirst(""))
        .distinct()
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static final Pattern BIND = Pattern.compile("(?m)^\\h*bind\\h+(\\S+)");

  /// Its end may be a range, or what HAProxy is to look up.
  private static final Pattern PORT = Pattern.compile(":[^:/]+$");

  private static final Pattern EVERYWHERE = Pattern.compile("^(\\*|0\\.0\\.0\\.0)?:(?=[0-9])");

  /// Readable for root only: HAProxy reads its certificates before it becomes someone else.
  private static final int CLOSED = 0600;

  private static final int OPEN = 0644;

  static Tar.Entry text(String file, String text) {
    return new Tar.Entry.Text(file, OPEN, text);
  }

  static Tar.Entry hidden(String file, Secret content) {
    return new Tar.Entry.Hidden(file, CLOSED, 0, content);
  }

  /// All files, certificates first: what names them comes after them.
  ///
  /// @param folder empty, or ends with `/`
  List<Tar.Entry> entries(String folder) {
    var entries =
        certificates.entrySet().stream()
            .map(one -> hidden(folder + one.getKey(), one.getValue()))
            .collect(Collectors.toList());
    texts.forEach((name, text) -> {
      if (name.contains("/")) {
        entries.add(new Tar.Entry.Folder(folder + name.substring(0, name.indexOf('/') + 1), 0755));
      }
      entries.add(text(folder + name, text));
    });
    return entries;
  }

  /// A line for each certificate: its name, and a hash that tells it from another and nothing of
  /// the key.
  String prints() {
    return certificates.entrySet().stream()
        .map(one -> one.getKey() + " " + print(one.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /// The certificates whose lines are not among these.
  SortedSet<String> otherThan(String prints) {
    Map<String, String> known =
        prints
            .lines()
            .map(line -> line.split(" ", 2))
            .filter(words -> words.length == 2)
            .collect(Collectors.toMap(words -> words[0], words -> words[1], (one, _) -> one));
    var other = new TreeSet<String>();
    certificates.forEach((name, pem) -> {
      if (!print(pem).equals(known.get(name))) {
        other.add(name);
      }
    });
    return other;
  }

  private static String print(Secret pem) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pem.reveal()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
