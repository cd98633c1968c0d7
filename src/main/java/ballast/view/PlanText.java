package ballast.view;

import ballast.model.HookPoint;
import ballast.model.Host;
import ballast.model.Observed;
import ballast.model.Slot;
import ballast.plan.Desired;
import ballast.plan.Desired.Target;
import ballast.plan.Forecast;
import ballast.plan.Lane;
import ballast.plan.Plan;
import ballast.plan.Planner;
import ballast.plan.Step;
import ballast.view.Palette.Mood;
import ballast.view.Table.Cell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A forecast for people: what, why, in which order, how much of the fleet is out at once, and how
/// long it takes.
public final class PlanText {
  private PlanText() {}

  /// @param typicalSlot how long a slot was out in an earlier rollout of the service
  /// @param hooks those that there are
  public static List<String> lines(
      Desired desired,
      Observed observed,
      Forecast forecast,
      Optional<Duration> typicalSlot,
      Collection<HookPoint> hooks,
      Palette palette) {
    var lines = new ArrayList<String>();
    lines.add(palette.paint(title(desired, forecast), Mood.STRONG));
    if (!forecast.isEmpty() && forecast.rounds().isEmpty()) {
      atEdge(forecast).ifPresent(text -> lines.add("  " + text));
    }
    if (!forecast.rounds().isEmpty()) {
      lines.add("");
      lines.addAll(rounds(desired, observed, forecast, palette));
      lines.add("");
      lines.addAll(steps(forecast, palette));
      lines.add("");
      lines.add(
          "  strategy %s: %s".formatted(desired.policy().strategy(), cost(desired, forecast)));
      atEdge(forecast).ifPresent(text -> lines.add("  " + text));
      lines.add("  " + share(forecast, desired.service().slots()));
      if (forecast.extra().fleet() > 0) {
        lines.add("  " + extra(forecast.extra()));
      }
      lines.add("  " + failing(desired, observed));
      lines.add("  " + estimate(forecast, typicalSlot));
      hooks(hooks).ifPresent(text -> lines.add("  " + text));
    }
    forecast
        .notices()
        .forEach(
            notice -> lines.add("  " + palette.paint("note: " + Words.line(notice), Mood.WARN)));
    if (!forecast.stuck().isEmpty()) {
      lines.add("");
      lines.addAll(refusal(forecast.stuck(), palette));
    }
    return lines;
  }

  /// `hooks on this machine: before, before_slot, after_slot`
  private static Optional<String> hooks(Collection<HookPoint> hooks) {
    return hooks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "hooks on this machine: "
                + hooks.stream().sorted().map(HookPoint::word).collect(Collectors.joining(", ")));
  }

  private static String title(Desired desired, Forecast forecast) {
    String name = desired.service().name();
    if (forecast.isEmpty()) {
      return switch (desired.target()) {
        case Target.Everywhere(_, var version) ->
            "nothing to do: every slot that can be rolled serves %s %s".formatted(name, version);
        case Target.Back _ -> "nothing to do: every slot serves what it should go back to";
      };
    }
    int lanes = forecast.lanes() + forecast.stuck().size();
    String slots =
        "%d of %s".formatted(lanes, Words.count(forecast.slots(), "slot"))
            + (lanes == 1 ? " needs it" : " need it");
    return switch (desired.target()) {
      case Target.Everywhere(var release, var version) ->
          "%s to %s (release %s): %s".formatted(name, version, release, slots);
      case Target.Back _ -> "%s back to what each slot served before: %s".formatted(name, slots);
    };
  }

  /// One row for the lanes of a round that have the same cause.
  private static List<String> rounds(
      Desired desired, Observed observed, Forecast forecast, Palette palette) {
    Map<Host, Integer> batchOf = Planner.batches(desired, observed);
    long batches = batchOf.values().stream().distinct().count();
    var table =
        batches > 1
            ? new Table().head("batch", "round", "slots", "why")
            : new Table().head("round", "slots", "why");
    int number = 0;
    for (List<Lane> round : forecast.rounds()) {
      number++;
      String shown = Integer.toString(number);
      for (var group : byCause(round).entrySet()) {
        var row = new ArrayList<Cell>();
        if (batches > 1) {
          int batch = batchOf.getOrDefault(group.getValue().getFirst().host(), 0);
          row.add(Cell.of(shown.isEmpty() ? "" : "%d of %d".formatted(batch + 1, batches)));
        }
        row.add(Cell.of(shown));
        row.add(Cell.of(brief(group.getValue())));
        row.add(new Cell(group.getKey(), Mood.DIM));
        table.row(row);
        shown = "";
      }
    }
    return table.lines(palette);
  }

  private static Map<String, List<Slot>> byCause(List<Lane> round) {
    var causes = new LinkedHashMap<String, List<Slot>>();
    round.forEach(
        lane -> causes.computeIfAbsent(lane.cause(), _ -> new ArrayList<>()).add(lane.slot()));
    return causes;
  }

  private static final int MOST_SLOTS = 12;

  private static String brief(List<Slot> slots) {
    Stream<String> names = slots.stream().limit(MOST_SLOTS).map(Slot::toString);
    return names.collect(Collectors.joining(" "))
        + (slots.size() > MOST_SLOTS ? " and %d more".formatted(slots.size() - MOST_SLOTS) : "");
  }

  /// The steps once for all slots that take the same ones.
  private static List<String> steps(Forecast forecast, Palette palette) {
    var slots = new LinkedHashMap<List<String>, Integer>();
    forecast.rounds().stream()
        .flatMap(List::stream)
        .forEach(lane ->
            slots.merge(lane.steps().stream().map(Step::describe).toList(), 1, Integer::sum));
    var table = new Table();
    slots.forEach((steps, count) -> {
      String label = slots.size() == 1 ? "each slot" : Words.count(count, "slot");
      for (String step : steps) {
        table.row(List.of(new Cell(label, Mood.DIM), Cell.of(step)));
        label = "";
      }
    });
    return table.lines(palette);
  }

  /// What the strategy costs that was chosen.
  private static String cost(Desired desired, Forecast forecast) {
    var strategy = desired.policy().strategy();
    return switch (strategy.inFlight()) {
      case CUT -> "LOSES REQUESTS, those in flight and those that come while nothing serves";
      case DRAINED ->
          switch (strategy.order()) {
            case STOP_THEN_START ->
                switch (strategy.edge()) {
                  case STAYS -> "a slot is out from the drain until its new container is proven";
                  case LEAVES ->
                      "a host leaves the edge, all its slots change hands at once, and it joins again when they are proven";
                };
            case START_THEN_STOP ->
                forecast.mostOut() == 0
                    ? "the new container is proven in a spare slot first, no capacity is lost"
                    : "the new container is proven in a spare slot first";
          };
    };
  }

  /// `3 hosts leave the edge and join it again, 1 at a time`
  private static Optional<String> atEdge(Forecast forecast) {
    var edge = forecast.edge();
    if (edge.isEmpty()) {
      return Optional.empty();
    }
    int back = edge.joins() - edge.leaves();
    String joins =
        "%s out at the edge join%s it again"
            .formatted(Words.count(back, "host"), back == 1 ? "s" : "");
    if (edge.leaves() == 0) {
      return Optional.of(joins);
    }
    return Optional.of(
        "%s leave%s the edge and join%s it again, %d at a time"
                .formatted(
                    Words.count(edge.leaves(), "host"),
                    edge.leaves() == 1 ? "s" : "",
                    edge.leaves() == 1 ? "s" : "",
                    edge.together())
            + (back > 0 ? "; " + joins : ""));
  }

  /// `up to 9 containers more than slots in the fleet, 1 on any host`
  private static String extra(Forecast.Extra extra) {
    return "up to %s more than slots in the fleet, %d on any host"
        .formatted(Words.count(extra.fleet(), "container"), extra.perHost());
  }

  /// `at most 3 of 27 slots out (11 %), 1 of 3 on any host`
  private static String share(Forecast forecast, int slotsPerHost) {
    return "at most %d of %s out (%d %%), %d of %d on any host"
        .formatted(
            forecast.mostOut(),
            Words.count(forecast.slots(), "slot"),
            percent(forecast.mostOut(), forecast.slots()),
            forecast.mostOutPerHost(),
            slotsPerHost);
  }

  /// `up to 2 of 27 slots may fail or be out of reach (10%, rounded down); with one more, or 600 s
  /// without a slot that gets healthy, everything goes back`
  private static String failing(Desired desired, Observed observed) {
    var failing = desired.policy().failing();
    int slots = desired.slots(observed);
    int tolerated = failing.tolerated(slots);
    return "%s of %s may fail or be out of reach%s; with %s, or %d s without a slot that gets healthy, %s"
        .formatted(
            tolerated == 0 ? "none" : "up to " + tolerated,
            Words.count(slots, "slot"),
            failing.tolerate().map(share -> " (%s, rounded down)".formatted(share)).orElse(""),
            tolerated == 0 ? "the first" : "one more",
            failing.stall().toSeconds(),
            switch (failing.then()) {
              case ROLL_BACK -> "everything goes back";
              case PAUSE -> "it pauses until a person says how to go on";
              case CONTINUE -> "the others are rolled all the same";
            });
  }

  private static long percent(int part, int whole) {
    return whole == 0 ? 0 : (200L * part / whole + 1) / 2;
  }

  /// How long it takes, or why that is not known.
  public static String estimate(Forecast forecast, Optional<Duration> typicalSlot) {
    return slotsTake(forecast, typicalSlot)
        + (forecast.edge().rounds() == 0
            ? ""
            : ", and %s what the edge needs to let go of a host and to have it back"
                .formatted(Words.times(forecast.edge().rounds())));
  }

  private static String slotsTake(Forecast forecast, Optional<Duration> typicalSlot) {
    int rounds = forecast.rounds().size();
    return typicalSlot
        .map(slot -> {
          Duration all = forecast.takes(slot);
          return all.equals(slot.multipliedBy(rounds))
              ? "takes about %s: %s of %s, as in the last rollout"
                  .formatted(Words.rough(all), Words.count(rounds, "round"), Words.time(slot))
              : "takes about %s: %s, where a slot took %s in the last rollout"
                  .formatted(Words.rough(all), Words.count(rounds, "round"), Words.time(slot));
        })
        .orElse(
            "how long it takes is not known before the first rollout; it takes %s, and by the config's deadlines at most about %s without the pulls"
                .formatted(Words.count(rounds, "round"), Words.rough(forecast.most())));
  }

  private static List<String> refusal(List<Plan.Waiting> stuck, Palette palette) {
    var lines = new ArrayList<String>();
    lines.add(
        palette.paint(
            "refused: %s could never be taken out".formatted(Words.count(stuck.size(), "slot")),
            Mood.BAD));
    var table = new Table();
    var reasons = new LinkedHashMap<String, List<Slot>>();
    stuck.forEach(waiting ->
        reasons.computeIfAbsent(waiting.why(), _ -> new ArrayList<>()).add(waiting.lane().slot()));
    reasons.forEach((why, slots) -> table.row(List.of(Cell.of(brief(slots)), Cell.of(why))));
    lines.addAll(table.lines(palette));
    return lines;
  }
}
