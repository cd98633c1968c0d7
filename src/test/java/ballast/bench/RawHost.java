package ballast.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/// The slots of one host, by raw calls to its engine: what replacing a container costs with nothing
/// around it.
///
/// Whether a container answers is asked of itself, through a relay that the host runs.
///
/// @param address of the host
/// @param image repository, without tag
record RawHost(String name, RawEngine engine, String address, String image) {
  private static final int GRACE_SECONDS = 10;
  private static final Duration ANSWERS = Duration.ofSeconds(60);

  static int relayPort(int slot) {
    return 19_000 + slot;
  }

  void pull(String tag) throws IOException {
    engine.must("POST", "/images/create?fromImage=%s&tag=%s".formatted(image, tag), "");
  }

  void remove(int slot) throws IOException {
    engine.must("POST", "/containers/%s/stop?t=%d".formatted(container(slot), GRACE_SECONDS), "");
    engine.must("DELETE", "/containers/" + container(slot), "");
  }

  /// Creates and starts a slot's container, and waits until it answers 200.
  void run(int slot, String tag) throws IOException, InterruptedException {
    engine.must(
        "POST",
        "/containers/create?name=" + container(slot),
        """
        {"Image": "%s:%s", "Hostname": "%s", "HostConfig": {"NetworkMode": "ballast-pxapp", "RestartPolicy": {"Name": "always"}},
         "NetworkingConfig": {"EndpointsConfig": {"ballast-pxapp": {"IPAMConfig": {"IPv4Address": "172.30.77.%d"}}}}}
        """
            .formatted(image, tag, container(slot), 10 + slot));
    engine.must("POST", "/containers/%s/start".formatted(container(slot)), "");
    awaitAnswer("http://%s:%d/api/v1/my/status".formatted(address, relayPort(slot)));
  }

  private static String container(int slot) {
    return "pxapp-" + slot;
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
