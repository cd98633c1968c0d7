package ballast.edge;

import ballast.model.Problem;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import com.google.api.client.googleapis.services.AbstractGoogleClientRequest;
import com.google.api.client.util.ExponentialBackOff;
import com.google.api.services.compute.Compute;
import com.google.api.services.compute.model.Operation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sends requests to Google's Compute API. What only reads is sent again while that makes sense; a
/// change is sent once.
final class GoogleCalls {
  /// Entries that one page of a list has.
  static final long PAGE = 500;

  /// Pages that are read of one list.
  private static final int MOST_PAGES = 20;

  private final Compute compute;
  private final GoogleLimits limits;

  GoogleCalls(Compute compute, GoogleLimits limits) {
    this.compute = compute;
    this.limits = limits;
  }

  Compute compute() {
    return compute;
  }

  GoogleLimits limits() {
    return limits;
  }

  /// Makes a request of Google's library.
  interface Request<T> {
    AbstractGoogleClientRequest<T> of(Compute compute) throws IOException;
  }

  /// @param at when it was given, by Google's clock
  record Answer<T>(T value, Instant at) {}

  /// What became of one request.
  sealed interface Outcome<T> {
    record Answered<T>(Answer<T> answer) implements Outcome<T> {}

    record Faulty<T>(GoogleFault fault) implements Outcome<T> {}
  }

  /// Reads, and reads again while Google has too many requests or its answer was lost.
  ///
  /// @param what in words, for messages
  /// @throws CallFailed in Google's words; nothing has changed
  <T> Answer<T> read(String what, Request<T> request) throws CallFailed, InterruptedException {
    return switch (readOutcome(request)) {
      case Outcome.Answered<T>(var answer) -> answer;
      case Outcome.Faulty<T>(var fault) -> throw failed(what, fault, Effect.NONE);
    };
  }

  /// The same; what Google does not know is nothing.
  <T> Optional<T> readIfThere(String what, Request<T> request)
      throws CallFailed, InterruptedException {
    return switch (readOutcome(request)) {
      case Outcome.Answered<T>(var answer) -> Optional.of(answer.value());
      case Outcome.Faulty<T>(GoogleFault.Refused(int status, _))
          when status == GoogleFault.NOT_FOUND ->
          Optional.empty();
      case Outcome.Faulty<T>(var fault) -> throw failed(what, fault, Effect.NONE);
    };
  }

  /// Makes the request of one page; the token of the first is empty.
  interface PageRequest<P> {
    AbstractGoogleClientRequest<P> of(Compute compute, String token) throws IOException;
  }

  /// Reads a list to its end.
  <P, I> List<I> all(
      String what,
      PageRequest<P> request,
      Function<P, @Nullable List<I>> items,
      Function<P, @Nullable String> next)
      throws CallFailed, InterruptedException {
    var all = new ArrayList<I>();
    String token = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      String from = token;
      P read = read(what, compute -> request.of(compute, from)).value();
      all.addAll(Optional.ofNullable(items.apply(read)).orElse(List.of()));
      token = Optional.ofNullable(next.apply(read)).orElse("");
      if (token.isEmpty()) {
        return all;
      }
    }
    throw new CallFailed(
        new Problem(
            "Google: %s failed".formatted(what),
            "it has more than %d pages of %d".formatted(MOST_PAGES, PAGE),
            "see that it is the right one"),
        Effect.NONE);
  }

  private <T> Outcome<T> readOutcome(Request<T> request) throws InterruptedException {
    var pauses = new Pauses();
    while (true) {
      Outcome<T> outcome = once(request);
      switch (outcome) {
        case Outcome.Answered<T> _ -> {
          return outcome;
        }
        case Outcome.Faulty<T>(var fault) -> {
          boolean again =
              switch (fault) {
                case GoogleFault.Limited _, GoogleFault.Lost _ -> true;
                case GoogleFault.Refused _ -> false;
              };
          if (!again || !pauses.another()) {
            return outcome;
          }
        }
      }
    }
  }

  /// Sends a change once; only where Google has too many requests, and so did nothing, is it sent
  /// again.
  Outcome<Operation> change(Request<Operation> request) throws InterruptedException {
    var pauses = new Pauses();
    while (true) {
      Outcome<Operation> outcome = once(request);
      boolean limited =
          outcome instanceof Outcome.Faulty<Operation>(var fault)
              && fault instanceof GoogleFault.Limited;
      if (!limited || !pauses.another()) {
        return outcome;
      }
    }
  }

  /// Longer and longer pauses, as Google's library has them, until the patience is at its end.
  private final class Pauses {
    private final long started = System.nanoTime();
    private final ExponentialBackOff backOff =
        new ExponentialBackOff.Builder()
            .setInitialIntervalMillis(Math.toIntExact(limits.firstPause().toMillis()))
            .setMaxIntervalMillis(Math.toIntExact(limits.firstPause().toMillis() * 16))
            .setMaxElapsedTimeMillis(Integer.MAX_VALUE)
            .build();

    /// Waits before another try; false when there is no time for one.
    boolean another() throws InterruptedException {
      Duration pause = Duration.ofMillis(next());
      Duration spent = Duration.ofNanos(System.nanoTime() - started);
      if (spent.plus(pause).compareTo(limits.patience()) > 0) {
        return false;
      }
      Thread.sleep(pause);
      return true;
    }

    private long next() {
      try {
        return backOff.nextBackOffMillis();
      } catch (IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /// One request on a thread of its own, since nothing else bounds a whole exchange: interrupting
  /// it closes its connection.
  private <T> Outcome<T> once(Request<T> request) throws InterruptedException {
    var exchange = new FutureTask<>(() -> answer(request.of(compute)));
    Thread.ofVirtual().name("google-call").start(exchange);
    try {
      return new Outcome.Answered<>(exchange.get(limits.call().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException late) {
      return new Outcome.Faulty<>(
          new GoogleFault.Lost("no answer within %d ms".formatted(limits.call().toMillis())));
    } catch (ExecutionException failed) {
      return switch (Optional.ofNullable(failed.getCause()).orElse(failed)) {
        case IOException told -> new Outcome.Faulty<>(GoogleFault.of(told));
        // What the library makes of an answer that is no JSON, or not the JSON that it expects.
        case RuntimeException unreadable ->
            new Outcome.Faulty<>(
                new GoogleFault.Lost("its answer makes no sense: " + unreadable.getMessage()));
        case Throwable bug -> throw new IllegalStateException(bug);
      };
    } finally {
      exchange.cancel(true);
    }
  }

  private static <T> Answer<T> answer(AbstractGoogleClientRequest<T> request) throws IOException {
    T value = request.execute();
    if (value == null) {
      throw new IOException("its answer is empty");
    }
    return new Answer<>(value, date(request));
  }

  /// Google's clock, so that no other has to be right.
  private static Instant date(AbstractGoogleClientRequest<?> request) {
    return Optional.ofNullable(request.getLastResponseHeaders())
        .flatMap(headers -> Optional.ofNullable(headers.getDate()))
        .flatMap(GoogleCalls::instant)
        .orElseGet(Instant::now);
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException odd) {
      return Optional.empty();
    }
  }

  static CallFailed failed(String what, GoogleFault fault, Effect effect) {
    String next =
        switch (fault) {
          case GoogleFault.Limited _ ->
              "wait until the quota of this project is there again, or ask Google for more of it";
          case GoogleFault.Refused(int status, _) -> afterRefusal(status);
          case GoogleFault.Lost _ -> "see whether Google's API can be reached, then run again";
        };
    return new CallFailed(
        new Problem("Google: %s failed".formatted(what), fault.words(), next), effect);
  }

  private static String afterRefusal(int status) {
    if (status == GoogleFault.NOT_SENT || status == GoogleFault.NOT_KNOWN) {
      return "gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS";
    }
    if (status == GoogleFault.NOT_FOUND) {
      return "compare `edge: google:` in ballast.yml with what gcloud compute lists";
    }
    return status == GoogleFault.NOT_ALLOWED
        ? "give who asks the role roles/compute.loadBalancerAdmin, or one with these permissions"
        : "mend what Google objects to, then run again";
  }
}
