package ballast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class InitTemplateTest {
  private static final Pattern UNSET = Pattern.compile(" *#[a-z_]+: .*");
  private static final String TEXT =
      new InitTemplate(
              "shop",
              "registry.example/shop",
              8080,
              new Hosts.Inventory(Path.of("inventory/production")))
          .text();

  static Stream<String> unsetLines() {
    return TEXT.lines().filter(line -> UNSET.matcher(line).matches());
  }

  @Test
  void parsesToExactlyTheDefaults() {
    assertThat(Texts.config(TEXT)).isEqualTo(Texts.config(Texts.FOUR));
  }

  @Test
  void hostsMayBeListedInIt() {
    var hosts =
        new Hosts.Listed(
            List.of(
                new HostLine.Local(),
                new HostLine.Remote(
                    "null",
                    Optional.empty(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty()),
                new HostLine.Remote(
                    "10.0.0.2",
                    Optional.of("2001:db8::1"),
                    OptionalInt.of(2222),
                    Optional.of("me"),
                    Optional.of(Path.of("~/my \"key\"")))));
    assertThat(Texts.config(new InitTemplate("shop", "shop", 80, hosts).text()).hosts())
        .isEqualTo(hosts);
  }

  @ParameterizedTest
  @MethodSource("unsetLines")
  void everyLineThatSetsNothingIsRightOnceItsMarkIsTakenAway(String line) {
    String set = TEXT.replace(line, line.replaceFirst("#", ""));
    if (line.contains("#options:")) {
      set = set.replace("#driver:", "driver:");
    }
    if (line.startsWith("    #") && !line.contains("#driver") && !line.contains("#options")) {
      set = withTheOthersThatItTakes(TEXT, line);
    } else if (line.matches(" *#(socket|master|container|admin_socket): .*")) {
      set = set.replaceAll("\n  (managed|mode|http|image|subnet): .*", "");
    }
    if (line.matches("  #(send|expect|port_only|tcp): .*")) {
      set = ofAnotherProtocol(set, line);
    }
    if (line.contains("#port: 443") || line.contains("#redirect:")) {
      set = set.replace("#certs:", "certs:");
    }
    if (line.startsWith("  #master:")) {
      set = set.replace("#socket:", "socket:");
    }
    if (line.contains("#admin_socket:")) {
      set = set.replace("#container:", "container:");
    }
    if (line.matches(" *#(run|deadline|where): .*")) {
      set = set.replaceFirst("\n  #before: .*", "\n  before:").replaceFirst("#run:", "run:");
    }
    if (line.matches("    #(env|file): .*")) {
      set = set.replaceFirst("\n  #webhook: .*", "\n  webhook:");
    }
    if (line.contains("#username:")) {
      set = set.replace("#password:", "password:");
    }
    if (line.contains("#password:")) {
      set = set.replace("#username:", "username:");
    }
    assertThat(Texts.config(set)).isNotNull();
  }

  private static String ofAnotherProtocol(String text, String line) {
    String set =
        text.replaceAll("\n  (path|method|status|http): .*", "").replace("mode: http", "mode: tcp");
    return line.contains("port_only") ? set : set.replace("#expect:", "expect:");
  }

  /// Each kind of edge with what it needs, and this line.
  private static String withTheOthersThatItTakes(String text, String line) {
    String word = line.strip().substring(1).split(":", 2)[0];
    List<String> needed =
        switch (word) {
          case "socket", "host", "master", "backend", "server" -> List.of("    #socket");
          case "project",
              "zone",
              "region",
              "backend_service",
              "instance_group",
              "instance",
              "endpoint" ->
              List.of("    #project", "    #zone", "    #backend_service", "    #instance_group");
          case "neg", "port" ->
              List.of("    #project", "    #zone", "    #backend_service", "    #neg");
          case "leave", "join", "state", "deadline" ->
              List.of("    #leave", "    #join", "    #state");
          case "hosts", "path" -> List.of("  #shared");
          case String _ -> List.of();
        };
    String set = text.replace(line, line.replaceFirst("#", ""));
    for (String other : needed) {
      set = set.replace("\n" + other + ":", "\n" + other.replace("#", "") + ":");
    }
    return set;
  }

  @ParameterizedTest
  @EnumSource(Key.class)
  void saysOfEveryKeyWhatTheTableSays(Key key) {
    assertThat(lines()).hasSize(Key.values().length - later().size());
    if (key.kind() == Key.Kind.LATER) {
      assertThat(lines()).noneMatch(line -> line.startsWith(key.path() + ":"));
      return;
    }
    String value =
        switch (key.kind()) {
          case SECTION, LATER -> "";
          case NEEDED, CHOICE -> " " + key.text("shop");
          case DEFAULT -> " " + quotedIfNeeded(key.text("shop"));
        };
    assertThat(lines()).contains(key.path() + ":" + value + "  # " + key.doc());
  }

  private static String quotedIfNeeded(String text) {
    return text.contains("{") ? '"' + text + '"' : text;
  }

  private static List<Key> later() {
    return Arrays.stream(Key.values()).filter(key -> key.kind() == Key.Kind.LATER).toList();
  }

  /// Every line that sets something or would, with the whole path of its key.
  private static List<String> lines() {
    var found = new ArrayList<String>();
    var path = new ArrayList<String>();
    for (String line : TEXT.lines().toList()) {
      boolean listed = line.startsWith("#  ");
      String bare =
          listed ? line.substring(1).replace("- ", "  ") : line.replaceFirst("^( *)#", "$1");
      var form = Pattern.compile("( *)([a-z_]+):(.*)").matcher(bare);
      if ((line.startsWith("# ") && !listed) || !form.matches()) {
        continue;
      }
      int depth = listed ? 1 : form.group(1).length() / 2;
      path.subList(Math.min(depth, path.size()), path.size()).clear();
      path.add(form.group(2));
      String key = listed ? "hosts." + form.group(2) : String.join(".", path);
      found.add(key + ":" + form.group(3));
    }
    return found;
  }
}
