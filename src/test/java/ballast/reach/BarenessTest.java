package ballast.reach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Host;
import org.junit.jupiter.api.Test;

class BarenessTest {
  private static final Host FE_1 = new Host("fe-1");
  private static final String DEBIAN = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian 12\"\n";

  @Test
  void whereDockerIsNothingIsDone() {
    assertThat(look("docker=yes group=yes sudo=no uid=1000 user=deploy", "ID=plan9\n"))
        .isEqualTo(new Bareness.HasDocker(FE_1));
  }

  @Test
  void rootInstallsWithoutSudo() {
    assertThat(look("docker=no group=yes sudo=yes uid=0 user=root", DEBIAN))
        .isEqualTo(
            new Bareness.Installable(
                FE_1,
                "no Docker Engine",
                new OsRelease("debian", "12", "Debian 12"),
                java.util.List.of(
                    "apt-get update",
                    "env DEBIAN_FRONTEND=noninteractive apt-get install -y docker.io")));
  }

  @Test
  void aUserWithSudoInstallsAndIsLetIntoTheGroup() {
    assertThat(look("docker=no group=yes sudo=yes uid=1000 user=deploy", DEBIAN))
        .isInstanceOfSatisfying(
            Bareness.Installable.class,
            one ->
                assertThat(one.commands())
                    .containsExactly(
                        "sudo -n apt-get update",
                        "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y docker.io",
                        "sudo -n usermod -aG docker deploy"));
  }

  @Test
  void whatARunLeftThatEndedBeforeItsLastCommandIsFinished() {
    assertThat(look("docker=yes group=no sudo=yes uid=1000 user=deploy", DEBIAN))
        .isEqualTo(
            new Bareness.Installable(
                FE_1,
                "user deploy is not in the group docker",
                new OsRelease("debian", "12", "Debian 12"),
                java.util.List.of("sudo -n usermod -aG docker deploy")));
    assertThat(look("docker=half group=yes sudo=no uid=0 user=root", DEBIAN))
        .isInstanceOfSatisfying(
            Bareness.Installable.class, one -> assertThat(one.commands()).hasSize(2));
  }

  @Test
  void aClientThatIsNotTheSystemsIsNotJoinedByTheSystemsEngine() {
    assertThat(refusal(look("docker=client group=yes sudo=yes uid=0 user=root", DEBIAN)))
        .contains("fe-1 has Docker's client and no engine", "docker.io", "next: install");
  }

  @Test
  void theLookIsUnderstoodByAShellOfThisMachineAndItsAnswerByBallast() throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", Bareness.QUESTION).start();
    String answer = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(new String(shell.getErrorStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(shell.waitFor()).isZero();
    assertThat(Bareness.of(FE_1, answer)).as(answer).isNotInstanceOf(Bareness.Unknown.class);
  }

  @Test
  void whoMayNotInstallIsToldWhatWouldHelp() {
    assertThat(refusal(look("docker=no group=yes sudo=no uid=1000 user=deploy", DEBIAN)))
        .contains("fe-1", "user deploy may not install", "sudo", "ansible_user");
  }

  @Test
  void anotherSystemIsRefusedByItsNameWithWhatToDo() {
    assertThat(
            refusal(
                look(
                    "docker=no group=yes sudo=no uid=0 user=root",
                    "ID=fedora\nVERSION_ID=41\nPRETTY_NAME=\"Fedora Linux 41\"\n")))
        .contains("ID=fedora", "VERSION_ID=41", "Fedora Linux 41", "Debian 11", "next: install");
  }

  @Test
  void whatALoginPrintsBeforeIsSkipped() {
    assertThat(
            Bareness.of(
                FE_1,
                "Welcome!\nID=motd\nBALLAST LOOK docker=no group=yes sudo=no uid=0 user=root\n"
                    + DEBIAN))
        .isInstanceOf(Bareness.Installable.class);
  }

  @Test
  void anAnswerThatIsNoneIsUnknownAndNeverBare() {
    assertThat(Bareness.of(FE_1, "This account is not available.\n"))
        .isInstanceOfSatisfying(
            Bareness.Unknown.class,
            unknown -> assertThat(unknown.problem().why()).contains("not available"));
    assertThat(Bareness.of(FE_1, "")).isInstanceOf(Bareness.Unknown.class);
  }

  private static Bareness look(String words, String release) {
    return Bareness.of(FE_1, "BALLAST LOOK " + words + "\n" + release);
  }

  private static String refusal(Bareness bareness) {
    assertThat(bareness).isInstanceOf(Bareness.Refused.class);
    return ((Bareness.Refused) bareness).problem().toString();
  }
}
