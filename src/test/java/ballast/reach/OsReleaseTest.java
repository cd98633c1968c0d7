package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OsReleaseTest {
  @Test
  void whatDebianWritesIsRead() {
    OsRelease read =
        OsRelease.parse(
            """
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            NAME="Debian GNU/Linux"
            VERSION_ID="12"
            VERSION="12 (bookworm)"
            VERSION_CODENAME=bookworm
            ID=debian
            HOME_URL="https://www.debian.org/"
            """);
    assertThat(read).isEqualTo(new OsRelease("debian", "12", "Debian GNU/Linux 12 (bookworm)"));
  }

  @Test
  void quotesBlankLinesAndCommentsAreTakenAsAShellWould() {
    OsRelease read =
        OsRelease.parse(
            "# of ours\n\n ID='ubuntu'\nVERSION_ID=22.04\nPRETTY_NAME=\"A \\\"B\\\"\"\n");
    assertThat(read).isEqualTo(new OsRelease("ubuntu", "22.04", "A \"B\""));
  }

  @Test
  void aHostThatSaysNothingIsNoSystemThatIsKnown() {
    assertThat(OsRelease.parse("").supported()).isFalse();
    assertThat(OsRelease.parse("bash: cat: not found").id()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "debian, 10, false",
    "debian, 11, true",
    "debian, 12, true",
    "debian, 12.5, true",
    "debian, '', false",
    "debian, testing, false",
    "ubuntu, 20.04, false",
    "ubuntu, 21.10, false",
    "ubuntu, 22, false",
    "ubuntu, 22.04, true",
    "ubuntu, 24.10, true",
    "linuxmint, 22, false",
    "fedora, 41, false",
    "'', 12, false"
  })
  void debianFrom11AndUbuntuFrom2204AreKnown(String id, String version, boolean known) {
    assertThat(new OsRelease(id, version, "").supported()).isEqualTo(known);
  }
}
