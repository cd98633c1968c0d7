package ballast.bench;

import ballast.event.Receipt;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The same rollout on more and more hosts: real ones as far as the machine goes, and simulated
/// ones that take as long as the real ones did.
final class ScaleBench {
  private static final List<Scale.Setting> REAL =
      List.of(Scale.Setting.SHARE, Scale.Setting.ONE_A_HOST);
  private static final List<Scale.Setting> SIMULATED =
      List.of(
          Scale.Setting.SHARE,
          Scale.Setting.ONE_A_HOST,
          Scale.Setting.BATCHES,
          Scale.Setting.COUNT);
  private static final List<Integer> REAL_HOSTS = List.of(3, 9, 18);
  private static final List<Integer> SIMULATED_HOSTS = List.of(3, 9, 18, 90, 900);

  /// A fixed budget on more hosts than that only goes on for longer.
  private static final int MOST_WITH_A_COUNT = 90;

  /// The size whose slots the simulation takes its times from.
  private static final int MEASURED_ON = 9;

  private static final Path STEPS = Path.of("target", "methods-steps.json");
  private static final String HEAD =
      "| hosts | | max_out | out at most | whole, s | first drain to last ready, s | one slot out, median s | lost of sent | cores busy |\n|---|---|---|---|---|---|---|---|---|\n";

  private final BenchFleet fleet;

  ScaleBench(BenchFleet fleet) {
    this.fleet = fleet;
  }

  /// A table of the times on real hosts, whose steps are kept for the simulation.
  String real() throws Exception {
    var text = new StringBuilder(HEAD);
    for (int hosts : REAL_HOSTS) {
      real(hosts, text);
    }
    return text.toString();
  }

  /// A table of the times on simulated hosts.
  ///
  /// @throws IOException also where no real ones were measured before
  String simulated() throws IOException, InterruptedException {
    if (!Files.exists(STEPS)) {
      throw new IOException(STEPS + " is not there: ./bench methods --only scale measures it");
    }
    Map<String, List<Long>> steps =
        new Gson()
            .fromJson(
                Files.readString(STEPS), new TypeToken<Map<String, List<Long>>>() {}.getType());
    var text = new StringBuilder(medians(steps));
    text.append('\n').append(HEAD);
    Scale.Measured measured = Scale.Measured.of(steps);
    for (int hosts : SIMULATED_HOSTS) {
      for (Scale.Setting setting : SIMULATED) {
        if (setting != Scale.Setting.COUNT || hosts <= MOST_WITH_A_COUNT) {
          text.append(simulated(hosts, setting, measured)).append('\n');
        }
      }
    }
    return text.toString();
  }

  private void real(int hosts, StringBuilder text) throws Exception {
    fleet.up(hosts);
    fleet.reset();
    fleet.config(fleet.managedBalancer());
    fleet.ballast("setup");
    fleet.ballast("deploy", fleet.tag());
    int slots = hosts * Scale.SLOTS;
    var watching = new Watching(fleet, slots, fleet.managedBalancers(), "pxapp");
    for (Scale.Setting setting : REAL) {
      fleet.config(fleet.managedBalancer() + "rollout: {%s}\n".formatted(quoted(setting)));
      var last = new JsonObject[1];
      Course course =
          watching.watch(() -> {
            String out = fleet.ballast("deploy", fleet.next(), "--output", "json", "-v");
            last[0] = JsonParser.parseString(out.lines().toList().getLast()).getAsJsonObject();
            return Optional.of(Receipts.moved(last[0]));
          });
      if (hosts == MEASURED_ON && setting == Scale.Setting.SHARE) {
        Files.writeString(STEPS, new Gson().toJson(Receipts.steps(last[0])));
      }
      String line =
          row(
              hosts,
              "real",
              setting,
              slots,
              "%.1f".formatted(seconds(course.took())),
              course.moved().orElseThrow(),
              median(Receipts.out(last[0])),
              "%,d of %,d".formatted(course.lostTotal(), course.sent()),
              "%.0f %%".formatted(course.busy() * 100));
      text.append(line).append('\n');
    }
  }

  /// As ballast.yml has it: a percentage is in quotes.
  private static String quoted(Scale.Setting setting) {
    return setting.text().replaceAll("([0-9]+%)", "\"$1\"");
  }

  private static String simulated(int hosts, Scale.Setting setting, Scale.Measured measured)
      throws InterruptedException {
    Receipt receipt = Scale.simulated(hosts, setting, measured);
    return row(
        hosts,
        "simulated",
        setting,
        hosts * Scale.SLOTS,
        "",
        receipt.moved(),
        median(receipt.slots().stream().map(Receipt.SlotLine::out).toList()),
        "0",
        "");
  }

  private static String row(
      int hosts,
      String kind,
      Scale.Setting setting,
      int slots,
      String whole,
      Duration moved,
      Duration out,
      String lost,
      String busy) {
    String line =
        String.format(
            Locale.ROOT,
            "| %d | %s | %s | %d of %d | %s | %.1f | %.2f | %s | %s |",
            hosts,
            kind,
            setting.text().replaceFirst("max_out: ", ""),
            setting.mostOut(hosts),
            slots,
            whole,
            seconds(moved),
            seconds(out),
            lost,
            busy);
    System.err.println("  " + line);
    return line;
  }

  private static String medians(Map<String, List<Long>> steps) {
    var medians = new TreeMap<String, Long>();
    steps.forEach(
        (step, took) -> medians.put(step, took.stream().sorted().toList().get(took.size() / 2)));
    return "What the simulated hosts take was measured on %d real ones, median ms of a step: %s.%n"
        .formatted(MEASURED_ON, medians);
  }

  private static Duration median(List<Duration> values) {
    List<Duration> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
