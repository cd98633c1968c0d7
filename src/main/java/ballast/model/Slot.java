package ballast.model;

import java.util.Comparator;

/// A numbered berth for one container of the service on a host; counted from 1, shown as `fe-2/1`.
public record Slot(Host host, int number) implements Comparable<Slot> {
  private static final Comparator<Slot> ORDER =
      Comparator.comparing(Slot::host).thenComparingInt(Slot::number);

  public Slot {
    if (number < 1) {
      throw new IllegalArgumentException("slots are counted from 1, not " + number);
    }
  }

  @Override
  public int compareTo(Slot other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return host + "/" + number;
  }
}
