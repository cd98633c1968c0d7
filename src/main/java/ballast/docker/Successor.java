package ballast.docker;

import ballast.docker.ContainerCall.Change;
import ballast.docker.ContainerCall.Inspect;
import ballast.docker.ContainerCall.Restart;
import ballast.docker.ManagedBalancer.Running;
import ballast.model.Berth;
import ballast.model.Problem;
import ballast.port.CallFailed;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A second HAProxy beside the one that serves: it takes over the sockets that listen, so that
/// nobody who connects finds none, and the first ends when what it has in flight has ended.
///
/// Every step is told by what it leaves behind, so whoever comes after a crash goes on from there:
/// see [Succession].
record Successor(
    String owner, ConfigLayout layout, DockerClient client, Running running, Patience patience) {
  /// @param serves for a new HAProxy to answer
  /// @param reloads for a new worker to be there
  /// @param checks for what served before to pass its checks anew
  /// @param ends for what the one before has in flight; it cuts that itself after `hard-stop-after`
  record Patience(Duration serves, Duration reloads, Duration checks, Duration ends) {
    static final Patience USUAL =
        new Patience(
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(2));
  }

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration BEFORE_TELLING_AGAIN = Duration.ofSeconds(2);
  private static final Duration STOP = Duration.ofSeconds(30);

  /// From whatever stands to a settled host: no phase comes twice, but for an undone one.
  private static final int MOST_STEPS = 5;

  /// Whether there was anything to finish.
  enum Finished {
    SOMETHING,
    NOTHING
  }

  Optional<Inspected> first() throws CallFailed, InterruptedException {
    return client.ask(new Inspect(BalancerBody.name(owner)));
  }

  Optional<Inspected> second() throws CallFailed, InterruptedException {
    return client.ask(new Inspect(BalancerBody.nextName(owner)));
  }

  private ConfigVolume volume(Inspected container) {
    return new ConfigVolume(client, container.id(), layout);
  }

  /// Puts a new HAProxy in the place of the first one, without a gap.
  ///
  /// @throws CallFailed when the new one does not serve: then the first one goes on as it was
  void takeOver(Inspected first, BalancerBody body, BalancerFiles files)
      throws CallFailed, InterruptedException {
    ConfigVolume volume = volume(first);
    Aftermath aftermath = aftermath(first, volume);
    ConfigVolume.Kept kept = volume.keep(files, aftermath.earlier());
    Set<String> retired = volume.retired(files);
    Inspected second = create(body);
    try {
      volume.begin(kept, aftermath);
      volume.crossOut(files);
      volume.put(files);
      client.ask(Change.start(second.id()));
      awaitServing(second);
      aftermath.mustServe();
    } catch (CallFailed failed) {
      throw switch (Succession.First.of(Optional.of(first))) {
        case SERVING -> Reloading.undone(failed, () -> goBack(first, second, kept, body));
        // There is no way back to one that was told to end.
        case ABSENT, STOPPED, ENDING -> failed;
      };
    }
    volume.writeDown(files, retired);
    finish();
  }

  /// One that was told to end answers nobody any more.
  private Aftermath aftermath(Inspected first, ConfigVolume volume)
      throws CallFailed, InterruptedException {
    return switch (Succession.First.of(Optional.of(first))) {
      case SERVING -> Aftermath.of(client.host(), running, volume, patience);
      case ABSENT, STOPPED, ENDING -> Aftermath.unasked(client.host(), running, volume, patience);
    };
  }

  /// Carries on what an earlier set-up began, until there is one HAProxy.
  ///
  /// @throws CallFailed also when the first one still has requests: then both serve, and it is not
  ///   over
  Finished finish() throws CallFailed, InterruptedException {
    var finished = Finished.NOTHING;
    for (int step = 0; step < MOST_STEPS; step++) {
      Optional<Inspected> first = first();
      Optional<Inspected> second = second();
      switch (Succession.of(
          Succession.First.of(first), Succession.Second.of(second), proof(second))) {
        case Succession.Settled() -> {
          return finished;
        }
        case Succession.Undo() -> undo(second.orElseThrow());
        case Succession.Revive() -> revive(second.orElseThrow());
        case Succession.HandOver(var stands) ->
            handOver(first.orElseThrow(), stands, second.orElseThrow());
        case Succession.Inherit() -> inherit(first, second.orElseThrow());
      }
      finished = Finished.SOMETHING;
    }
    throw problem(
        "its two HAProxies do not come to rest",
        "after %d steps they are still two".formatted(MOST_STEPS),
        "docker ps -a --filter name=%s there, then ballast setup"
            .formatted(BalancerBody.name(owner)));
  }

  /// The answer of a create that was lost is looked up: the name is nobody else's.
  private Inspected create(BalancerBody body) throws CallFailed, InterruptedException {
    var create =
        new ContainerCall.Create(
            BalancerBody.nextName(owner),
            body.serving(UUID.randomUUID().toString(), BalancerBody.Start.BESIDE_ANOTHER));
    new Settling(client).change(create, () -> second().map(Inspected::id));
    return second()
        .orElseThrow(() ->
            problem("the new HAProxy is gone", "it was created just now", "ballast setup again"));
  }

  /// The first one has its own master's socket again only after a reload: the successor, even one
  /// that did not come to serve, put its own in that place. Where that one holds requests for long
  /// the next set-up does the rest.
  private void goBack(Inspected first, Inspected second, ConfigVolume.Kept kept, BalancerBody body)
      throws CallFailed, InterruptedException {
    ConfigVolume volume = volume(first);
    volume.put(volume.asOfNow(kept).files());
    switch (retire(second)) {
      case ENDED -> {
        if (!kept.files().texts().isEmpty()) {
          new Reloading(BalancerBody.name(owner), body, client, patience).goBack(volume, kept);
        }
      }
      case HOLDS_REQUESTS -> {}
    }
  }

  private Succession.Proof proof(Optional<Inspected> second)
      throws CallFailed, InterruptedException {
    return second.isPresent() ? volume(second.get()).proof() : Succession.Proof.NOT_SEEN;
  }

  private void handOver(Inspected first, Succession.First stands, Inspected second)
      throws CallFailed, InterruptedException {
    try {
      awaitServing(second);
    } catch (CallFailed failed) {
      switch (stands) {
        case SERVING -> undo(second);
        // A silent successor is better than nobody.
        case ABSENT, STOPPED, ENDING -> {}
      }
      throw failed;
    }
    keep(second);
    client.ask(new Restart(first.id(), BalancerBody.restart(BalancerBody.NEVER)));
    switch (end(first.id())) {
      case ENDED -> {}
      case HOLDS_REQUESTS -> throw holdsRequests("the HAProxy before", "the new one serves");
    }
  }

  /// One that was started may have put its master's socket in the place of the first one's, which
  /// gets it back by a reload: so the next look must find something to load.
  private void undo(Inspected second) throws CallFailed, InterruptedException {
    if (second.state() != Berth.State.CREATED) {
      volume(second).crossOutConfig();
    }
    switch (retire(second)) {
      case ENDED -> {}
      case HOLDS_REQUESTS -> throw holdsRequests("the new HAProxy", "it is not to stay");
    }
  }

  /// It may have taken requests, which it is left to answer.
  private End retire(Inspected second) throws CallFailed, InterruptedException {
    End end =
        switch (Succession.Second.of(second())) {
          case RUNNING -> end(second.id());
          case ABSENT, STOPPED -> End.ENDED;
        };
    switch (end) {
      case ENDED -> discard(second);
      case HOLDS_REQUESTS -> {}
    }
    return end;
  }

  private enum End {
    ENDED,
    HOLDS_REQUESTS
  }

  /// Has it end when it has answered what it has. It is told again and again, which does no harm:
  /// one that has just been started may not hear it yet.
  private End end(String container) throws CallFailed, InterruptedException {
    long end = System.nanoTime() + patience.ends().toNanos();
    while (System.nanoTime() - end < 0) {
      new Settling(client)
          .change(
              Change.kill(container, "SIGUSR1"),
              () -> ended(container) ? Optional.of(ContainerCall.Done.DONE) : Optional.empty());
      long again =
          System.nanoTime() + Math.min(BEFORE_TELLING_AGAIN.toNanos(), end - System.nanoTime());
      while (System.nanoTime() - again < 0) {
        if (ended(container)) {
          return End.ENDED;
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    }
    return ended(container) ? End.ENDED : End.HOLDS_REQUESTS;
  }

  private CallFailed holdsRequests(String who, String where) {
    return problem(
        who + " still has requests in flight",
        "%s, and it was told to end %d s ago: a websocket, perhaps, or a long download, which it cuts by itself after its hard-stop-after"
            .formatted(where, patience.ends().toSeconds()),
        "ballast setup goes on from there; no rollout begins before that");
  }

  /// It served before, and is nearer than a new one. Where it cannot, a new one may.
  private void revive(Inspected second) throws CallFailed, InterruptedException {
    client.ask(Change.start(second.id()));
    try {
      awaitServing(second);
    } catch (CallFailed failed) {
      switch (Succession.Second.of(second())) {
        // What cannot be asked may serve.
        case RUNNING -> throw failed;
        case ABSENT, STOPPED -> undo(second);
      }
    }
  }

  private void inherit(Optional<Inspected> first, Inspected second)
      throws CallFailed, InterruptedException {
    keep(second);
    if (first.isPresent()) {
      // One that finds its ports taken is started again and again, and is not removed meanwhile.
      discard(first.get());
    }
    String name = BalancerBody.name(owner);
    new Settling(client)
        .change(
            Change.rename(second.id(), name),
            () ->
                client
                    .ask(new Inspect(name))
                    .filter(there -> there.id().equals(second.id()))
                    .map(_ -> ContainerCall.Done.DONE));
  }

  private void keep(Inspected second) throws CallFailed, InterruptedException {
    client.ask(new Restart(second.id(), BalancerBody.restart(BalancerBody.ALWAYS)));
  }

  /// Both may answer at the socket, until the first is told to end: the successor answers when all
  /// that it has to listen at is bound.
  private void awaitServing(Inspected second) throws CallFailed, InterruptedException {
    awaitServing(second, BalancerBody.nextName(owner));
  }

  /// A container that the engine starts again once may come to run: it is given up at the second
  /// look.
  ///
  /// @param name of the container, which is to be the one that answers
  void awaitServing(Inspected started, String name) throws CallFailed, InterruptedException {
    String wanted = started.label(BalancerBody.LIFE_LABEL).orElse("");
    String why = "";
    int down = 0;
    long end = System.nanoTime() + patience.serves().toNanos();
    while (System.nanoTime() - end < 0) {
      try {
        Optional<String> life = running.life(BalancerBody.LIFE);
        if (life.filter(wanted::equals).isPresent()) {
          return;
        }
        why =
            life.isPresent()
                ? "another one answers at its socket"
                : "what answers at its socket has no variable %s, which its container was given: a template must not unset it (resetenv)"
                    .formatted(BalancerBody.LIFE);
      } catch (CallFailed unasked) {
        why = unasked.problem().why();
      }
      down = runs(started.id()) ? 0 : down + 1;
      if (down > 1) {
        throw problem(
            "the new HAProxy does not run",
            ConfigCheck.lastWords(client, started.id()),
            "mend that, then ballast setup");
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    throw problem(
        "the new HAProxy does not answer within %d s".formatted(patience.serves().toSeconds()),
        why,
        "docker logs %s there, then ballast setup".formatted(name));
  }

  private boolean runs(String container) throws CallFailed, InterruptedException {
    return client
        .ask(new Inspect(container))
        .filter(seen -> seen.state() == Berth.State.RUNNING)
        .isPresent();
  }

  private boolean ended(String container) throws CallFailed, InterruptedException {
    Optional<Inspected> seen = client.ask(new Inspect(container));
    return seen.isEmpty() || !seen.get().state().alive();
  }

  private void discard(Inspected container) throws CallFailed, InterruptedException {
    client.ask(Change.stop(container.id(), STOP, client.limits().stopSlack()));
    client.ask(Change.remove(container.id()));
  }

  private CallFailed problem(String what, String why, String next) {
    return new CallFailed(
        new Problem("%s: %s".formatted(client.host(), what), why, next), CallFailed.Effect.NONE);
  }
}
