package ballast.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.model.HookPoint;
import ballast.model.Host;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.Slot;
import ballast.plan.EdgeMove;
import ballast.plan.Step;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final Host FE_1 = new Host("fe-1");

  @Test
  void everyEventButALookAtAHostComesBackAsItWas() {
    for (Entry entry : oneOfEach()) {
      JsonObject json = JsonParser.parseString(EventJson.write(entry).toString()).getAsJsonObject();
      if (entry.event() instanceof Event.HostSeen) {
        assertThat(EventJson.read(json)).isEmpty();
      } else {
        assertThat(EventJson.read(json)).contains(entry);
      }
    }
  }

  @Test
  void theEventsTestedAreAllThereAre() {
    assertThat(oneOfEach().stream().map(entry -> entry.event().getClass()).distinct())
        .hasSize(Event.class.getPermittedSubclasses().length);
  }

  @Test
  void anEarlierVersionsRolloutThatTouchedNoSlotAndWentBackHadNotBegun() {
    var entry =
        new Recording(1, 1).ends(Receipt.Outcome.WENT_BACK, Optional.empty()).entries().getLast();
    JsonObject json = EventJson.write(entry);
    json.getAsJsonObject("receipt").add("slots", new JsonArray());
    assertThat(EventJson.read(json).map(Entry::event))
        .hasValueSatisfying(event ->
            assertThat(event)
                .isInstanceOfSatisfying(
                    Event.RolloutEnded.class,
                    ended ->
                        assertThat(ended.receipt().outcome())
                            .isEqualTo(Receipt.Outcome.NOT_BEGUN)));
  }

  @Test
  void aReceiptOfAnEarlierVersionIsReadAllTheSame() {
    var entry =
        new Recording(1, 1).ends(Receipt.Outcome.DONE, Optional.empty()).entries().getLast();
    JsonObject json = EventJson.write(entry);
    json.getAsJsonObject("receipt").remove("reach");
    assertThat(EventJson.read(json)).isPresent();
  }

  @Test
  void everyNameIsInSnakeCase() {
    for (Entry entry : oneOfEach()) {
      assertThat(EventJson.write(entry).keySet()).allMatch(name -> name.matches("[a-z_]+"));
    }
  }

  @Test
  void theNamesOfALaneAreTheOnesThatToolsRelyOn() {
    var entry =
        new Entry(
            17,
            Recording.START.plusMillis(3400),
            new Event.LaneStarted(slot(), "runs 1.4.1", "1.4.2"));
    assertThat(EventJson.write(entry))
        .hasToString(
            """
            {"sequence":17,"at":"2026-11-22T10:15:03.400Z","event":"lane_started",\
            "slot":"fe-1/1","cause":"runs 1.4.1","version":"1.4.2"}\
            """);
  }

  @Test
  void anEventOfALaterVersionIsPassedOver() {
    JsonObject json =
        JsonParser.parseString(
                """
                {"sequence":1,"at":"2026-11-22T10:15:03Z","event":"moon_landed"}\
                """)
            .getAsJsonObject();
    assertThat(EventJson.read(json)).isEmpty();
  }

  @Test
  void whatIsNoEventIsRefusedWithTheNameOfWhatIsWrong() {
    assertThatThrownBy(() -> read("{\"sequence\":1}"))
        .isInstanceOf(JsonParseException.class)
        .hasMessageContaining("'event'");
    assertThatThrownBy(() -> read("{\"sequence\":1,\"at\":\"yesterday\",\"event\":\"stop_asked\"}"))
        .isInstanceOf(JsonParseException.class)
        .hasMessageContaining("'at'");
    assertThatThrownBy(() -> read("{\"event\":\"lane_ended\",\"slot\":\"fe-1\"}"))
        .isInstanceOf(JsonParseException.class)
        .hasMessageContaining("'slot'");
  }

  private static Optional<Entry> read(String json) {
    return EventJson.read(JsonParser.parseString(json).getAsJsonObject());
  }

  private static Slot slot() {
    return new Recording(1, 1).slots().getFirst();
  }

  private static List<Entry> oneOfEach() {
    var recording = new Recording(1, 2).opens().prepares();
    recording.rolls(slot());
    List<Step> steps =
        List.of(
            new Step.Prepare(Recording.NEW),
            new Step.Drain(Duration.ofSeconds(3), Policy.PastDeadline.CUT),
            new Step.Soak(Duration.ofSeconds(10)));
    steps.forEach(step -> recording.tell(new Event.StepStarted(slot(), step)));
    var problem = new Problem("what \"it\" was", "why\nso", "next <b>");
    var reach = new Receipt.Reach(27, 9, 3, 15);
    return recording
        .tell(
            new Event.RolloutEnded(
                recording.receipt(Receipt.Outcome.DONE, Optional.empty(), reach)))
        .tell(new Event.RequestsCut(slot(), 3, "in flight"))
        .tell(new Event.LaneFailed(slot(), problem))
        .tell(new Event.LanePostponed(slot(), "too few"))
        .tell(new Event.Noticed("look"))
        .tell(new Event.GoingBack("because", 2))
        .tell(new Event.StopAsked())
        .tell(new Event.Paused("2 slots failed, and 1 is tolerated"))
        .tell(new Event.Resumed())
        .tell(new Event.EdgeStarted(FE_1, EdgeMove.Way.LEAVE, "its slots change hands"))
        .tell(new Event.EdgeWaits(FE_1, EdgeMove.Way.LEAVE, "3 connections in flight at the edge"))
        .tell(new Event.EdgeEnded(FE_1, EdgeMove.Way.LEAVE, Duration.ofSeconds(9), ""))
        .tell(new Event.EdgeFailed(FE_1, EdgeMove.Way.JOIN, problem))
        .tell(new Event.HookStarted(HookPoint.BEFORE, ""))
        .tell(
            new Event.HookEnded(
                HookPoint.BEFORE, "", Duration.ofSeconds(1), Optional.empty(), "announced"))
        .tell(
            new Event.HookEnded(
                HookPoint.ON_SLOT_FAILURE,
                "fe-1/1",
                Duration.ofSeconds(30),
                Optional.of(problem),
                ""))
        .ends(Receipt.Outcome.MIXED, Optional.of(problem))
        .ends(Receipt.Outcome.DONE, Optional.empty())
        .entries();
  }
}
