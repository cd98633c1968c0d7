package ballast.notify;

import ballast.event.Entry;
import ballast.event.Event;
import ballast.event.Listener;
import ballast.event.Receipt;
import ballast.model.NotifyTo;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Tells webhooks what a rollout does. It has a thread and a queue of its own for each, so nothing
/// waits for it but its end, and that not for long; what cannot be told is lost, and said at the
/// end.
public final class Notifier implements Listener, AutoCloseable {
  /// For one try, from connecting to the answer.
  static final Duration DEADLINE = Duration.ofSeconds(5);

  static final int MOST_TRIES = 3;
  static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(1);

  /// How long the rollout's end waits for what is still to be told.
  static final Duration AT_THE_END = Duration.ofSeconds(10);

  private static final int MOST_WAITING = 32;
  private static final int OK = 200;
  private static final int NOT_OK = 300;
  private static final int SERVER_FAILS = 500;
  private static final int TOO_MANY = 429;

  private final String who;
  private final HttpClient client;
  private final List<Post> posts = new ArrayList<>();
  private final Set<String> troubles = new LinkedHashSet<>();
  private Optional<Bodies> bodies = Optional.empty();

  /// What waits for one address, and the thread that sends it.
  private record Post(Mail mail, BlockingQueue<Optional<News>> queue, Thread sender) {}

  /// Begins at once; whoever makes one closes it.
  ///
  /// @param who who rolls out, and where
  /// @param environment where addresses may be
  public Notifier(List<NotifyTo> to, String who, Map<String, String> environment) {
    this.who = who;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(DEADLINE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    for (NotifyTo whom : to) {
      try {
        posts.add(post(Mail.to(whom, environment)));
      } catch (Mail.Unknown unknown) {
        trouble("notify: " + unknown.getMessage());
      }
    }
  }

  private Post post(Mail mail) {
    BlockingQueue<Optional<News>> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    Thread sender = Thread.ofVirtual().name("notify").start(() -> send(mail, queue));
    return new Post(mail, queue, sender);
  }

  /// Never waits: what the queue has no room for is lost.
  @Override
  public synchronized void accept(Entry entry) {
    if (entry.event() instanceof Event.RolloutStarted(var id, var service, var version, _, _)) {
      bodies = Optional.of(new Bodies(service, id, version, who));
    }
    news(entry)
        .ifPresent(news ->
            posts.forEach(post -> {
              if (!post.queue().offer(Optional.of(news))) {
                trouble("notify: %s is too slow, and was not told all".formatted(post.mail()));
              }
            }));
  }

  private static Optional<News> news(Entry entry) {
    return switch (entry.event()) {
      case Event.RolloutStarted(_, _, _, int lanes, _) ->
          lanes == 0 ? Optional.empty() : Optional.of(new News.Started(entry.at(), lanes));
      case Event.Paused(var why) -> Optional.of(new News.Paused(entry.at(), why));
      case Event.Resumed() -> Optional.of(new News.Resumed(entry.at()));
      case Event.GoingBack(var why, _) -> Optional.of(new News.GoingBack(entry.at(), why));
      case Event.RolloutEnded(var receipt) ->
          receipt.outcome() == Receipt.Outcome.NOTHING_TO_DO
              ? Optional.empty()
              : Optional.of(new News.Finished(entry.at(), receipt));
      case Event.HostSeen _,
          Event.PullStarted _,
          Event.PullProgressed _,
          Event.Pulled _,
          Event.HostPrepared _,
          Event.LaneStarted _,
          Event.StepStarted _,
          Event.StepEnded _,
          Event.StepWaits _,
          Event.RequestsCut _,
          Event.LaneEnded _,
          Event.LaneFailed _,
          Event.LanePostponed _,
          Event.Noticed _,
          Event.StopAsked _,
          Event.HookStarted _,
          Event.HookEnded _,
          Event.EdgeStarted _,
          Event.EdgeWaits _,
          Event.EdgeEnded _,
          Event.EdgeFailed _ ->
          Optional.empty();
    };
  }

  private void send(Mail mail, BlockingQueue<Optional<News>> queue) {
    try {
      for (Optional<News> news = queue.take(); news.isPresent(); news = queue.take()) {
        String body = bodies().orElseThrow().of(news.get(), mail.words());
        Optional<String> why = persistently(mail, body);
        why.ifPresent(text -> trouble("notify: %s was not told: %s".formatted(mail, text)));
      }
    } catch (InterruptedException closed) {
      trouble("notify: %s did not answer in time".formatted(mail));
    }
  }

  private synchronized Optional<Bodies> bodies() {
    return bodies;
  }

  private synchronized void trouble(String text) {
    troubles.add(text);
  }

  /// @return why it could not be told, if it could not
  private Optional<String> persistently(Mail mail, String body) throws InterruptedException {
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(mail.uri())
              .timeout(DEADLINE)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
    } catch (IllegalArgumentException _) {
      return Optional.of("it is no address that could be asked");
    }
    for (int tries = 1; ; tries++) {
      switch (once(request)) {
        case Answer.Heard() -> {
          return Optional.empty();
        }
        case Answer.Refused(var why) -> {
          return Optional.of(why);
        }
        case Answer.NotNow(var why) -> {
          if (tries == MOST_TRIES) {
            return Optional.of("%s, %d times".formatted(why, tries));
          }
        }
      }
      Thread.sleep(BEFORE_TRYING_AGAIN.multipliedBy(tries));
    }
  }

  private sealed interface Answer {
    record Heard() implements Answer {}

    /// Asking again would not help.
    record Refused(String why) implements Answer {}

    record NotNow(String why) implements Answer {}
  }

  /// What is answered beside the status is of no interest, and may have no end.
  private Answer once(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      int status = answer.statusCode();
      if (status >= OK && status < NOT_OK) {
        return new Answer.Heard();
      }
      return status >= SERVER_FAILS || status == TOO_MANY
          ? new Answer.NotNow("it says " + status)
          : new Answer.Refused("it says " + status);
    } catch (IOException failed) {
      // Its own words may hold the address.
      return new Answer.NotNow("no answer (%s)".formatted(failed.getClass().getSimpleName()));
    }
  }

  /// Waits until everything is told, but no longer than `AT_THE_END` in all.
  ///
  /// @return what could not be told, and why
  public List<String> finish() {
    long end = System.nanoTime() + AT_THE_END.toNanos();
    posts.forEach(post -> post.queue().offer(Optional.empty()));
    for (Post post : posts) {
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (!post.sender().join(Duration.ofMillis(Math.max(1, left)))) {
          post.sender().interrupt();
          post.sender().join(Duration.ofSeconds(1));
        }
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (this) {
      return List.copyOf(troubles);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
