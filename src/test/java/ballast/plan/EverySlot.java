package ballast.plan;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.SlotView;
import ballast.model.Start;
import ballast.sim.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Every way a slot can look: containers of three releases, each in every place and state, under
/// every state of its server. One container a release, one holder, and one running at most: an
/// engine gives a name and an address once.
final class EverySlot {
  static final ReleaseId V1 = new ReleaseId("v1");
  static final ReleaseId V2 = new ReleaseId("v2");
  static final ReleaseId V3 = new ReleaseId("v3");

  private record Part(Berth.Place place, Berth.State state) {}

  private EverySlot() {}

  static void forEach(Consumer<SlotView> look) {
    List<ServerView> servers = servers();
    for (List<Berth> berths : berths()) {
      for (ServerView server : servers) {
        look.accept(new SlotView(Words.slot("fe-1/1"), berths, server));
      }
    }
  }

  private static List<List<Berth>> berths() {
    List<Optional<Part>> parts = parts();
    var all = new ArrayList<List<Berth>>();
    for (Optional<Part> third : parts) {
      for (Optional<Part> second : parts) {
        for (Optional<Part> first : parts) {
          var berths = new ArrayList<Berth>();
          third.ifPresent(part -> berths.add(berth(V3, part, 3)));
          second.ifPresent(part -> berths.add(berth(V2, part, 2)));
          first.ifPresent(part -> berths.add(berth(V1, part, 1)));
          if (possible(berths)) {
            all.add(List.copyOf(berths));
          }
        }
      }
    }
    return all;
  }

  private static boolean possible(List<Berth> berths) {
    return berths.stream().filter(berth -> berth.place() == Berth.Place.HOLDER).count() <= 1
        && berths.stream().filter(berth -> berth.state().alive()).count() <= 1;
  }

  private static List<Optional<Part>> parts() {
    var parts = new ArrayList<Optional<Part>>();
    parts.add(Optional.empty());
    for (Berth.Place place : Berth.Place.values()) {
      for (Berth.State state : Berth.State.values()) {
        if (can(place, state)) {
          parts.add(Optional.of(new Part(place, state)));
        }
      }
    }
    return parts;
  }

  /// What was stopped to be kept does not start by itself; what was told to stop may still run.
  private static boolean can(Berth.Place place, Berth.State state) {
    return switch (place) {
      case HOLDER, NEXT -> state != Berth.State.DEAD;
      case LEAVING -> state != Berth.State.DEAD && state != Berth.State.CREATED;
      case PREPARED -> state == Berth.State.CREATED;
      case LAST -> state != Berth.State.DEAD && state != Berth.State.CREATED;
      case KEPT -> state == Berth.State.EXITED;
    };
  }

  private static Berth berth(ReleaseId release, Part part, int age) {
    return new Berth(
        release.value(),
        release,
        release.value(),
        part.place(),
        part.state(),
        Optional.empty(),
        Instant.ofEpochSecond(age));
  }

  private static List<ServerView> servers() {
    var servers = new ArrayList<ServerView>();
    for (Admission admission : Admission.values()) {
      for (ServerView.Condition up : ServerView.Condition.values()) {
        for (int weight : new int[] {0, 100}) {
          for (int initialWeight : new int[] {0, 100}) {
            servers.add(
                new ServerView(
                    "pxapp-1", admission, up, weight, initialWeight, 0, 0, "", Counters.NONE));
          }
        }
      }
    }
    servers.add(
        new ServerView(
            "pxapp-1",
            Admission.MAINT,
            Start.CLOSED,
            ServerView.Condition.DOWN,
            100,
            100,
            0,
            0,
            "",
            Counters.NONE));
    return servers;
  }
}
