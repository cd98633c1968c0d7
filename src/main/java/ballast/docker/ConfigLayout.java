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
    return new ConfigLayout(
        List.of(CONFIG, own(service)), "%s/%s.tls.loaded".formatted(SHARED, service));
  }

  private static String own(String service) {
    return "%s/%s%s".formatted(SHARED, service, SUFFIX);
  }

  /// The copy of a text that HAProxy is known to have loaded.
  static String loaded(String text) {
    return text + ".loaded";
  }
}
