package ballast.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One batch of hosts after another; within a batch every host does the same step at the same time,
/// and the next step begins when the last of them is done. That is how Ansible goes about it.
///
/// @param batch hosts at once
record Lockstep(List<RawHost> hosts, int batch) {
  /// What one host does in a step.
  interface Step {
    void on(RawHost host) throws IOException, InterruptedException;
  }

  /// The steps of one batch, in order.
  void run(List<Step> steps) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from = 0; from < hosts.size(); from += batch) {
        List<RawHost> some = hosts.subList(from, Math.min(hosts.size(), from + batch));
        for (Step step : steps) {
          all(threads, some, step);
        }
      }
    }
  }

  private static void all(ExecutorService threads, List<RawHost> hosts, Step step)
      throws IOException, InterruptedException {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (RawHost host : hosts) {
      tasks.add(() -> {
        step.on(host);
        return null;
      });
    }
    try {
      for (Future<Void> future : threads.invokeAll(tasks)) {
        future.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    }
  }
}
