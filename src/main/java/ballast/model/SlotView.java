package ballast.model;

import java.util.List;
import java.util.Optional;

/// What engine and balancer say of one slot.
///
/// @param berths every container of the slot, running or not, newest first
/// @param use whether it is one of the service's slots or stands by for them; see [Spares]
public record SlotView(Slot slot, List<Berth> berths, ServerView server, Use use) {
  public enum Use {
    /// Counted on: it is out when it does not serve.
    COUNTED,
    /// Empty on purpose, so never out.
    SPARE
  }

  public SlotView {
    berths = List.copyOf(berths);
  }

  /// One that is counted on.
  public SlotView(Slot slot, List<Berth> berths, ServerView server) {
    this(slot, berths, server, Use.COUNTED);
  }

  SlotView as(Use other) {
    return new SlotView(slot, berths, server, other);
  }

  /// Whether it is empty on purpose.
  public boolean spare() {
    return switch (use) {
      case COUNTED -> false;
      case SPARE -> true;
    };
  }

  /// Whether no container has it, or is on the way to it or from it.
  public boolean vacant() {
    return holder().isEmpty() && !inHand();
  }

  /// The container that has the slot.
  public Optional<Berth> holder() {
    return Berth.holderAmong(berths);
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

  /// Whether it waits for a container with its server closed, as Ballast's own config has it at
  /// each start: nobody took it out, and it is opened by whoever fills it.
  public boolean unopened() {
    return switch (server.start()) {
      case OPEN -> false;
      case CLOSED -> vacant();
    };
  }

  /// Whether someone took the server out: HAProxy does not do so by itself.
  public boolean takenOut() {
    return server.takenOut() && !unopened();
  }

  /// Whether someone else took the server out: no container says that the slot is being handed
  /// over. They may have removed its container as well. A spare's server is out as a rule.
  public boolean foreignHand() {
    return takenOut() && !inHand() && !spare();
  }
}
