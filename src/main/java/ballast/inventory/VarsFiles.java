package ballast.inventory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `group_vars/` and `host_vars/` beside an inventory, by the rules of Ansible's
/// `find_vars_files`.
final class VarsFiles {
  /// The first that exists is the only one read.
  private static final List<String> EXTENSIONS = List.of("", ".yml", ".yaml", ".json");

  private final Draft draft;

  private VarsFiles(Draft draft) {
    this.draft = draft;
  }

  /// @param folders those that hold the sources, in the order of the sources: later ones win
  static Assembly.VarsBeside beside(Draft draft, List<Path> folders) {
    var reader = new VarsFiles(draft);
    Map<String, Map<String, Value>> groups = new HashMap<>();
    Map<String, Map<String, Value>> hosts = new HashMap<>();
    for (Path folder : folders) {
      reader.read(folder.resolve("group_vars"), draft.groups().keySet(), groups);
      reader.read(folder.resolve("host_vars"), draft.hosts().keySet(), hosts);
    }
    return new Assembly.VarsBeside(groups, hosts);
  }

  private void read(Path folder, Set<String> owners, Map<String, Map<String, Value>> vars) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Set<String> present = Set.copyOf(names(folder));
    for (String owner : owners) {
      EXTENSIONS.stream()
          .map(extension -> owner + extension)
          .filter(present::contains)
          .findFirst()
          .ifPresent(name ->
              vars.computeIfAbsent(owner, _ -> new LinkedHashMap<>())
                  .putAll(entry(folder.resolve(name))));
    }
  }

  private Map<String, Value> entry(Path entry) {
    if (!Files.isDirectory(entry)) {
      return file(entry);
    }
    var vars = new LinkedHashMap<String, Value>();
    files(entry, 0).forEach(file -> vars.putAll(file(file)));
    return vars;
  }

  private List<Path> files(Path folder, int depth) {
    var files = new ArrayList<Path>();
    for (String name : names(folder)) {
      Path path = folder.resolve(name);
      int dot = name.lastIndexOf('.');
      String extension = dot <= 0 ? "" : name.substring(dot);
      if (name.startsWith(".") || name.endsWith("~")) {
        continue;
      }
      if (Files.isDirectory(path) && extension.isEmpty()) {
        files.addAll(depth < Limits.MAX_FOLDER_DEPTH ? files(path, depth + 1) : List.of());
      } else if (Files.isRegularFile(path) && EXTENSIONS.contains(extension)) {
        files.add(path);
      }
    }
    return files;
  }

  private List<String> names(Path folder) {
    return switch (Disk.list(folder)) {
      case Disk.Listing.Names(var names) -> names;
      case Disk.Listing.Unreadable(var problem) -> {
        draft.problem(problem);
        yield List.of();
      }
    };
  }

  private Map<String, Value> file(Path file) {
    return switch (Disk.read(file)) {
      case Disk.Contents.Text(var text) -> variables(file.toString(), text);
      case Disk.Contents.Unreadable(var problem) -> {
        draft.problem(problem);
        yield Map.of();
      }
    };
  }

  private Map<String, Value> variables(String file, String text) {
    if (text.startsWith("$ANSIBLE_VAULT;")) {
      draft.warn(
          Origin.whole(file),
          "this file is encrypted with ansible-vault and not read; variables that say how to reach a host must not be in it");
      return Map.of();
    }
    return switch (Document.parse(file, text)) {
      case Document.Broken(var problem) -> {
        draft.problem(problem);
        yield Map.of();
      }
      case Document.Parsed(Value.MapOf(var entries, _), var warnings) -> {
        warnings.forEach(warning -> draft.warn(warning.at(), warning.what()));
        yield entries;
      }
      case Document.Parsed(Value.Nothing _, _) -> Map.of();
      case Document.Parsed(var other, _) -> {
        draft.problem(
            other.origin(), "a file of variables must be a mapping, not " + other.kind(), "");
        yield Map.of();
      }
    };
  }
}
