package ballast.inventory;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an inventory variable holds, typed as Ansible types it, and where it was written.
public sealed interface Value {

  Origin origin();

  record Text(String text, Origin origin) implements Value {}

  record Whole(BigInteger number, Origin origin) implements Value {}

  record Real(double number, Origin origin) implements Value {}

  record Truth(boolean truth, Origin origin) implements Value {}

  record ListOf(List<Value> items, Origin origin) implements Value {
    public ListOf {
      items = List.copyOf(items);
    }
  }

  /// Entries in the order they were written.
  record MapOf(Map<String, Value> entries, Origin origin) implements Value {
    public MapOf {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  record Nothing(Origin origin) implements Value {}

  /// Encrypted with `ansible-vault`: there is a value, and it is not known here.
  record Vaulted(Origin origin) implements Value {}

  /// What to call this kind of value in a sentence to a person.
  default String kind() {
    return switch (this) {
      case Text _ -> "a text";
      case Whole _ -> "a whole number";
      case Real _ -> "a number with a fraction";
      case Truth _ -> "a yes or no";
      case ListOf _ -> "a list";
      case MapOf _ -> "a mapping";
      case Nothing _ -> "nothing";
      case Vaulted _ -> "a vault-encrypted value";
    };
  }
}
