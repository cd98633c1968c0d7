package ballast;

import ballast.port.Crew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A virtual thread for each task. One that fails never interrupts another.
final class Threads implements Crew {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @Override
  public <T> List<T> all(List<? extends Callable<T>> tasks) throws InterruptedException {
    var results = new ArrayList<T>();
    for (Future<T> future : threads.invokeAll(tasks)) {
      results.add(result(future));
    }
    return results;
  }

  @Override
  public <T> Bench<T> bench() {
    var ended = new LinkedBlockingQueue<Future<T>>();
    return new Bench<>() {
      @Override
      public void start(Callable<T> task) {
        var future = new java.util.concurrent.FutureTask<>(task);
        threads.execute(() -> {
          future.run();
          ended.add(future);
        });
      }

      @Override
      public List<T> ended() throws InterruptedException {
        return andAllOthers(ended.take());
      }

      @Override
      public List<T> ended(Duration atMost) throws InterruptedException {
        Future<T> first = ended.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        return first == null ? List.of() : andAllOthers(first);
      }

      private List<T> andAllOthers(Future<T> first) throws InterruptedException {
        var futures = new ArrayList<Future<T>>();
        futures.add(first);
        ended.drainTo(futures);
        var results = new ArrayList<T>();
        for (Future<T> future : futures) {
          results.add(result(future));
        }
        return results;
      }
    };
  }

  /// Tasks return their failures; one that throws is a bug, and ends the whole command.
  private static <T> T result(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException bug) {
      throw new IllegalStateException(
          "a task failed in a way it should have returned", bug.getCause());
    }
  }
}
