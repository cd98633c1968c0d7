package ballast.plan;

import ballast.model.Admission;
import ballast.model.Batches;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.EdgeSight;
import ballast.model.EdgeView;
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
import ballast.model.Spares;
import ballast.model.Start;
import ballast.model.Strategy;
import ballast.sim.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// A fleet drawn as text, and what is wanted of it.
///
/// ```
/// want v2                  or: back fe-1/1=v1 fe-1/4=-
/// max_out 5%               per_host 2     batches 3     batch 1 10% 35%
/// slots 3                  strategy surge 2
/// in-flight fe-1/1         leaving fe-1/2    given-up fe-2/1          limit fe-1 fe-2
/// fe-1   v1        v1 maint            v2 drain + v1 last
/// fe-2   -         v1 exited           v1 down
/// fe-3   unreachable no route to host
/// edge                     moving fe-1       stranded fe-2
/// fe-4   v1        v1        @left
/// ```
///
/// A slot is the release of its containers, first the one that has the slot, each with its place
/// and state where they are not `holder` and `running`, and what its server is where that is not
/// ready, up and of weight 100. A release is as old as its number. `-` is no container; columns are
/// apart by two blanks or more, and those beyond `slots` are spares or might be. With `edge` there
/// is a load balancer in front of the hosts, and what it does with one comes after `@`.
final class Drawing {
  private int perHost = 1;
  private Policy.MaxOut maxOut = new Policy.MaxOut.Default();
  private Batches batches = new Batches.Whole();
  private Optional<Desired.Target> target = Optional.empty();
  private Scope scope = new Scope.All();
  private Strategy strategy = Strategy.ROLLING;
  private OptionalInt service = OptionalInt.empty();
  private final Set<Slot> leaving = new HashSet<>();
  private final Set<Slot> inFlight = new HashSet<>();
  private final Set<Slot> givenUp = new HashSet<>();
  private final List<HostView> hosts = new ArrayList<>();
  private final Set<Host> moving = new HashSet<>();
  private final Set<Host> stranded = new HashSet<>();
  private int slots = 1;
  private EdgeSight edge = new EdgeSight.NotAsked();

  static Drawing of(String text) {
    var drawing = new Drawing();
    text.lines().filter(line -> !line.isBlank()).forEach(drawing::line);
    return drawing;
  }

  Desired desired() {
    return new Desired(
        service(),
        target.orElseThrow(),
        Policy.defaults()
            .withMaxOut(maxOut)
            .withPerHost(perHost)
            .withBatches(batches)
            .withStrategy(strategy),
        scope);
  }

  Observed observed() {
    return new Observed(hosts);
  }

  Standing standing() {
    return new Standing(inFlight, leaving, givenUp, moving, stranded);
  }

  private Service service() {
    return Words.service(slots());
  }

  int slots() {
    return service.orElse(slots);
  }

  private void line(String line) {
    List<String> words = Arrays.asList(line.strip().split("\\s+"));
    List<String> rest = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "want" ->
          target =
              Optional.of(
                  new Desired.Target.Everywhere(new ReleaseId(rest.getFirst()), rest.getFirst()));
      case "back" -> target = Optional.of(back(rest));
      case "slots" -> service = OptionalInt.of(Integer.parseInt(rest.getFirst()));
      case "strategy" -> strategy = strategy(rest);
      case "leaving" -> {
        rest.stream().map(Words::slot).forEach(leaving::add);
        inFlight.addAll(leaving);
      }
      case "max_out" -> maxOut = new Policy.MaxOut.Of(share(rest.getFirst()));
      case "per_host" -> perHost = Integer.parseInt(rest.getFirst());
      case "batches" -> batches = new Batches.Even(Integer.parseInt(rest.getFirst()));
      case "batch" -> batches = new Batches.Serial(rest.stream().map(Drawing::share).toList());
      case "limit" ->
          scope = new Scope.Only(rest.stream().map(Host::new).collect(Collectors.toSet()));
      case "in-flight" -> rest.stream().map(Words::slot).forEach(inFlight::add);
      case "edge" -> edge = new EdgeSight.Seen(new EdgeView.Serving());
      case "moving" -> rest.stream().map(Host::new).forEach(moving::add);
      case "stranded" -> rest.stream().map(Host::new).forEach(stranded::add);
      case "given-up" -> rest.stream().map(Words::slot).forEach(givenUp::add);
      default -> hosts.add(host(new Host(words.getFirst()), line));
    }
  }

  private static Strategy strategy(List<String> words) {
    return switch (words.getFirst()) {
      case "rolling" -> Strategy.ROLLING;
      case "surge" -> Strategy.surge(words.size() > 1 ? Integer.parseInt(words.get(1)) : 1);
      case "blue-green" -> Strategy.BLUE_GREEN;
      case "recreate" -> Strategy.RECREATE;
      case "host" -> Strategy.HOST;
      default -> throw new IllegalArgumentException("what is '" + words + "'?");
    };
  }

  private static Desired.Target.Back back(List<String> words) {
    var releases = new LinkedHashMap<Slot, ReleaseId>();
    var spares = new HashSet<Slot>();
    for (String word : words) {
      List<String> pair = Arrays.asList(word.split("="));
      if (pair.getLast().equals("-")) {
        spares.add(Words.slot(pair.getFirst()));
      } else {
        releases.put(Words.slot(pair.getFirst()), new ReleaseId(pair.getLast()));
      }
    }
    return new Desired.Target.Back(releases, spares);
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
    int at = rest.indexOf('@');
    EdgeSight sight = at < 0 ? edge : atEdge(rest.substring(at + 1).strip());
    String[] columns = (at < 0 ? rest : rest.substring(0, at).strip()).split("\\s{2,}");
    slots = columns.length;
    var views = new ArrayList<SlotView>();
    for (int i = 0; i < columns.length; i++) {
      views.add(slot(new Slot(host, i + 1), columns[i]));
    }
    return new HostView.Seen(
        host, Spares.tell(views, slots()), new HostView.Worker(1, 1, "2.8"), Counters.NONE, sight);
  }

  private static EdgeSight atEdge(String word) {
    return switch (word) {
      case "serving" -> new EdgeSight.Seen(new EdgeView.Serving());
      case "leaving" -> new EdgeSight.Seen(new EdgeView.Leaving(OptionalInt.of(2)));
      case "left" -> new EdgeSight.Seen(new EdgeView.Left());
      case "joining" -> new EdgeSight.Seen(new EdgeView.Joining("its check says L4CON"));
      case "withheld" -> new EdgeSight.Seen(new EdgeView.Withheld("it is in maintenance"));
      case "unknown" ->
          new EdgeSight.Unseen(new Problem("the edge does not answer", "timed out", "look"));
      default -> throw new IllegalArgumentException("what is '@" + word + "'?");
    };
  }

  private static SlotView slot(Slot slot, String text) {
    var berths = new ArrayList<Berth>();
    var admission = Admission.READY;
    var up = ServerView.Condition.UP;
    var start = Start.OPEN;
    int weight = 100;
    int initialWeight = 100;
    for (String part : text.split(" \\+ ")) {
      var words = new ArrayList<>(Arrays.asList(part.strip().split(" ")));
      String release = words.removeFirst();
      var place = Berth.Place.HOLDER;
      var state = Berth.State.RUNNING;
      for (String word : words) {
        switch (word) {
          case "prepared", "next", "last", "kept", "leaving" -> {
            place = Berth.Place.valueOf(word.toUpperCase(Locale.ROOT));
            state =
                switch (place) {
                  case HOLDER, LEAVING -> Berth.State.RUNNING;
                  case LAST, KEPT -> Berth.State.EXITED;
                  case PREPARED, NEXT -> Berth.State.CREATED;
                };
          }
          case "running", "exited", "restarting", "paused", "created", "dead" ->
              state = Berth.State.valueOf(word.toUpperCase(Locale.ROOT));
          case "maint", "drain" -> admission = Admission.valueOf(word.toUpperCase(Locale.ROOT));
          case "unopened" -> {
            admission = Admission.MAINT;
            start = Start.CLOSED;
          }
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
            start,
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
        Instant.ofEpochSecond(Long.parseLong("0" + release.replaceAll("[^0-9]", ""))));
  }
}
