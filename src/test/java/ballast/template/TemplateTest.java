package ballast.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  @TempDir Path folder;

  /// shared/reference/seed.md, word for word.
  @Test
  void theSeedsTemplateGivesWhatAnsibleMadeOfIt() throws IOException {
    String seed =
        """
        backend pxapp_cluster
        balance roundrobin
        option httpchk HEAD /api/v1/my/status HTTP/1.1\\r\\nHost:pxapp
        {% for id in range(1, app_per_host + 1) %}
        server pxApp_{{ id }} pxApp_{{ id }}:8080 check
        {% endfor %}
        """;
    assertThat(rendered(seed, Map.of("app_per_host", 3L)))
        .isEqualTo(
            """
            backend pxapp_cluster
            balance roundrobin
            option httpchk HEAD /api/v1/my/status HTTP/1.1\\r\\nHost:pxapp
            server pxApp_1 pxApp_1:8080 check
            server pxApp_2 pxApp_2:8080 check
            server pxApp_3 pxApp_3:8080 check
            """);
  }

  @Test
  void listsAndMapsAreGoneThroughByTheirNames() throws IOException {
    List<Map<String, Object>> slots =
        List.of(Map.of("name", "a", "address", "10.0.0.1"), Map.of("name", "b", "address", "::1"));
    assertThat(
            rendered(
                "{% for slot in slots %}\n{% if slot.name != 'b' %}\n{{ slot.name }} {{ slot.address }}\n{% endif %}\n{% endfor %}\n",
                Map.of("slots", slots)))
        .isEqualTo("a 10.0.0.1\n");
  }

  /// It would be taken for a loop over all of them.
  @Test
  void aLoopWithAConditionIsRefusedSinceTheEngineWouldNotHeedIt() {
    assertThatThrownBy(() -> template(folder, "#\n{% for a in b if a > 1 %}{% endfor %}\n"))
        .hasMessageContaining("line 2");
  }

  @Test
  void aVariableThatNobodyKnowsIsToldWithItsLine() throws IOException {
    assertThat(mistakes("global\n\n  maxconn {{ vars.most }}\n", Map.of("vars", Map.of())))
        .first()
        .asString()
        .contains("haproxy.cfg.j2:3: ", "most");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% if a %}without end",
        "{{ 'open }}",
        "{% nonsense %}",
        "{{ 1 | nosuchfilter }}"
      })
  void whatIsNoJinjaIsToldWithFileAndLine(String text) throws IOException {
    assertThat(mistakes("# one\n" + text + "\n", Map.of("a", true)))
        .first()
        .asString()
        .contains("haproxy.cfg.j2:2: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% set x = 1 %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in range(9999) %}{{ big }}{% endfor %}",
        "{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}",
        "{% include 'haproxy.cfg.j2' %}",
        "{{ big * 100000 }}"
      })
  void whatWouldNotEndOrNotFitIsEnded(String text) throws IOException {
    assertThat(mistakes(text, Map.of("big", "0123456789".repeat(1000)))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.getClass() }}",
        "{{ ''.class.forName('java.lang.Runtime') }}",
        "{{ a.getClass().getClassLoader() }}",
        "{{ ____int3rpr3t3r____.getConfig() }}",
        "{{ today() }}",
        "{{ [1, 2, 3] | shuffle }}"
      })
  void aTemplateReachesNothingButItsVariables(String text) throws IOException {
    assertThat(mistakes(text, Map.of("a", "text"))).isNotEmpty();
  }

  @Test
  void onlyFilesOfItsOwnFolderAreIncluded() throws IOException {
    Files.writeString(folder.resolve("outside"), "a secret");
    Path inner = Files.createDirectory(folder.resolve("templates"));
    Files.writeString(inner.resolve("part.cfg"), "maxconn {{ n }}\n");
    Files.createSymbolicLink(inner.resolve("link"), folder.resolve("outside"));
    assertThat(rendered(inner, "{% include 'part.cfg' %}\n", Map.of("n", 7))).contains("maxconn 7");
    for (String name : List.of("../outside", "link", folder.resolve("outside").toString())) {
      assertThat(mistakes(inner, "{% include '" + name + "' %}\n", Map.of()))
          .as(name)
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(problem.toString()).doesNotContain("a secret"));
    }
    assertThat(mistakes(inner, "{% include 'none.cfg' %}\n", Map.of())).isNotEmpty();
  }

  @Test
  void aMistakeInAnIncludedFileIsToldThere() throws IOException {
    Files.writeString(folder.resolve("part.cfg"), "# fine\n{{ nobody }}\n");
    assertThat(mistakes("{% include 'part.cfg' %}\n", Map.of()))
        .first()
        .asString()
        .contains("part.cfg:2: ");
  }

  @Test
  void aValueThatLooksLikeATemplateStaysAText() throws IOException {
    assertThat(rendered("{{ a }}\n", Map.of("a", "{{ 1 + 1 }}"))).isEqualTo("{{ 1 + 1 }}\n");
  }

  @Test
  void aFileThatIsNoTextOrTooLargeIsRefused() throws IOException {
    Path garbled = Files.write(folder.resolve("garbled"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> Template.read(garbled)).hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> Template.read(large)).hasMessageContaining("bytes");
    assertThatThrownBy(() -> Template.read(folder.resolve("none")))
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> Template.read(folder)).hasMessageContaining("not a file");
  }

  private String rendered(String text, Map<String, Object> variables) throws IOException {
    return rendered(folder, text, variables);
  }

  private static String rendered(Path folder, String text, Map<String, Object> variables)
      throws IOException {
    return switch (template(folder, text).render(variables)) {
      case Template.Outcome.Rendered(var rendered) -> rendered;
      case Template.Outcome.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  private List<Problem> mistakes(String text, Map<String, Object> variables) throws IOException {
    return mistakes(folder, text, variables);
  }

  private static List<Problem> mistakes(Path folder, String text, Map<String, Object> variables)
      throws IOException {
    return switch (template(folder, text).render(variables)) {
      case Template.Outcome.Rendered(var rendered) -> throw new AssertionError(rendered);
      case Template.Outcome.Refused(var problems) -> problems;
    };
  }

  private static Template template(Path folder, String text) throws IOException {
    return Template.read(
        Files.writeString(folder.resolve("haproxy.cfg.j2"), text, StandardCharsets.UTF_8));
  }
}
