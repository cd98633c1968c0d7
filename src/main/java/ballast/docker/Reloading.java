package ballast.docker;

import ballast.docker.ContainerCall.Change;
import ballast.docker.ManagedBalancer.Certified;
import ballast.docker.ManagedBalancer.Done;
import ballast.docker.ManagedBalancer.Guard;
import ballast.docker.ManagedBalancer.Running;
import ballast.model.Problem;
import ballast.port.CallFailed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Gives the HAProxy of a container another config and other certificates, by a reload where it
/// takes one.
record Reloading(String name, BalancerBody body, DockerClient client, Successor.Patience patience) {
  private static final Duration SETTLED = Duration.ofMillis(300);

  Done update(String container, BalancerFiles files, Guard guard, Running running)
      throws CallFailed, InterruptedException {
    var volume = new ConfigVolume(client, container, body.layout());
    Set<String> changed = files.otherThan(volume.loadedPrints());
    if (!volume.hasLoaded(files.texts())) {
      return reload(volume, files, guard, running, "its config changed");
    }
    if (changed.isEmpty()) {
      return new Done.Unchanged();
    }
    check(files, Optional.of(volume));
    volume.crossOut(files);
    for (String one : changed) {
      switch (running.certify(one)) {
        case Certified.Serves() -> volume.put(one, files);
        case Certified.NeedsReload(var why) -> {
          return reload(volume, files, guard, running, "certificate %s: %s".formatted(one, why));
        }
      }
    }
    volume.writeDownPrints(files);
    return new Done.Recertified(List.copyOf(changed));
  }

  /// A service's own files are all that HAProxy starts from, but where several share it.
  ///
  /// @throws CallFailed with HAProxy's own words when it refuses them
  void check(BalancerFiles files, Optional<ConfigVolume> volume)
      throws CallFailed, InterruptedException {
    new ConfigCheck(name + "-check", body, client)
        .accept(files, volume.filter(_ -> body.choice().sharing().isPresent()));
  }

  private Done reload(
      ConfigVolume volume, BalancerFiles files, Guard guard, Running running, String why)
      throws CallFailed, InterruptedException {
    check(files, Optional.of(volume));
    guard.beforeReload();
    Aftermath aftermath = Aftermath.of(client.host(), running, volume, patience);
    Set<String> retired = volume.retired(files);
    ConfigVolume.Kept kept = volume.keep(files, aftermath.earlier());
    try {
      volume.begin(kept, aftermath);
      volume.crossOut(files);
      volume.put(files);
      again(volume.container());
      aftermath.mustServe();
    } catch (CallFailed failed) {
      throw undone(failed, () -> goBack(volume, kept));
    }
    volume.writeDown(files, retired);
    return new Done.Reloaded(why);
  }

  interface WayBack {
    void go() throws CallFailed, InterruptedException;
  }

  /// What HAProxy would not run with must not be what the next start of it finds.
  ///
  /// @return why the change failed, with what became of going back
  static CallFailed undone(CallFailed because, WayBack back) throws InterruptedException {
    String next;
    try {
      back.go();
      next = "what it had before serves on, and is what it starts from";
    } catch (CallFailed left) {
      because.addSuppressed(left);
      next =
          "it may start from what it refused, since going back failed too (%s): mend both, then ballast setup"
              .formatted(left.problem().brief());
    }
    Problem problem = because.problem();
    return new CallFailed(
        new Problem(problem.what(), problem.why(), "%s; %s".formatted(problem.next(), next)),
        because.effect(),
        because);
  }

  /// Has it run again with what it had.
  void goBack(ConfigVolume volume, ConfigVolume.Kept kept) throws CallFailed, InterruptedException {
    ConfigVolume.Kept now = volume.asOfNow(kept);
    volume.put(now.files());
    again(volume.container());
    volume.writeDown(now);
  }

  /// Has it load what is there now.
  private void again(String container) throws CallFailed, InterruptedException {
    Set<String> before = client.ask(new ContainerCall.Processes(container));
    client.ask(Change.kill(container, "SIGUSR2"));
    awaitNewWorker(container, before);
  }

  /// A reload that worked leaves a new worker; one that failed leaves the old one alone.
  private void awaitNewWorker(String container, Set<String> before)
      throws CallFailed, InterruptedException {
    long end = System.nanoTime() + patience.reloads().toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.sleep(SETTLED);
      Set<String> first = fresh(container, before);
      Thread.sleep(SETTLED);
      Set<String> second = fresh(container, before);
      if (second.stream().anyMatch(first::contains)) {
        return;
      }
    }
    throw new CallFailed(
        new Problem(
            "%s: HAProxy did not take its new config".formatted(client.host()),
            ConfigCheck.lastWords(client, container),
            "docker logs %s there".formatted(name)),
        CallFailed.Effect.NONE);
  }

  private Set<String> fresh(String container, Set<String> before)
      throws CallFailed, InterruptedException {
    return client.ask(new ContainerCall.Processes(container)).stream()
        .filter(process -> !before.contains(process))
        .collect(Collectors.toSet());
  }
}
