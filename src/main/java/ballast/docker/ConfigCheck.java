package ballast.docker;

import ballast.docker.ContainerCall.Change;
import ballast.docker.ContainerCall.Inspect;
import ballast.model.Problem;
import ballast.port.CallFailed;
import java.time.Duration;
import java.util.Optional;

/// Has HAProxy's own image judge files before they replace any: in a container that has nothing but
/// them, each where it will be.
record ConfigCheck(String name, BalancerBody body, DockerClient client) {
  private static final Duration CHECK = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int TOLD_LINES = 20;

  /// @param beside what of other services they rest on, if there is any
  /// @throws CallFailed with HAProxy's own words when it refuses them
  void accept(BalancerFiles files, Optional<ConfigVolume> beside)
      throws CallFailed, InterruptedException {
    Optional<Inspected> left = client.ask(new Inspect(name));
    if (left.isPresent()) {
      discard(left.get().id());
    }
    String container = client.ask(new ContainerCall.Create(name, body.checking()));
    try {
      if (beside.isPresent()) {
        beside.get().copyTo(container);
      }
      client.ask(
          new FileCall.PutArchive(
              container, "/", files.entries(BalancerBody.FOLDER.substring(1) + "/")));
      client.ask(Change.start(container));
      Inspected ended = awaitEnd(container);
      if (ended.exitCode() != 0) {
        throw problem(
            "HAProxy refuses its config",
            lastWords(client, container),
            "mend `balancer:` in ballast.yml, its template or its certificates");
      }
    } finally {
      discard(container);
    }
  }

  private Inspected awaitEnd(String container) throws CallFailed, InterruptedException {
    long end = System.nanoTime() + CHECK.toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<Inspected> seen = client.ask(new Inspect(container));
      if (seen.isPresent() && !seen.get().state().alive()) {
        return seen.get();
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    throw problem(
        "HAProxy did not finish checking its config",
        "it took more than %d s".formatted(CHECK.toSeconds()),
        "run ballast setup again");
  }

  private void discard(String container) throws CallFailed, InterruptedException {
    client.ask(Change.stop(container, STOP, client.limits().stopSlack()));
    client.ask(Change.remove(container));
  }

  /// The end of a container's log, as it may be shown below a word of one's own.
  static String lastWords(DockerClient client, String container)
      throws CallFailed, InterruptedException {
    byte[] log = client.ask(new ContainerCall.Logs(container, TOLD_LINES));
    return String.join("\n        ", Frames.log(log, Inspected.Terminal.NO));
  }

  private CallFailed problem(String what, String why, String next) {
    return new CallFailed(
        new Problem("%s: %s".formatted(client.host(), what), why, next), CallFailed.Effect.NONE);
  }
}
