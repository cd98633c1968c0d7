package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

class AloneTest {
  private static final Path CLASSES = Path.of("target", "test-classes", "ballast", "live");

  @Test
  void everyClassThatHasTheTestHostsIsIsolated() throws Exception {
    List<String> names;
    try (Stream<Path> files = Files.list(CLASSES)) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("LiveTest.class"))
              .map(name -> "ballast.live." + name.replace(".class", ""))
              .toList();
    }
    assertThat(names).isNotEmpty();
    for (String name : names) {
      assertThat(Class.forName(name).isAnnotationPresent(Isolated.class)).as(name).isTrue();
    }
  }
}
