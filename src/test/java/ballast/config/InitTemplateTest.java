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
    if (line.matches(" *#(socket|master|container|admin_socket): .*")) {
      set = set.replaceAll("\n  (managed|http|image|subnet): .*", "");
    }
    if (line.contains("#master:")) {
      set = set.replace("#socket:", "socket:");
    }
    if (line.contains("#admin_socket:")) {
      set = set.replace("#container:", "container:");
    }
    assertThat(Texts.config(set)).isNotNull();
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
