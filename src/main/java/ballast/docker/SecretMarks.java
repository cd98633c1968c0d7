package ballast.docker;

import ballast.model.KnownSecret;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a container's label says of its secrets: `DB_PASSWORD=1a2b3c4d,TOKEN=9f8e7d6c@env`.
final class SecretMarks {
  private SecretMarks() {}

  static String text(List<KnownSecret> secrets) {
    return secrets.stream()
        .map(secret -> secret.name() + "=" + secret.mark())
        .collect(Collectors.joining(","));
  }

  /// The marks by name; what makes no sense is passed over, as one that has changed.
  static Map<String, String> parse(String label) {
    var marks = new TreeMap<String, String>();
    for (String one : label.split(",", -1)) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        marks.put(one.substring(0, equals), one.substring(equals + 1));
      }
    }
    return marks;
  }
}
