package ballast.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What something else calls a host: a text in which `{host}` stands for its inventory name,
/// `{address}` for its address, and any other `{name}` for an inventory variable.
public record HostPattern(String text) {
  private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Pattern FORM =
      Pattern.compile("(?:[A-Za-z0-9_.:-]|\\{[A-Za-z_][A-Za-z0-9_]*})+");

  public HostPattern {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a name: letters, digits, _ . : - and {host} or {an_inventory_variable}"
              .formatted(text));
    }
  }

  /// What that host is called; nothing where the inventory does not have what it takes.
  public Optional<String> of(HostFacts facts) {
    var filled = new StringBuilder();
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      Optional<String> value = value(place.group(1), facts);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      place.appendReplacement(filled, Matcher.quoteReplacement(value.get()));
    }
    place.appendTail(filled);
    return Optional.of(filled.toString());
  }

  private static Optional<String> value(String name, HostFacts facts) {
    return switch (name) {
      case "host" -> Optional.of(facts.host().name());
      case "address" -> Optional.of(facts.address());
      case String variable -> Optional.ofNullable(facts.variables().get(variable));
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
