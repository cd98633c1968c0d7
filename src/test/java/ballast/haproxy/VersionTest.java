package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  @Test
  void versionsAreOrderedByWhatDecidesBehaviour() throws Exception {
    var ascending =
        List.of(
            "2.4.22-f8e3218",
            "2.6.9",
            "2.6.12-1+deb12u4",
            "3.0.0-5590ada47",
            "3.4-dev9-e5e622-18",
            "3.4-dev10",
            "3.4.0-64a335366",
            "3.10.1~bpo");
    var versions = new ArrayList<Version>();
    for (String text : ascending.reversed()) {
      versions.add(Version.parse(text));
    }
    assertThat(versions.stream().sorted().map(Version::text)).containsExactlyElementsOf(ascending);
  }

  @Test
  void aDevelopmentVersionDoesNotHaveItsReleaseYet() throws Exception {
    assertThat(Version.parse("3.4-dev9-e5e622-18").atLeast(3, 4)).isFalse();
    assertThat(Version.parse("3.4-dev9-e5e622-18").atLeast(3, 3)).isTrue();
    assertThat(Version.parse("2.6.12-1+deb12u4").atLeast(2, 6)).isTrue();
    assertThat(Version.parse("2.6.12-1ppa1~focal").atLeast(3, 0)).isFalse();
  }

  @Test
  void thePackagersSuffixDoesNotCountInTheOrder() throws Exception {
    assertThat(Version.parse("2.6.12-1+deb12u4")).isEqualByComparingTo(Version.parse("2.6.12"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HAProxy", "2", "2.6.x", "99999999999.1.1", "2.6.12 or so"})
  void whatIsNoVersionIsAnError(String text) {
    assertThatThrownBy(() -> Version.parse(text)).isInstanceOf(UnreadableReply.class);
  }
}
