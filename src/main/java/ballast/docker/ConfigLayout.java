package ballast.docker;

import ballast.model.Sharing;
import java.util.List;
import java.util.Optional;

/// Which files of HAProxy's volume are a service's to write.
///
/// @param texts what HAProxy reads as config, in the order in which it reads it
/// @param prints where the hashes of the service's certificates are written down
record ConfigLayout(List<String> texts, String prints) {
  static final String CONFIG = "haproxy.cfg";

  /// HAProxy reads every file in it whose name ends in `.cfg`.
  static final String SHARED = "shared.d";

  static final String SUFFIX = ".cfg";

  static final ConfigLayout ALONE = new ConfigLayout(List.of(CONFIG), "tls.loaded");

  ConfigLayout {
    texts = List.copyOf(texts);
  }

  static ConfigLayout of(String service, Optional<Sharing> sharing) {
    return sharing.map(_ -> shared(service)).orElse(ALONE);
  }

  /// What all services share, and the service's own.
  static ConfigLayout shared(String service) {
    String own = "%s/%s".formatted(SHARED, service);
    return new ConfigLayout(List.of(CONFIG, own + SUFFIX), own + ".tls.loaded");
  }

  /// The copy of a text that HAProxy is known to have loaded.
  static String loaded(String text) {
    return text + ".loaded";
  }

  /// Where a change is written down that is not proven, of whichever service.
  static final String UNPROVEN = "unproven";

  /// What a text was before that change.
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
