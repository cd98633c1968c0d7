package ballast.model;

import java.util.List;
import java.util.Optional;

/// What engine and balancer say of one slot.
///
/// @param berths every container of the slot, running or not, newest first
public record SlotView(Slot slot, List<Berth> berths, ServerView server) {
  public SlotView {
    berths = List.copyOf(berths);
  }

  /// The container that has the slot. Where nothing was there to take it from, a started one keeps
  /// the place `NEXT` until it serves.
  public Optional<Berth> holder() {
    return berths.stream()
        .filter(berth -> berth.place() == Berth.Place.HOLDER)
        .findFirst()
        .or(() ->
            berths.stream()
                .filter(berth -> berth.place() == Berth.Place.NEXT && berth.state().alive())
                .findFirst());
  }

  /// The container that has the slot, if it runs.
  public Optional<Berth> running() {
    return holder().filter(berth -> berth.state() == Berth.State.RUNNING);
  }

  /// A container of that release, running or not; the holder before all others.
  public Optional<Berth> berthOf(ReleaseId release) {
    return holder()
        .filter(berth -> berth.release().equals(release))
        .or(() -> berths.stream().filter(berth -> berth.release().equals(release)).findFirst());
  }

  /// Whether users get answers from this slot now. A slot that does not serve is out, for whatever
  /// reason.
  public boolean serving() {
    return running().isPresent() && server.serving();
  }

  public boolean serves(ReleaseId release) {
    return serving() && running().map(Berth::release).filter(release::equals).isPresent();
  }

  /// Whether its containers say that the slot is being handed over. Ballast takes no server out
  /// before one of them says so, and takes the mark away only when the slot serves.
  public boolean inHand() {
    return berths.stream().anyMatch(berth -> berth.place().inHand());
  }

  /// Whether someone took the server out: HAProxy does not do so by itself.
  public boolean takenOut() {
    return server.admission() != Admission.READY
        || (server.weight() == 0 && server.initialWeight() > 0);
  }

  /// Whether someone else took the server out: no container says that the slot is being handed
  /// over. They may have removed its container as well.
  public boolean foreignHand() {
    return takenOut() && !inHand();
  }
}
