package ballast.docker;

import ballast.model.Sharing;
import java.util.List;
import java.util.Optional;

/// Which files of HAProxy's volume are a service's to write.
///
/// @param texts what HAProxy reads as config, in the order in which it reads it
/// @param prints where the hashes of the service's certificates are written down
/// @param served where the servers are written down that served before a change that is not over
record ConfigLayout(List<String> texts, String prints, String served) {
  static final String CONFIG = "haproxy.cfg";

  /// HAProxy reads every file in it whose name ends in `.cfg`.
  static final String SHARED = "shared.d";

  static final String SUFFIX = ".cfg";

  static final ConfigLayout ALONE = new ConfigLayout(List.of(CONFIG), "tls.loaded", "served");

  ConfigLayout {
    texts = List.copyOf(texts);
  }

  static ConfigLayout of(String service, Optional<Sharing> sharing) {
    return sharing.map(_ -> shared(service)).orElse(ALONE);
  }

  /// What all services share, and the service's own.
  static ConfigLayout shared(String service) {
    String own = "%s/%s".formatted(SHARED, service);
    return new ConfigLayout(List.of(CONFIG, own + SUFFIX), own + ".tls.loaded", own + ".served");
  }

  /// The copy of a text that HAProxy is known to have loaded.
  static String loaded(String text) {
    return text + ".loaded";
  }

  /// What a text was before a change of it that is not over.
  static String before(String text) {
    return text + BEFORE;
  }

  private static final String BEFORE = ".before";

  /// The text that a file tells the one before of; empty for any other file.
  static Optional<String> ofBefore(String file) {
    return file.endsWith(BEFORE)
        ? Optional.of(file.substring(0, file.length() - BEFORE.length()))
        : Optional.empty();
  }
}
