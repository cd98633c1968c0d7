package ballast.plan;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.Slot;
import ballast.model.SlotView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What it takes for every slot to serve again, each what its own phase says: versions are never
/// made one. Slots that serve and are done with are not in it; slots that someone else has out are.
///
/// @param repairs what can be brought back
/// @param helpless what has no container to bring back
///
/// @param outAtEdge hosts that Ballast has out at the load balancer in front of them
/// @param unknownAtEdge why it is not known, of a host, whether that sends it requests
public record Mending(
    List<Repair> repairs,
    List<Helpless> helpless,
    List<Host> outAtEdge,
    List<Problem> unknownAtEdge) {
  /// @param to the container that the slot shall serve from; empty where there is none, and its
  ///   server is only opened
  public record Repair(Slot slot, Phase phase, Optional<Berth> to) {
    /// What a person reads before saying yes.
    public String words() {
      return to.map(this::words)
          .orElseGet(
              () -> phase.words() + ": open it again; nothing is in it until a deploy fills it");
    }

    private String words(Berth to) {
      return switch (phase) {
        case Phase.Serving _, Phase.Spare _ -> phase.words();
        case Phase.Unfinished _ -> phase.words() + ": take its mark away";
        case Phase.Draining _, Phase.TakenOut _, Phase.Down _, Phase.Started _ ->
            "%s: await %s healthy, then give it its requests"
                .formatted(phase.words(), to.version());
        case Phase.Stopping _ ->
            "%s: see it stopped, then start %s again".formatted(phase.words(), to.version());
        case Phase.Stopped _, Phase.Fallen _, Phase.Ended _, Phase.Empty _ ->
            "%s: start %s again".formatted(phase.words(), to.version());
        case Phase.Foreign _ -> "%s: take it back with %s".formatted(phase.words(), to.version());
      };
    }
  }

  public record Helpless(Slot slot, Phase phase) {
    public String words() {
      return phase.words() + ": no container is kept that could be started";
    }
  }

  public Mending {
    repairs = List.copyOf(repairs);
    helpless = List.copyOf(helpless);
    outAtEdge = List.copyOf(outAtEdge);
    unknownAtEdge = List.copyOf(unknownAtEdge);
  }

  public static Mending of(Observed inScope) {
    var repairs = new ArrayList<Repair>();
    var helpless = new ArrayList<Helpless>();
    inScope
        .slots()
        .forEach(view -> {
          Phase phase = Phase.of(view);
          if (!(phase instanceof Phase.Serving)) {
            Optional<Berth> to = to(phase, view);
            if (to.isPresent() || drainedEmpty(phase)) {
              repairs.add(new Repair(view.slot(), phase, to));
            } else {
              helpless.add(new Helpless(view.slot(), phase));
            }
          }
        });
    return new Mending(
        repairs,
        helpless,
        inScope.seen().filter(host -> host.edge().ours()).map(HostView.Seen::host).toList(),
        inScope.seen().flatMap(host -> unknown(host).stream()).toList());
  }

  private static Optional<Problem> unknown(HostView.Seen host) {
    return switch (host.edge()) {
      case EdgeSight.Unseen(var problem) ->
          Optional.of(
              new Problem(
                  "%s: whether the edge sends it requests is not known".formatted(host.host()),
                  problem.brief(),
                  problem.next()));
      case EdgeSight.Seen _, EdgeSight.NotAsked _ -> Optional.empty();
    };
  }

  public boolean isEmpty() {
    return repairs.isEmpty() && helpless.isEmpty() && outAtEdge.isEmpty();
  }

  /// What each slot that can be brought back shall serve.
  public Map<Slot, ReleaseId> releases() {
    var releases = new HashMap<Slot, ReleaseId>();
    repairs.forEach(one -> one.to().ifPresent(berth -> releases.put(one.slot(), berth.release())));
    return releases;
  }

  /// The slots of these that someone else has out.
  public Set<Slot> takenBack() {
    return repairs.stream()
        .filter(one -> one.phase() instanceof Phase.Foreign)
        .map(Repair::slot)
        .collect(Collectors.toSet());
  }

  /// A place that was never filled and that a person has drained. In maintenance it may as well be
  /// a spare that Ballast has closed.
  private static boolean drainedEmpty(Phase phase) {
    return phase instanceof Phase.Foreign(var holder, var server)
        && holder.isEmpty()
        && server.admission() == Admission.DRAIN;
  }

  /// The container that has the slot; where that never came to serve, the one that it was taken
  /// from; else a kept one.
  private static Optional<Berth> to(Phase phase, SlotView view) {
    return switch (phase) {
      case Phase.Serving(var berth) -> Optional.of(berth);
      case Phase.Unfinished(var berth) -> Optional.of(berth);
      case Phase.Draining(var old) -> Optional.of(old);
      case Phase.TakenOut(var old) -> Optional.of(old);
      case Phase.Stopping(var old) -> Optional.of(old);
      case Phase.Stopped(var old, var next) -> old.or(() -> kept(view)).or(() -> next);
      case Phase.Started(var berth, _) -> Optional.of(berth);
      case Phase.Fallen(var berth, var old) ->
          old.or(() -> kept(view)).or(() -> Optional.of(berth));
      case Phase.Down(var berth, _) -> Optional.of(berth);
      case Phase.Ended(var berth) -> Optional.of(berth);
      case Phase.Empty _, Phase.Spare _ -> kept(view);
      case Phase.Foreign(var holder, _) -> holder.or(() -> kept(view));
    };
  }

  private static Optional<Berth> kept(SlotView view) {
    return view.berths().stream()
        .filter(berth -> berth.place() == Berth.Place.KEPT)
        .max(Comparator.comparing(Berth::created));
  }
}
