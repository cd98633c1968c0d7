package ballast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.bench.Course.Losses;
import ballast.bench.Course.Point;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// The picture of `./bench methods`.
class MethodsPictureTest {
  @Test
  void everyMethodHasItsPanelAndOnlyWhatWasLostIsRed() throws Exception {
    var courses = new LinkedHashMap<Method, Course>();
    courses.put(Method.ROLLING, course(List.of()));
    courses.put(
        Method.RECREATE,
        course(
            List.of(new Losses(Duration.ofSeconds(1), 40), new Losses(Duration.ofSeconds(2), 7))));
    Document picture = read(MethodsPicture.of(courses));
    assertThat(of(picture, "panel")).isEqualTo(2);
    assertThat(of(picture, "capacity")).isEqualTo(2);
    assertThat(of(picture, "lost")).isEqualTo(2);
    assertThat(picture.getDocumentElement().getTextContent())
        .contains("12.0 s · 0 lost of 3,000 · at least 24 of 27 slots")
        .contains("47 lost of 3,000");
  }

  private static Course course(List<Losses> lost) {
    return new Course(
        Duration.ofSeconds(12),
        Optional.empty(),
        3_000,
        lost,
        List.of(
            new Point(Duration.ZERO, 27),
            new Point(Duration.ofSeconds(3), 24),
            new Point(Duration.ofSeconds(12), 27)),
        27,
        0,
        0.5);
  }

  private static Document read(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static long of(Document picture, String kind) {
    NodeList all = picture.getElementsByTagName("*");
    long count = 0;
    for (int i = 0; i < all.getLength(); i++) {
      count += all.item(i) instanceof Element one && one.getAttribute("class").equals(kind) ? 1 : 0;
    }
    return count;
  }
}
