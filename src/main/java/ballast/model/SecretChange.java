package ballast.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a release does to one secret of the containers that have the slots.
public record SecretChange(String name, Kind kind) {
  public enum Kind {
    NEW,
    CHANGED,
    GONE
  }

  /// @param serving the marks of each container that has a slot, by the secret's name
  public static List<SecretChange> between(
      List<Map<String, String>> serving, List<KnownSecret> wanted) {
    var marks = new TreeMap<String, String>();
    wanted.forEach(secret -> marks.put(secret.name(), secret.mark()));
    var names = new TreeSet<>(marks.keySet());
    serving.forEach(container -> names.addAll(container.keySet()));
    var changes = new ArrayList<SecretChange>();
    for (String name : names) {
      boolean known = serving.stream().anyMatch(container -> container.containsKey(name));
      if (!marks.containsKey(name)) {
        changes.add(new SecretChange(name, Kind.GONE));
      } else if (!known) {
        changes.add(new SecretChange(name, Kind.NEW));
      } else if (serving.stream()
          .anyMatch(container -> !marks.get(name).equals(container.get(name)))) {
        changes.add(new SecretChange(name, Kind.CHANGED));
      }
    }
    return List.copyOf(changes);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case NEW -> "secret %s is new".formatted(name);
      case CHANGED -> "secret %s changed".formatted(name);
      case GONE -> "secret %s is gone".formatted(name);
    };
  }
}
