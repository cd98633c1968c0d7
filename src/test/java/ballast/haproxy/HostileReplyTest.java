package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What cannot be read is told as such, never as an empty or a healthy server.
class HostileReplyTest {
  private static final Map<String, Reply.Parser<?>> PARSERS =
      Map.of(
          "show-info", RunningProcess::parse,
          "show-stat", Stat::parse,
          "show-servers-state", ServerState::parse,
          "show-servers-conn", ServerConn::parse,
          "show-sess", Session::parse,
          "master-show-proc", Proc::parse);

  @Test
  void anythingButTheAnswerIsAnError() {
    var hostile =
        List.of(
            "",
            "\n",
            "\n\n",
            "Permission denied\n\n",
            "[3]: Permission denied\n\n",
            "\0\1\2\3\n\n",
            "<html>502</html>\n\n",
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "x".repeat(1_000_000));
    PARSERS.forEach((name, parser) ->
        hostile.forEach(reply ->
            assertThatThrownBy(() -> parser.parse(reply))
                .as("%s given %.20s", name, reply)
                .isInstanceOf(UnreadableReply.class)));
  }

  @Test
  void anAnswerCutAnywhereIsAnError() {
    for (String version : Recording.VERSIONS) {
      PARSERS.forEach((name, parser) -> {
        String whole = Recording.answer(version, name);
        for (int end = 0; end < whole.length(); end++) {
          String cut = whole.substring(0, end);
          assertThatThrownBy(() -> parser.parse(cut))
              .as("%s of %s cut after %d", name, version, end)
              .isInstanceOf(UnreadableReply.class);
        }
      });
    }
  }

  @Test
  void garbledBytesAreAnErrorOrAnAnswerButNothingElse() {
    var random = new Random(7);
    PARSERS.forEach((name, parser) -> {
      String whole = Recording.answer("3.4.0", name);
      for (int i = 0; i < 2_000; i++) {
        var garbled = new StringBuilder(whole);
        garbled.setCharAt(random.nextInt(whole.length()), (char) random.nextInt(300));
        try {
          assertThat(parser.parse(garbled.toString())).isNotNull();
        } catch (UnreadableReply expected) {
          assertThat(expected).hasMessageNotContaining("\n");
        }
      }
    });
  }

  @Test
  void anErrorAfterTheAnswerIsNotOverlooked() {
    assertThatThrownBy(
            () -> Stat.parse(Recording.answer("2.6.12", "show-stat") + "[3]: No such proxy.\n"))
        .isInstanceOf(UnreadableReply.class)
        .hasMessageContaining("No such proxy");
  }

  @Test
  void aMissingColumnIsAbsentWhereItMayBeAndAnErrorWhereItMayNot() throws Exception {
    Stat stat = Stat.parse("# pxname,svname,type,status,\napp,s1,2,UP,\n\n");
    assertThat(stat.servers().getFirst().traffic().current()).isEmpty();
    assertThatThrownBy(() -> Stat.parse("# pxname,svname,type,\napp,s1,2,\n\n"))
        .hasMessageContaining("status");
    assertThatThrownBy(() -> ServerState.parse("1\n# be_id be_name srv_name\n3 app s1\n\n"))
        .isInstanceOf(UnreadableReply.class);
    assertThatThrownBy(() -> ServerConn.parse("# bkname/svname addr\napp/s1 127.0.0.1\n\n"))
        .hasMessageContaining("used_cur");
  }

  @Test
  void aQuotedCellMayHoldCommasQuotesAndBlankLines() throws Exception {
    Stat stat =
        Stat.parse(
            "# pxname,svname,type,status,last_chk,\napp,s1,2,UP,\"a, \"\"b\"\"\n\nc\",\napp,s2,2,UP,,\n\n");
    assertThat(stat.servers().getFirst().check().text()).hasValue("a, \"b\"\n\nc");
    assertThat(stat.servers()).hasSize(2);
  }

  @Test
  void aNumberThatIsNoneIsAnErrorNotAZero() {
    assertThatThrownBy(() -> Stat.parse("# pxname,svname,type,status,scur,\napp,s1,2,UP,many,\n\n"))
        .hasMessageContaining("scur");
  }

  @Test
  void aNameThatCannotBeOneIsAnError() {
    assertThatThrownBy(() -> Stat.parse("# pxname,svname,type,status,\napp,s1;reload,2,UP,\n\n"))
        .isInstanceOf(UnreadableReply.class);
  }

  @Test
  void anUnreadableStreamIsNotSkipped() {
    String good = Sights.stream("s2", "1s") + "\n";
    for (String bad :
        List.of(
            "something else",
            "0x1: proto=tcpv4 src=1.2.3.4:5 fe=http be=app ts=00 age=1s",
            "0x1: proto=tcpv4 src=1.2.3.4:5 fe=http be=app srv= ts=00 age=1s",
            "[3]: Permission denied")) {
      assertThatThrownBy(() -> Session.parse(good + bad + "\n\n"))
          .as(bad)
          .isInstanceOf(UnreadableReply.class);
    }
  }

  @Test
  void aPartOfShowProcThatIsNotKnownIsNotSkipped() {
    assertThatThrownBy(() ->
            Proc.parse(
                Recording.answer("3.4.0", "master-show-proc")
                    .replace("# workers", "# other workers")))
        .isInstanceOf(UnreadableReply.class);
  }

  @Test
  void oldWorkersAndOldMastersAreRead() throws Exception {
    Proc proc =
        Proc.parse(
            """
            #<PID>          <type>          <reloads>       <uptime>        <version>
            29138           master          3 [failed: 1]   0d00h17m23s     2.6.12-1+deb12u4
            # workers
            26242           worker          0               0d00h00m03s     2.6.12-1+deb12u4
            # old workers
            26530           worker          1               0d00h00m13s     2.6.12-1+deb12u4
            26531           worker          2               0d00h00m23s     2.6.12-1+deb12u4
            # programs
            99              dataplane       0               0d00h17m23s     -

            """);
    assertThat(proc).isEqualTo(new Proc(29138, 3, 1, List.of(26242L), List.of(26530L, 26531L)));
    Proc before25 =
        Proc.parse(
            """
            #<PID>          <type>          <relative PID>  <reloads>       <uptime>        <version>
            1162            master          0               5               0d00h02m07s     2.4-dev12
            # workers
            1271            worker          1               0               0d00h00m00s     2.4-dev12

            """);
    assertThat(before25).isEqualTo(new Proc(1162, 5, 0, List.of(1271L), List.of()));
  }
}
