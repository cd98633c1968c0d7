package ballast.command;

import ballast.cli.Command;
import ballast.sim.Rehearsal;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a rehearsal says beyond the receipt that the real thing would give.
final class RehearsalReport {
  private RehearsalReport() {}

  static List<String> lines(
      Command.Rehearse wanted, Rehearsal.Ending ending, int slots, String estimate, long seed) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("This was a rehearsal on a simulated copy: nothing was touched.");
    lines.add("");
    lines.add("  promises  " + promises(ending));
    ending.broken().forEach(one -> lines.add("            " + one.strip()));
    lines.add(
        "  out       at most %d of %d slots of the fleet at once, %d of one host"
            .formatted(ending.mostOut(), slots, ending.mostOutOfAHost()));
    lines.add(
        "  requests  %d answered, %d lost by what Ballast did%s"
            .formatted(
                ending.answered(),
                ending.lost(),
                ending.lostToMishaps() == 0
                    ? ""
                    : ", %d by what went wrong around it".formatted(ending.lostToMishaps())));
    lines.add("  for real  " + estimate);
    lines.add("  repeat    " + repeat(wanted, seed));
    return lines;
  }

  private static String promises(Rehearsal.Ending ending) {
    return ending.broken().isEmpty()
        ? "all kept"
        : "BROKEN: this is a bug in Ballast, please report it with the line to repeat it";
  }

  /// Only what the dice depend on; the options that were given besides belong to it as well.
  private static String repeat(Command.Rehearse wanted, long seed) {
    return "ballast rehearse %s%s --seed %d"
        .formatted(
            wanted.release(), wanted.faults().isEmpty() ? "" : " --faults " + faults(wanted), seed);
  }

  private static String faults(Command.Rehearse wanted) {
    return wanted.faults().stream().map(Command.Fault::word).collect(Collectors.joining(","));
  }

  /// One line, after those of the story.
  static String json(Command.Rehearse wanted, Rehearsal.Ending ending, long seed) {
    var broken = new JsonArray();
    ending.broken().forEach(one -> broken.add(one.strip()));
    var faults = new JsonArray();
    wanted.faults().forEach(fault -> faults.add(fault.word()));
    var json = new JsonObject();
    json.addProperty("type", "rehearsal");
    json.addProperty("touched", "nothing");
    json.addProperty("seed", seed);
    json.add("faults", faults);
    json.add("broken", broken);
    json.addProperty("mostOut", ending.mostOut());
    json.addProperty("mostOutOfAHost", ending.mostOutOfAHost());
    json.addProperty("answered", ending.answered());
    json.addProperty("lost", ending.lost());
    json.addProperty("lostToFaults", ending.lostToMishaps());
    return json.toString();
  }
}
