package ballast.view;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.event.PastRollout;
import ballast.event.PastRollout.End;
import ballast.event.Receipt;
import ballast.event.Recording;
import ballast.model.Problem;
import com.google.gson.GsonBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTextTest {
  @Test
  void everyEndIsShownWithWhatIsKnownOfIt() {
    Golden.matches(
        "history", HistoryText.lines("pxapp", rollouts(), ZoneOffset.UTC, Palette.PLAIN));
  }

  @Test
  void programsGetTheSame() {
    var passed = new Problem("the journal x.jsonl is passed over", "it is not text", "remove it");
    Golden.matches(
        "history-json",
        new GsonBuilder()
                .setPrettyPrinting()
                .create()
                .toJson(HistoryJson.of("pxapp", rollouts(), List.of(passed)))
            + "\n");
  }

  @Test
  void withoutAnyItSaysWhereOthersMayBe() {
    assertThat(HistoryText.lines("pxapp", List.of(), ZoneOffset.UTC, Palette.PLAIN))
        .containsExactly(
            "pxapp: no rollout is kept on this machine; those started elsewhere are kept there");
  }

  @Test
  void oneRolloutFitsOnALine() {
    assertThat(HistoryText.line(rollouts().getFirst()))
        .isEqualTo("still runs: pxapp 1.4.3, last heard of after 1 min 05 s (rollout pxapp-r9)");
    assertThat(HistoryText.line(rollouts().get(2)))
        .startsWith("done: pxapp 1.4.2, 9 slots in ")
        .contains(" answered, 0 lost (rollout pxapp-r7)");
  }

  private static List<PastRollout> rollouts() {
    var recording = new Recording(3, 3).opens();
    recording.slots().forEach(recording::rolls);
    var list = new ArrayList<PastRollout>();
    list.add(one(9, "1.4.3", new End.StillRuns()));
    list.add(one(8, "1.4.3", new End.WithoutAWord()));
    for (Receipt.Outcome outcome : Receipt.Outcome.values()) {
      list.add(
          one(
              9 - list.size(),
              "1.4.2",
              new End.Told(recording.receipt(outcome, Optional.empty()))));
    }
    return list;
  }

  private static PastRollout one(int number, String version, End end) {
    return new PastRollout(
        "pxapp-r" + number,
        "pxapp",
        version,
        number == 8 ? Optional.empty() : Optional.of("anna@laptop"),
        Recording.START.plus(Duration.ofHours(number)),
        Recording.START.plus(Duration.ofHours(number)).plusSeconds(65),
        end);
  }
}
