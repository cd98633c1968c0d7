package ballast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Packages know whom ARCHITECTURE.md says they know, and nobody else.
class DirectionTest {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final Pattern OURS = Pattern.compile("ballast/([a-z]+)/[A-Z]");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z]+)` \\|([^|]*)\\|.*");

  @Test
  void packagesKnowOnlyWhomTheArchitectureSaysTheyKnow() throws IOException {
    Map<String, Set<String>> drawn = drawn();
    Map<String, Set<String>> real = real();
    assertThat(drawn.keySet())
        .as("every package has its row in ARCHITECTURE.md")
        .containsAll(real.keySet());
    real.forEach((from, known) ->
        assertThat(drawn.get(from)).as("what %s may know", from).containsAll(known));
  }

  private static Map<String, Set<String>> drawn() throws IOException {
    var drawn = new TreeMap<String, Set<String>>();
    for (String line : Files.readAllLines(Path.of("ARCHITECTURE.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        drawn.put(
            row.group(1),
            Stream.of(row.group(2).split("[`, ]+"))
                .filter(name -> !name.isBlank())
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    return drawn;
  }

  private static Map<String, Set<String>> real() throws IOException {
    var real = new TreeMap<String, Set<String>>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String from = CLASSES.relativize(file).toString();
        Matcher own = Pattern.compile("ballast/([a-z]+)/[^/]*").matcher(from);
        if (own.matches()) {
          Set<String> known = real.computeIfAbsent(own.group(1), _ -> new TreeSet<>());
          for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
            if (entry instanceof Utf8Entry text) {
              OURS.matcher(text.stringValue())
                  .results()
                  .map(match -> match.group(1))
                  .forEach(known::add);
            }
          }
          known.remove(own.group(1));
        }
      }
    }
    return real;
  }
}
