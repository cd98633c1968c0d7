package ballast.plan;

import ballast.model.Admission;
import ballast.model.Batches;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.model.Share;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.sim.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A fleet drawn as text, and what is wanted of it.
///
/// ```
/// want v2                  or: back fe-1/1=v1 fe-1/2=v1
/// max_out 5%               per_host 2     batches 3     batch 1 10% 35%
/// in-flight fe-1/1         given-up fe-2/1          limit fe-1 fe-2
/// fe-1   v1        v1 maint            v2 drain + v1 last
/// fe-2   -         v1 exited           v1 down
/// fe-3   unreachable no route to host
/// ```
///
/// A slot is the release of its containers, first the one that has the slot, each with its place
/// and state where they are not `holder` and `running`, and what its server is where that is not
/// ready, up and of weight 100. `-` is no container; columns are apart by two blanks or more.
final class Drawing {
  private int perHost = 1;
  private Policy.MaxOut maxOut = new Policy.MaxOut.Default();
  private Batches batches = new Batches.Whole();
  private Optional<Desired.Target> target = Optional.empty();
  private Scope scope = new Scope.All();
  private final Set<Slot> inFlight = new HashSet<>();
  private final Set<Slot> givenUp = new HashSet<>();
  private final List<HostView> hosts = new ArrayList<>();
  private int slots = 1;

  static Drawing of(String text) {
    var drawing = new Drawing();
    text.lines().filter(line -> !line.isBlank()).forEach(drawing::line);
    return drawing;
  }

  Desired desired() {
    Policy.Drain drain = Policy.defaults().drain();
    return new Desired(
        service(),
        target.orElseThrow(),
        new Policy(maxOut, perHost, batches, drain, Duration.ZERO),
        scope);
  }

  Observed observed() {
    return new Observed(hosts);
  }

  Standing standing() {
    return new Standing(inFlight, givenUp);
  }

  private Service service() {
    return Words.service(slots);
  }

  private void line(String line) {
    List<String> words = Arrays.asList(line.strip().split("\\s+"));
    List<String> rest = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "want" ->
          target =
              Optional.of(
                  new Desired.Target.Everywhere(new ReleaseId(rest.getFirst()), rest.getFirst()));
      case "back" -> target = Optional.of(new Desired.Target.Back(back(rest)));
      case "max_out" -> maxOut = new Policy.MaxOut.Of(share(rest.getFirst()));
      case "per_host" -> perHost = Integer.parseInt(rest.getFirst());
      case "batches" -> batches = new Batches.Even(Integer.parseInt(rest.getFirst()));
      case "batch" -> batches = new Batches.Serial(rest.stream().map(Drawing::share).toList());
      case "limit" ->
          scope = new Scope.Only(rest.stream().map(Host::new).collect(Collectors.toSet()));
      case "in-flight" -> rest.stream().map(Words::slot).forEach(inFlight::add);
      case "given-up" -> rest.stream().map(Words::slot).forEach(givenUp::add);
      default -> hosts.add(host(new Host(words.getFirst()), line));
    }
  }

  private static Map<Slot, ReleaseId> back(List<String> words) {
    var releases = new LinkedHashMap<Slot, ReleaseId>();
    for (String word : words) {
      List<String> pair = Arrays.asList(word.split("="));
      releases.put(Words.slot(pair.getFirst()), new ReleaseId(pair.getLast()));
    }
    return releases;
  }

  private static Share share(String text) {
    return text.endsWith("%")
        ? new Share.Percent(Integer.parseInt(text.substring(0, text.length() - 1)))
        : new Share.Count(Integer.parseInt(text));
  }

  private HostView host(Host host, String line) {
    String rest = line.substring(host.name().length()).strip();
    if (rest.startsWith("unreachable")) {
      String why = rest.substring("unreachable".length()).strip();
      return new HostView.Unreachable(host, new Problem("cannot reach " + host, why, "look"));
    }
    String[] columns = rest.split("\\s{2,}");
    slots = columns.length;
    var views = new ArrayList<SlotView>();
    for (int i = 0; i < columns.length; i++) {
      views.add(slot(new Slot(host, i + 1), columns[i]));
    }
    return new HostView.Seen(host, views, new HostView.Worker(1, 1, "2.8"), Counters.NONE);
  }

  private static SlotView slot(Slot slot, String text) {
    var berths = new ArrayList<Berth>();
    var admission = Admission.READY;
    var up = ServerView.Condition.UP;
    int weight = 100;
    int initialWeight = 100;
    for (String part : text.split(" \\+ ")) {
      var words = new ArrayList<>(Arrays.asList(part.strip().split(" ")));
      String release = words.removeFirst();
      var place = Berth.Place.HOLDER;
      var state = Berth.State.RUNNING;
      for (String word : words) {
        switch (word) {
          case "prepared", "next", "last", "kept" -> {
            place = Berth.Place.valueOf(word.toUpperCase(Locale.ROOT));
            state =
                place == Berth.Place.LAST || place == Berth.Place.KEPT
                    ? Berth.State.EXITED
                    : Berth.State.CREATED;
          }
          case "running", "exited", "restarting", "paused", "created", "dead" ->
              state = Berth.State.valueOf(word.toUpperCase(Locale.ROOT));
          case "maint", "drain" -> admission = Admission.valueOf(word.toUpperCase(Locale.ROOT));
          case "down" -> up = ServerView.Condition.DOWN;
          case "weight0" -> weight = 0;
          case "weight40" -> weight = 40;
          case "configured0" -> {
            weight = 0;
            initialWeight = 0;
          }
          default -> throw new IllegalArgumentException("what is '" + word + "'?");
        }
      }
      if (release.equals("-")) {
        up = ServerView.Condition.DOWN;
      } else {
        berths.add(berth(slot, release, place, state, berths.size()));
        up = place == Berth.Place.HOLDER && !state.alive() ? ServerView.Condition.DOWN : up;
      }
    }
    return new SlotView(
        slot,
        berths,
        new ServerView(
            "pxapp-" + slot.number(),
            admission,
            up,
            weight,
            initialWeight,
            0,
            0,
            "L7OK/200",
            Counters.NONE));
  }

  private static Berth berth(
      Slot slot, String release, Berth.Place place, Berth.State state, int index) {
    return new Berth(
        "%s-%d".formatted(slot, index),
        new ReleaseId(release),
        release,
        place,
        state,
        Optional.empty(),
        Instant.EPOCH);
  }
}
