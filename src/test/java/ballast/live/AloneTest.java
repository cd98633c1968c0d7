package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AloneTest {
  private static final Path SOURCES = Path.of("src", "test", "java", "ballast", "live");

  static List<Path> liveTests() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.filter(file -> file.getFileName().toString().endsWith("LiveTest.java")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("liveTests")
  void aClassHasTheHostsThatItUsesForItself(Path source) throws IOException {
    String text = Files.readString(source);
    boolean nine = text.contains("TestHosts.nine()") || text.contains("TestHosts.threeOfNine()");
    boolean three = text.contains("TestHosts.three()");

    assertThat(text.contains("\n@OnNineHosts\n")).as("@OnNineHosts").isEqualTo(nine);
    assertThat(text.contains("\n@OnThreeHosts\n")).as("@OnThreeHosts").isEqualTo(three);
    assertThat(nine ^ three).as("one of the two fleets").isTrue();
  }
}
