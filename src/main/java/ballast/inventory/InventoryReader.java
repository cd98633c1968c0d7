package ballast.inventory;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads Ansible inventories as they are, and chooses hosts from them.
///
/// A source is a file (INI, YAML, JSON, or the output of `ansible-inventory --list`), a folder of
/// such, a script, or a list of hosts with a comma in it. The grammar and precedence are those of
/// ansible-core, and tested against it.
public final class InventoryReader {
  /// What Ansible skips in a folder (`INVENTORY_IGNORE_EXTS`), but for `.ini`: older versions (2.14
  /// does) skip it too, newer ones read it.
  private static final Pattern IGNORED =
      Pattern.compile(
          "\\..*|(?:host_vars|group_vars|vars_plugins)"
              + "|.*(?:~|\\.pyc|\\.pyo|\\.swp|\\.bak|\\.rpm|\\.md|\\.txt|\\.rst|\\.orig|\\.cfg|\\.retry)");

  private final Path home;
  private final Duration scriptDeadline;

  /// @param home what a leading `~` in a path stands for
  public InventoryReader(Path home) {
    this(home, Limits.SCRIPT_DEADLINE);
  }

  /// @param scriptDeadline for all calls of one inventory script together
  public InventoryReader(Path home, Duration scriptDeadline) {
    this.home = home;
    this.scriptDeadline = scriptDeadline;
  }

  /// Reads sources one after the other; of two that say the same, the later counts. Tells every
  /// mistake at once.
  public Reading read(List<String> sources) throws InterruptedException {
    var draft = new Draft(String.join(" ", sources));
    var folders = new ArrayList<Path>();
    for (String source : sources) {
      Optional<Path> path = path(source);
      if (source.contains(",") && !path.map(Files::exists).orElse(false)) {
        CommaList.into(draft, source);
      } else if (path.isEmpty()) {
        draft.problem(Origin.whole(source), "this cannot be the name of a file", "");
      } else {
        source(draft, path.get(), 0);
        folders.add(Files.isDirectory(path.get()) ? path.get() : folderOf(path.get()));
      }
    }
    return Assembly.assemble(draft, VarsFiles.beside(draft, folders));
  }

  /// Reads text that came another way than as a file, such as from standard input.
  ///
  /// @param name what to call it in messages; its extension counts as a file's does
  public Reading readText(String name, String text) {
    var draft = new Draft(name);
    SourceText.into(draft, name, text);
    return Assembly.assemble(draft, Assembly.VarsBeside.NONE);
  }

  /// Chooses hosts by an Ansible pattern, cut down by a limit, which is another pattern.
  ///
  /// A term that matches nothing is refused with the nearest names. `@file` stands for a term on
  /// every line of that file.
  public Choice choose(Inventory inventory, String pattern, Optional<String> limit) {
    var problems = new ArrayList<InventoryProblem>();
    List<Term> wanted = terms("pattern", pattern, problems);
    List<Term> allowed = limit.map(text -> terms("--limit", text, problems)).orElse(List.of());
    return problems.isEmpty()
        ? HostChoice.choose(inventory, wanted, allowed, home)
        : new Choice.Refused(problems);
  }

  /// The same for hosts of which it is known from elsewhere how they are reached.
  public Naming names(Inventory inventory, String pattern, Optional<String> limit) {
    var problems = new ArrayList<InventoryProblem>();
    List<Term> wanted = terms("pattern", pattern, problems);
    List<Term> allowed = limit.map(text -> terms("--limit", text, problems)).orElse(List.of());
    return problems.isEmpty()
        ? HostChoice.names(inventory, wanted, allowed)
        : new Naming.Refused(problems);
  }

  private void source(Draft draft, Path path, int depth) throws InterruptedException {
    if (Files.isDirectory(path)) {
      folder(draft, path, depth);
    } else if (Disk.isScript(path)) {
      script(draft, path);
    } else {
      switch (Disk.read(path)) {
        case Disk.Contents.Text(var text) -> SourceText.into(draft, path.toString(), text);
        case Disk.Contents.Unreadable(var problem) -> draft.problem(problem);
      }
    }
  }

  private void folder(Draft draft, Path folder, int depth) throws InterruptedException {
    if (depth > Limits.MAX_FOLDER_DEPTH) {
      draft.problem(
          Origin.whole(folder.toString()),
          "folders are nested deeper than " + Limits.MAX_FOLDER_DEPTH + " levels",
          "");
      return;
    }
    switch (Disk.list(folder)) {
      case Disk.Listing.Unreadable(var problem) -> draft.problem(problem);
      case Disk.Listing.Names(var names) -> {
        for (String name : names) {
          if (!IGNORED.matcher(name).matches() && !configuresScript(folder, name, names)) {
            source(draft, folder.resolve(name), depth + 1);
          }
        }
      }
    }
  }

  /// `ec2.ini` beside `ec2.py` is that script's configuration: why older versions of Ansible skip
  /// all `.ini` files.
  private static boolean configuresScript(Path folder, String name, List<String> names) {
    return name.endsWith(".ini")
        && names.stream()
            .filter(other -> !other.equals(name) && stem(other).equals(stem(name)))
            .anyMatch(other -> Disk.isScript(folder.resolve(other)));
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  private void script(Draft draft, Path program) throws InterruptedException {
    var script = new Script(program, scriptDeadline);
    String name = program.toString();
    Set<String> unknown =
        said(draft, name, script.run("--list"))
            .map(root -> ListedInventory.into(draft, root))
            .orElse(Set.of());
    for (String host : unknown) {
      Optional<Value.MapOf> vars =
          said(draft, name + " --host " + host, script.run("--host", host));
      if (vars.isEmpty()) {
        // The next hosts would fail in the same way, one deadline after the other.
        return;
      }
      ListedInventory.variables(draft, host, vars.get());
    }
  }

  private static Optional<Value.MapOf> said(Draft draft, String name, Script.Run run) {
    Origin at = Origin.whole(name);
    switch (run) {
      case Script.Run.Failed(var what, var complaint) -> draft.problem(at, what, complaint);
      case Script.Run.Said(var text) -> {
        switch (JsonText.parse(name, text.isBlank() ? "{}" : text)) {
          case Document.Parsed(Value.MapOf root, _) -> {
            return Optional.of(root);
          }
          case Document.Parsed _ -> draft.problem(at, "this script must print a JSON object", "");
          case Document.Broken(var problem) -> draft.problem(problem);
        }
      }
    }
    return Optional.empty();
  }

  private List<Term> terms(String source, String pattern, List<InventoryProblem> problems) {
    var terms = new ArrayList<Term>();
    for (Term term : Term.of(source, pattern)) {
      if (term.sign() == Term.Sign.ADDS && term.text().startsWith("@")) {
        terms.addAll(fileTerms(term, problems));
      } else {
        terms.add(term);
      }
    }
    return terms;
  }

  private List<Term> fileTerms(Term term, List<InventoryProblem> problems) {
    Optional<Path> file = path(term.text().substring(1));
    Disk.Contents contents =
        file.isPresent()
            ? Disk.read(file.get())
            : new Disk.Contents.Unreadable(
                new InventoryProblem(
                    term.origin(), "this cannot be the name of a file", term.text()));
    return switch (contents) {
      case Disk.Contents.Unreadable(var problem) -> {
        problems.add(
            new InventoryProblem(term.origin(), problem.what(), term.text(), problem.hint()));
        yield List.of();
      }
      case Disk.Contents.Text(var text) -> lines(term, text, problems);
    };
  }

  private static List<Term> lines(Term term, String text, List<InventoryProblem> problems) {
    var terms = new ArrayList<Term>();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty()) {
        terms.add(Term.of(lines.get(i), Origin.line(term.text().substring(1), i + 1)));
      }
    }
    if (terms.isEmpty()) {
      // Ansible takes an empty file for no limit at all, and deploys everywhere.
      problems.add(new InventoryProblem(term.origin(), "this file names no host", term.text()));
    }
    return terms;
  }

  private Optional<Path> path(String written) {
    try {
      return Optional.of(
          written.startsWith("~/") ? home.resolve(written.substring(2)) : Path.of(written));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Path folderOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }
}
