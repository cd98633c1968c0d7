package ballast.model;

import java.util.ArrayList;
import java.util.List;

/// How the hosts are cut into batches. A batch starts only when the one before it has ended.
public sealed interface Batches {
  /// No batches: one window slides over the whole fleet.
  record Whole() implements Batches {}

  /// Ansible's `serial`: sizes in order, the last one repeats; a percentage is of all hosts,
  /// rounded down, at least 1.
  record Serial(List<Share> sizes) implements Batches {
    public Serial {
      sizes = List.copyOf(sizes);
      if (sizes.isEmpty()) {
        throw new IllegalArgumentException("batch needs at least one size");
      }
    }
  }

  /// That many batches whose sizes differ by at most one: what the seed meant by 35 %.
  record Even(int count) implements Batches {
    public Even {
      if (count < 1) {
        throw new IllegalArgumentException("batches must be at least 1, not " + count);
      }
    }
  }

  /// The sizes of the batches for that many hosts; their sum is `hosts`.
  default List<Integer> sizesFor(int hosts) {
    return switch (this) {
      case Whole() -> hosts == 0 ? List.of() : List.of(hosts);
      case Serial(var sizes) -> serial(sizes, hosts);
      case Even(int count) -> even(Math.min(count, hosts), hosts);
    };
  }

  private static List<Integer> serial(List<Share> sizes, int hosts) {
    var result = new ArrayList<Integer>();
    int left = hosts;
    while (left > 0) {
      Share size = sizes.get(Math.min(result.size(), sizes.size() - 1));
      int next = Math.min(left, Math.max(1, size.of(hosts)));
      result.add(next);
      left -= next;
    }
    return result;
  }

  private static List<Integer> even(int count, int hosts) {
    var result = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      result.add(hosts / count + (i < hosts % count ? 1 : 0));
    }
    return result;
  }
}
