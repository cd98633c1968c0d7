package ballast.docker;

import ballast.docker.LockCall.Presence;
import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Order;
import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.Lock;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// A service's lock: a container of a fixed name that is created and never started. The engine
/// refuses a second one of that name; the id that it gives this one is the token, and never comes
/// again. Who holds it is in its labels, whether that one lives in its beat, how far it is and what
/// it was told in two small files in it.
///
/// Whether a removal whose answer was lost was this one's doing is not known even where the lock is
/// gone: nobody is told then that it did it.
public final class LockContainer implements Lock {
  private static final String REPOSITORY = "ballast/lock";
  private static final String TAG = "1";

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private static final String REPORT = "report";
  private static final String ORDER = "order";
  private static final int MODE = 0644;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final String service;
  private final DockerClient client;
  private final AtomicInteger beat = new AtomicInteger(ThreadLocalRandom.current().nextInt());
  private volatile Optional<Report> reported = Optional.empty();
  private volatile String heard = "";

  private record Report(String token, String text) {}

  public LockContainer(String service, DockerClient client) {
    this.service = service;
    this.client = client;
  }

  String name() {
    return "ballast.lock." + service;
  }

  @Override
  public Attempt take(LockHolder holder) throws CallFailed, InterruptedException {
    long end = System.nanoTime() + client.limits().settle().toNanos();
    while (true) {
      Optional<String> mine = create(holder);
      if (mine.isPresent()) {
        return new Attempt.Taken(mine.get());
      }
      Optional<LockView> theirs = look();
      if (theirs.isPresent()) {
        return new Attempt.Refused(theirs.get());
      }
      // It was given up in between, or is about to be seen: the engine keeps a name before it
      // shows the container.
      if (System.nanoTime() - end >= 0) {
        throw new CallFailed(takenByNothing(), CallFailed.Effect.NONE);
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /// @return its id; nothing where that name is taken
  private Optional<String> create(LockHolder holder) throws CallFailed, InterruptedException {
    var call = new ContainerCall.Create(name(), body(holder));
    var first = client.outcome(call);
    Outcome<String> outcome = first;
    if (status(first) == NOT_FOUND) {
      client.ask(new LockCall.ImportNothing(REPOSITORY, TAG));
      outcome = client.outcome(call);
    }
    return status(outcome) == CONFLICT
        ? Optional.empty()
        : Optional.of(outcome.orThrow(call.nature()));
  }

  private static int status(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Refused<?>(int status, _) -> status;
      case Outcome.Answered<?> _, Outcome.NotSent<?> _, Outcome.Lost<?> _ -> 0;
    };
  }

  private JsonObject body(LockHolder holder) {
    var command = new JsonArray();
    command.add("never-run");
    var host = new JsonObject();
    host.addProperty("NetworkMode", "none");
    host.add("RestartPolicy", LockCall.Beat.policy(nextBeat()));
    var body = new JsonObject();
    body.addProperty("Image", REPOSITORY + ":" + TAG);
    body.add("Cmd", command);
    body.add("Labels", LockLabels.of(service, holder));
    body.add("HostConfig", host);
    return body;
  }

  /// From 1 to the largest number that every engine takes, and round again.
  private int nextBeat() {
    return Math.floorMod(beat.getAndIncrement(), Integer.MAX_VALUE) + 1;
  }

  private Problem takenByNothing() {
    return new Problem(
        "%s: the service's lock can be neither taken nor seen".formatted(client.host()),
        "the engine says that the name %s is taken, and has no container of that name"
            .formatted(name()),
        "see journalctl -u docker on %s; restarting Docker there frees the name"
            .formatted(client.host()));
  }

  @Override
  public Optional<LockView> look() throws CallFailed, InterruptedException {
    Optional<Json> found = client.ask(new LockCall.Look(name()));
    return found.isPresent() ? Optional.of(view(found.get())) : Optional.empty();
  }

  private LockView view(Json found) throws CallFailed, InterruptedException {
    String token;
    LockHolder holder;
    String beat;
    try {
      token = found.text("Id");
      holder = holder(found.at("Config").at("Labels").texts());
      beat = Long.toString(found.at("HostConfig").at("RestartPolicy").number("MaximumRetryCount"));
    } catch (IOException foreign) {
      throw new CallFailed(notALock(foreign), CallFailed.Effect.NONE, foreign);
    }
    return new LockView(token, holder, beat, file(token, REPORT).orElse(""), order(token));
  }

  private LockHolder holder(Map<String, String> labels) throws IOException {
    String owner = labels.getOrDefault(Labels.SERVICE, service);
    if (!owner.equals(service)) {
      throw new IOException(
          "its label %s is \"%s\"".formatted(Labels.SERVICE, Words.brief(Words.plain(owner), 80)));
    }
    return LockLabels.read(labels);
  }

  private Problem notALock(IOException foreign) {
    return new Problem(
        "%s: the container %s is no lock of Ballast's".formatted(client.host(), name()),
        String.valueOf(foreign.getMessage()),
        "see what it is: docker inspect %s on %s; then give it another name, or remove it"
            .formatted(name(), client.host()));
  }

  private Optional<String> file(String token, String name) throws CallFailed, InterruptedException {
    Optional<byte[]> tar =
        client.ask(new LockCall.Brief<>(new FileCall.GetArchive(token, "/" + name)));
    if (tar.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Tar.firstText(tar.get()));
    } catch (IOException beingWritten) {
      return Optional.empty();
    }
  }

  private Optional<Order> order(String token) throws CallFailed, InterruptedException {
    return read(file(token, ORDER).orElse(""));
  }

  /// @param text the order, and what tells it from an equal one left before
  private static Optional<Order> read(String text) {
    String word = text.strip().split(" ", 2)[0];
    for (Order order : Order.values()) {
      if (order.name().equals(word)) {
        return Optional.of(order);
      }
    }
    return Optional.empty();
  }

  /// What was ordered, where that can be read, and how far the holder is, where that can be
  /// written: neither failure means that the lock is not held.
  @Override
  public Renewal renew(String token, String report) throws CallFailed, InterruptedException {
    return switch (client.ask(new LockCall.Beat(token, nextBeat()))) {
      case GONE -> new Renewal.Lost();
      case THERE -> {
        Optional<Order> order = orderIfReadable(token);
        write(token, report);
        yield new Renewal.Held(order);
      }
    };
  }

  /// Each order is told to its holder once: after a resume, a pause must not be undone by the same
  /// word.
  private Optional<Order> orderIfReadable(String token) throws InterruptedException {
    try {
      String text = file(token, ORDER).orElse("");
      if (text.equals(heard)) {
        return Optional.empty();
      }
      heard = text;
      return read(text);
    } catch (CallFailed unread) {
      return Optional.empty();
    }
  }

  private void write(String token, String report) throws InterruptedException {
    var news = Optional.of(new Report(token, report));
    if ((report.isEmpty() && reported.isEmpty()) || news.equals(reported)) {
      return;
    }
    switch (client.outcome(new LockCall.Brief<>(put(token, REPORT, report)))) {
      case Outcome.Answered<?> _ -> reported = news;
      case Outcome.Refused<?> _, Outcome.NotSent<?> _, Outcome.Lost<?> _ -> {}
    }
  }

  private static FileCall.PutArchive put(String token, String file, String text) {
    return new FileCall.PutArchive(token, "/", List.of(new Tar.Entry.Text(file, MODE, text)));
  }

  @Override
  public boolean remove(String token) throws CallFailed, InterruptedException {
    var call = new LockCall.Remove(token);
    var outcome = client.outcome(call);
    return switch (outcome) {
      case Outcome.Answered<Presence>(var presence) -> presence == Presence.THERE;
      case Outcome.NotSent<Presence> _ -> outcome.orThrow(call.nature()) == Presence.THERE;
      // Someone else may be at it.
      case Outcome.Refused<Presence> _, Outcome.Lost<Presence> _ -> {
        if (!goneSoon(token)) {
          outcome.orThrow(call.nature());
        }
        yield false;
      }
    };
  }

  private boolean goneSoon(String token) throws InterruptedException {
    long end = System.nanoTime() + client.limits().settle().toNanos();
    while (true) {
      if (isGone(token)) {
        return true;
      }
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /// What cannot be read is not taken for gone.
  private boolean isGone(String token) throws InterruptedException {
    try {
      return client.ask(new LockCall.Look(token)).isEmpty();
    } catch (CallFailed unread) {
      return false;
    }
  }

  @Override
  public boolean leave(String token, Order order) throws CallFailed, InterruptedException {
    String text = order.name() + " " + UUID.randomUUID();
    FileCall.PutArchive call = put(token, ORDER, text);
    var outcome = client.outcome(call);
    return switch (outcome) {
      case Outcome.Answered<?> _ -> true;
      case Outcome.NotSent<?> _, Outcome.Refused<?> _, Outcome.Lost<?> _ -> {
        if (isGone(token)) {
          yield false;
        }
        if (order(token).filter(order::equals).isEmpty()) {
          outcome.orThrow(call.nature());
        }
        yield true;
      }
    };
  }

  @Override
  public long lastGeneration() throws CallFailed, InterruptedException {
    return client.ask(new LockCall.ListOf(service)).stream()
        .mapToLong(container -> LockLabels.generation(container.at("Labels").texts()))
        .max()
        .orElse(0);
  }
}
