package ballast.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// Many seeds in one go, on every core, or one with its story: `./check sim`.
public final class Night {
  private static final int BLOCK = 250;

  private Night() {}

  /// A seed that broke a promise.
  record Failure(long seed, List<String> wrong) {
    @Override
    public String toString() {
      return "./check sim --seed %d%n    %s"
          .formatted(seed, String.join("\n    ", wrong.stream().limit(4).toList()));
    }
  }

  /// Plays all seeds from `first` to `last`, as many at once as there are cores.
  static List<Failure> play(long first, long last) throws InterruptedException {
    var failures = new ArrayList<Failure>();
    var next = new AtomicLong(first);
    int cores = Runtime.getRuntime().availableProcessors();
    Callable<List<Failure>> worker =
        () -> {
          var own = new ArrayList<Failure>();
          for (long seed = next.getAndIncrement(); seed <= last; seed = next.getAndIncrement()) {
            List<String> wrong = Scenario.of(seed).wrong();
            if (!wrong.isEmpty()) {
              own.add(new Failure(seed, wrong));
            }
          }
          return own;
        };
    try (ExecutorService players = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Failure>> one :
          players.invokeAll(java.util.Collections.nCopies(cores, worker))) {
        failures.addAll(one.resultNow());
      }
    }
    failures.sort(Comparator.comparingLong(Failure::seed));
    return failures;
  }

  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length == 2 && arguments[0].equals("--seed")) {
      System.exit(tell(Long.parseLong(arguments[1])));
    } else if (arguments.length == 2 && arguments[0].equals("--seeds")) {
      System.exit(all(Long.parseLong(arguments[1])));
    }
    System.err.println("./check sim --seeds N   plays N seeds\n./check sim --seed N    tells one");
    System.exit(2);
  }

  private static int tell(long seed) throws InterruptedException {
    Scenario.Told told = Scenario.of(seed);
    told.log().forEach(System.out::println);
    told.ran().forEach(System.out::println);
    told.wrong().forEach(System.out::println);
    System.out.println(told.wrong().isEmpty() ? "every promise was kept" : "broken");
    return told.wrong().isEmpty() ? 0 : 1;
  }

  private static int all(long seeds) throws InterruptedException {
    long began = System.nanoTime();
    long failed = 0;
    for (long first = 1; first <= seeds; first += BLOCK) {
      long last = Math.min(seeds, first + BLOCK - 1);
      List<Failure> failures = play(first, last);
      failures.forEach(System.out::println);
      failed += failures.size();
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          "%d of %d seeds, %d broke a promise, %.0f seeds/s%n",
          last, seeds, failed, last / seconds);
    }
    return failed == 0 ? 0 : 1;
  }
}
