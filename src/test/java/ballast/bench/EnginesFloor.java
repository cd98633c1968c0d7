package ballast.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What replacing 27 containers costs when nothing but the engines does anything: pull, stop,
/// remove, create, start, wait for 200, in the lockstep of the blog post (three hosts at a time,
/// slot after slot). No drain, no balancer.
///
/// The answer 200 is asked of the container itself, through a relay that the host runs.
final class EnginesFloor {
  private static final int BATCH = 3;
  private static final int GRACE_SECONDS = 10;
  private static final Duration ANSWERS = Duration.ofSeconds(60);

  private final Map<String, Path> sockets;
  private final String image;
  private final int slots;

  /// @param sockets each host's engine
  /// @param image repository, without tag
  EnginesFloor(Map<String, Path> sockets, String image, int slots) {
    this.sockets = sockets;
    this.image = image;
    this.slots = slots;
  }

  static int relayPort(int slot) {
    return 19_000 + slot;
  }

  Duration replaceAll(String tag, Map<String, String> addresses)
      throws InterruptedException, IOException {
    var hosts = new ArrayList<>(sockets.keySet());
    long started = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from = 0; from < hosts.size(); from += BATCH) {
        List<String> batch = hosts.subList(from, Math.min(hosts.size(), from + BATCH));
        for (int slot = 1; slot <= slots; slot++) {
          int number = slot;
          List<Callable<Void>> tasks = new ArrayList<>();
          for (String host : batch) {
            tasks.add(() -> replace(host, number, tag, addresses.get(host)));
          }
          for (Future<Void> future : threads.invokeAll(tasks)) {
            future.get();
          }
        }
      }
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    }
    return Duration.ofNanos(System.nanoTime() - started);
  }

  private Void replace(String host, int slot, String tag, String address)
      throws IOException, InterruptedException {
    var engine = new RawEngine(sockets.get(host));
    String name = "pxapp-" + slot;
    engine.must("POST", "/images/create?fromImage=%s&tag=%s".formatted(image, tag), "");
    engine.must("POST", "/containers/%s/stop?t=%d".formatted(name, GRACE_SECONDS), "");
    engine.must("DELETE", "/containers/" + name, "");
    engine.must(
        "POST",
        "/containers/create?name=" + name,
        """
        {"Image": "%s:%s", "Hostname": "%s", "HostConfig": {"NetworkMode": "ballast-pxapp", "RestartPolicy": {"Name": "always"}},
         "NetworkingConfig": {"EndpointsConfig": {"ballast-pxapp": {"IPAMConfig": {"IPv4Address": "172.30.77.%d"}}}}}
        """
            .formatted(image, tag, name, 10 + slot));
    engine.must("POST", "/containers/%s/start".formatted(name), "");
    awaitAnswer("http://%s:%d/api/v1/my/status".formatted(address, relayPort(slot)));
    return null;
  }

  private static void awaitAnswer(String url) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + ANSWERS.toNanos();
    while (System.nanoTime() < deadline) {
      if (status(url) == 200) {
        return;
      }
      Thread.sleep(20);
    }
    throw new IOException(url + " never answered 200");
  }

  private static int status(String url) {
    try {
      var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(1000);
      connection.setRequestProperty("Connection", "close");
      int status = connection.getResponseCode();
      connection.disconnect();
      return status;
    } catch (IOException notYet) {
      return 0;
    }
  }
}
