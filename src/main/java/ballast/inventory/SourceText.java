package ballast.inventory;

import java.util.List;
import java.util.Locale;

/// Tells which form the text of an inventory has, as Ansible does by trying its plugins, and reads
/// it into a draft.
final class SourceText {
  private static final List<String> YAML_EXTENSIONS = List.of("", ".yml", ".yaml", ".json");

  private SourceText() {}

  static void into(Draft draft, String file, String text) {
    if (text.startsWith("$ANSIBLE_VAULT;")) {
      draft.problem(
          new InventoryProblem(
              Origin.whole(file),
              "this inventory is encrypted with ansible-vault",
              "",
              "run `ansible-inventory -i %s --list --ask-vault-pass > inv.json` and use inv.json"
                  .formatted(file)));
      return;
    }
    String extension = extension(file);
    if (extension.equals(".toml")) {
      draft.problem(
          new InventoryProblem(
              Origin.whole(file),
              "TOML inventories are not read",
              "",
              "run `ansible-inventory -i %s --list > inv.json` and use inv.json".formatted(file)));
    } else if (YAML_EXTENSIONS.contains(extension)) {
      boolean maybeIni = extension.isEmpty() && !looksLikeYaml(text);
      switch (Document.parse(file, text)) {
        case Document.Parsed(Value.MapOf root, var warnings) -> {
          warnings.forEach(warning -> draft.warn(warning.at(), warning.what()));
          mapping(draft, root);
        }
        case Document.Parsed(var other, _) when !maybeIni ->
            draft.problem(
                other.origin(),
                "an inventory in YAML is a mapping of groups, not " + other.kind(),
                "");
        case Document.Broken(var problem) when !maybeIni -> draft.problem(problem);
        case Document.Parsed _, Document.Broken _ -> IniInventory.into(draft, file, text);
      }
    } else {
      IniInventory.into(draft, file, text);
    }
  }

  private static void mapping(Draft draft, Value.MapOf root) {
    if (ListedInventory.is(root)) {
      ListedInventory.into(draft, root);
    } else {
      YamlInventory.into(draft, root);
    }
  }

  /// Only asked of files without an extension: which of two errors helps their author.
  private static boolean looksLikeYaml(String text) {
    String first =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .findFirst()
            .orElse("");
    return first.equals("---") || first.startsWith("{") || first.endsWith(":");
  }

  private static String extension(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    // As Python's splitext: a leading dot does not begin an extension.
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
  }
}
