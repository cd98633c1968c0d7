package ballast.command;

import ballast.inventory.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Inventory variables as a template takes them: texts, numbers, truths, lists and maps.
///
/// What is encrypted, and what is itself a template, is left out: whoever uses it is told that it
/// is not known, instead of getting a text that is not meant.
final class PlainValues {
  private PlainValues() {}

  static Map<String, Object> of(Map<String, Value> variables) {
    var plain = new LinkedHashMap<String, Object>();
    variables.forEach((name, value) -> of(value).ifPresent(known -> plain.put(name, known)));
    return plain;
  }

  private static Optional<Object> of(Value value) {
    return switch (value) {
      case Value.Text(var text, _) ->
          text.contains("{{") || text.contains("{%") ? Optional.empty() : Optional.of(text);
      case Value.Whole(var number, _) ->
          number.bitLength() < Long.SIZE ? Optional.of(number.longValue()) : Optional.of(number);
      case Value.Real(double number, _) -> Optional.of(number);
      case Value.Truth(boolean truth, _) -> Optional.of(truth);
      case Value.ListOf(var items, _) -> {
        List<Object> list = new ArrayList<>();
        items.forEach(item -> of(item).ifPresent(list::add));
        yield list.size() == items.size() ? Optional.of(list) : Optional.empty();
      }
      case Value.MapOf(var entries, _) -> Optional.of(of(entries));
      case Value.Nothing _, Value.Vaulted _ -> Optional.empty();
    };
  }
}
