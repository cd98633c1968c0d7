package ballast.rollout;

import ballast.event.Entry;
import ballast.event.Listener;
import ballast.event.Progress;
import ballast.event.ProgressOfSlot;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Tells whoever looks at the lock how far its holder's rollout is: `12 of 27 slots done; fe-3/1
/// draining, fe-5/1 proving`.
public final class Reporting implements Listener {
  /// Slots in hand that are named.
  private static final int MOST_NAMED = 5;

  /// What it says first of a rollout that nothing but its end holds up.
  public static final String BACK = "going back: ";

  private final Lease lease;
  private Progress progress = Progress.NONE;

  public Reporting(Lease lease) {
    this.lease = lease;
  }

  @Override
  public synchronized void accept(Entry entry) {
    progress = progress.after(entry);
    lease.report(text());
  }

  private String text() {
    String course =
        switch (progress.course()) {
          case FORTH -> "";
          case STOPPING -> "stopping: ";
          case PAUSED -> "paused: ";
          case BACK -> BACK;
        };
    String done =
        progress
            .heading()
            .map(head -> "%d of %d slots done".formatted(progress.tally().done(), head.lanes()))
            .orElse("sets slots aside");
    return course + done + inHand(inHand());
  }

  private List<ProgressOfSlot> inHand() {
    return progress.hosts().values().stream()
        .flatMap(host -> host.slots().values().stream())
        .filter(slot -> slot.phase().inHand())
        .toList();
  }

  private static String inHand(List<ProgressOfSlot> slots) {
    if (slots.isEmpty()) {
      return "";
    }
    String named =
        slots.stream()
            .limit(MOST_NAMED)
            .map(slot -> slot.slot() + " " + slot.phase().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return "; "
        + named
        + (slots.size() > MOST_NAMED ? " and %d more".formatted(slots.size() - MOST_NAMED) : "");
  }
}
