package ballast.command;

import ballast.reach.BalancerSetup.Effect;
import ballast.reach.BalancerSetup.Prepared;
import ballast.template.TextChange;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a set-up would change, hosts that change alike together.
record SetupPreview(PrintStream out) {
  private static final int MOST_LINES = 400;

  void show(List<Prepared> prepared) {
    Map<List<String>, List<String>> alike = new LinkedHashMap<>();
    for (Prepared one : prepared) {
      if (one instanceof Prepared.Ready ready && ready.ahead().effect() != Effect.NOTHING) {
        alike.computeIfAbsent(lines(ready), _ -> new ArrayList<>()).add(ready.host().name());
      }
    }
    alike.forEach((lines, hosts) -> {
      out.println(hosts.stream().collect(Collectors.joining(", ", "", ":")));
      lines.stream().limit(MOST_LINES).forEach(line -> out.println("    " + line));
      if (lines.size() > MOST_LINES) {
        out.println("    and %d more lines".formatted(lines.size() - MOST_LINES));
      }
    });
    if (alike.isEmpty()) {
      out.println("nothing changes");
    }
  }

  /// Whether something that runs is changed, and not only made anew.
  boolean changesWhatServes(List<Prepared> prepared) {
    return prepared.stream()
        .anyMatch(one ->
            one instanceof Prepared.Ready ready
                && switch (ready.ahead().effect()) {
                  case RELOADED, TAKEN_OVER, REPLACED -> true;
                  case CREATED, RECERTIFIED, NOTHING -> false;
                });
  }

  /// Whether for a moment nothing listens on a host.
  boolean leavesAGap(List<Prepared> prepared) {
    return prepared.stream()
        .anyMatch(one ->
            one instanceof Prepared.Ready ready && ready.ahead().effect() == Effect.REPLACED);
  }

  private static List<String> lines(Prepared.Ready ready) {
    var lines = new ArrayList<String>();
    lines.add(ready.ahead().words());
    ready
        .before()
        .ifPresent(before -> lines.addAll(TextChange.between(before, ready.wholeAfter()).lines()));
    return lines;
  }
}
