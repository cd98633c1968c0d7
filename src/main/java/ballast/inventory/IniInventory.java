package ballast.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the INI form, line by line, as Ansible's `plugins/inventory/ini.py` does, but goes on
/// after a mistake.
final class IniInventory {
  private static final Pattern SECTION =
      Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?\\]\\s*(?:#.*)?");
  private static final Pattern GROUP_NAME = Pattern.compile("([^:\\]\\s]+)\\s*(?:#.*)?");

  /// Python's `splitlines`.
  private static final Pattern LINE_END =
      Pattern.compile("\r\n|[\n\r\u000b\f\u001c-\u001e\u0085\u2028\u2029]");

  private enum Body {
    HOSTS,
    VARS,
    CHILDREN,
    /// After a section head that is wrong: its lines would only repeat the mistake.
    SKIPPED
  }

  private record Wanted(String parent, Origin at) {}

  private final Draft draft;
  private final String file;
  private String group = Draft.UNGROUPED;
  private Body body = Body.HOSTS;

  /// Children named before they were declared: they become children where their own section begins.
  private final Map<String, List<Wanted>> wantedChildren = new LinkedHashMap<>();

  private final Map<String, Origin> wantedByVars = new LinkedHashMap<>();

  private IniInventory(Draft draft, String file) {
    this.draft = draft;
    this.file = file;
  }

  static void into(Draft draft, String file, String text) {
    var reader = new IniInventory(draft, file);
    String[] lines = LINE_END.split(text, -1);
    for (int i = 0; i < lines.length; i++) {
      reader.line(lines[i], i + 1);
    }
    reader.undeclared();
  }

  private void line(String raw, int number) {
    String line = PythonBlanks.strip(raw);
    if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';') {
      return;
    }
    Origin at = new Origin(file, number, raw.indexOf(line) + 1);
    Matcher section = SECTION.matcher(line);
    if (section.matches()) {
      section(section.group(1), section.group(2) == null ? "hosts" : section.group(2), at);
    } else if (line.startsWith("[") && line.endsWith("]")) {
      body = Body.SKIPPED;
      draft.problem(
          new InventoryProblem(
              at, "this is no section", line, "write [group], [group:vars] or [group:children]"));
    } else {
      switch (body) {
        case HOSTS -> host(line, at);
        case VARS -> variable(line, at);
        case CHILDREN -> child(line, at);
        case SKIPPED -> {}
      }
    }
  }

  private void section(String name, String kind, Origin at) {
    group = name;
    switch (kind) {
      case "hosts" -> body = Body.HOSTS;
      case "vars" -> body = Body.VARS;
      case "children" -> body = Body.CHILDREN;
      default -> {
        body = Body.SKIPPED;
        draft.problem(
            new InventoryProblem(
                at, "a section is of hosts, vars or children", kind, "write [" + name + ":vars]"));
        return;
      }
    }
    boolean declared = draft.hasGroup(name);
    draft.group(name, at);
    if (body == Body.VARS) {
      if (!declared && !wantedChildren.containsKey(name)) {
        wantedByVars.put(name, at);
      }
      return;
    }
    wantedByVars.remove(name);
    List<Wanted> parents = wantedChildren.remove(name);
    if (parents != null) {
      parents.forEach(wanted -> draft.child(wanted.parent(), name, wanted.at()));
    }
  }

  private void host(String line, Origin at) {
    switch (Words.beforeComment(line)) {
      case Words.Split.Unclosed(var what, var column) ->
          draft.problem(
              new InventoryProblem(shifted(at, column), what, line.substring(column), "close it"));
      case Words.Split.Into(var words) -> host(words, line, at);
    }
  }

  private void host(List<Words.Word> words, String line, Origin at) {
    String entry = words.getFirst().text();
    if (entry.strip().equals("---")) {
      draft.problem(
          new InventoryProblem(
              at, "this looks like YAML", line, "name the file .yml so that it is read as YAML"));
      body = Body.SKIPPED;
      return;
    }
    List<String> names = HostEntry.into(draft, entry, group, at);
    for (Words.Word word : words.subList(1, words.size())) {
      Origin place = shifted(at, word.column());
      int equals = word.text().indexOf('=');
      if (equals < 0) {
        draft.problem(
            new InventoryProblem(
                place,
                "a host is followed by key=value only",
                word.text(),
                "no blanks around '='"));
        continue;
      }
      String key = word.text().substring(0, equals);
      Value value = typed(key, word.text().substring(equals + 1), place);
      names.forEach(name -> draft.hostVariable(name, key, value));
    }
  }

  private void variable(String line, Origin at) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      draft.problem(at, "a line of [" + group + ":vars] must be key=value", line);
      return;
    }
    String key = PythonBlanks.strip(line.substring(0, equals));
    String written = PythonBlanks.strip(line.substring(equals + 1));
    draft.groupVariable(group, key, typed(key, written, at));
  }

  private Value typed(String key, String written, Origin at) {
    Value value = PythonLiteral.typed(written, at);
    if (value instanceof Value.Real(var number, _) && !written.equals(Double.toString(number))) {
      draft.warn(
          at,
          "%s: '%s' becomes the number %s, as in Ansible; to keep it as text, write \"'%s'\""
              .formatted(key, Limits.shown(written), number, Limits.shown(written)));
    }
    return value;
  }

  private void child(String line, Origin at) {
    Matcher name = GROUP_NAME.matcher(line);
    if (!name.matches()) {
      draft.problem(at, "a line of [" + group + ":children] must be the name of a group", line);
    } else if (draft.hasGroup(name.group(1))) {
      draft.child(group, name.group(1), at);
    } else {
      wantedChildren
          .computeIfAbsent(name.group(1), _ -> new ArrayList<>())
          .add(new Wanted(group, at));
    }
  }

  private void undeclared() {
    wantedChildren.forEach((name, parents) ->
        parents.forEach(wanted ->
            draft.problem(
                undeclared(
                    wanted.at(),
                    "[%s:children] names a group that is not declared".formatted(wanted.parent()),
                    name))));
    wantedByVars.forEach((name, at) ->
        draft.problem(
            undeclared(at, "[%s:vars] is for a group that is not declared".formatted(name), name)));
  }

  private InventoryProblem undeclared(Origin at, String what, String name) {
    return new InventoryProblem(
        at, what, name, Nearest.hint(name, draft.groups().keySet(), "add [" + name + "]"));
  }

  private static Origin shifted(Origin at, int columns) {
    return new Origin(at.file(), at.line(), at.column() + columns);
  }
}
