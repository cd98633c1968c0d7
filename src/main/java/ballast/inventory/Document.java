package ballast.inventory;

import java.util.List;

/// A YAML or JSON text as values, or why it is none.
sealed interface Document {

  record Parsed(Value root, List<InventoryWarning> warnings) implements Document {}

  record Broken(InventoryProblem problem) implements Document {}

  /// JSON where it is JSON, and YAML 1.1 otherwise: in this order, as Ansible does, because `1e5`
  /// and `"\/"` differ.
  static Document parse(String file, String text) {
    String start = text.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      Document json = JsonText.parse(file, text);
      return switch (json) {
        case Parsed _ -> json;
        case Broken _ -> preferring(json, YamlText.parse(file, text));
      };
    }
    return YamlText.parse(file, text);
  }

  /// Of two failures, that of the form which the text looks like.
  private static Document preferring(Document json, Document yaml) {
    return switch (yaml) {
      case Parsed _ -> yaml;
      case Broken _ -> json;
    };
  }
}
