package ballast.edge;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Why Google did not do or tell what it was asked, told apart as far as that changes what to do
/// next.
sealed interface GoogleFault {
  /// In Google's own words, or the system's.
  String words();

  /// Too many requests for now: nothing was done, and it may be asked again later.
  record Limited(String words) implements GoogleFault {}

  /// Nothing was done.
  ///
  /// @param status the HTTP status; 0 where it was never sent
  record Refused(int status, String words) implements GoogleFault {}

  /// The answer is missing or is no answer: it may have been done.
  record Lost(String words) implements GoogleFault {}

  int NOT_SENT = 0;
  int NOT_FOUND = 404;
  int NOT_KNOWN = 401;
  int NOT_ALLOWED = 403;

  Set<String> RATE = Set.of("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED");

  /// Nobody said who asks.
  final class NoCredentials extends IOException {
    private static final long serialVersionUID = 1;

    NoCredentials(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  static GoogleFault of(IOException failure) {
    return switch (failure) {
      case GoogleJsonResponseException told ->
          of(told.getStatusCode(), Optional.ofNullable(told.getDetails()), words(told));
      case HttpResponseException bare -> of(bare.getStatusCode(), Optional.empty(), words(bare));
      case NoCredentials none -> new Refused(NOT_SENT, words(none));
      case IOException unsure when unsure instanceof Retryable auth && !auth.isRetryable() ->
          new Refused(NOT_SENT, words(unsure));
      case IOException other -> new Lost(words(other));
    };
  }

  private static GoogleFault of(int status, Optional<GoogleJsonError> details, String words) {
    boolean tooMany =
        status == 429
            || (status == 403
                && details.flatMap(error -> Optional.ofNullable(error.getErrors())).stream()
                    .flatMap(List::stream)
                    .anyMatch(error -> RATE.contains(String.valueOf(error.getReason()))));
    if (tooMany) {
      return new Limited(words);
    }
    return status >= 500 ? new Lost(words) : new Refused(status, words);
  }

  private static String words(GoogleJsonResponseException told) {
    return Optional.ofNullable(told.getDetails())
        .flatMap(details -> Optional.ofNullable(details.getMessage()))
        .map(message -> EdgeWord.excerpt(message) + " (HTTP %d)".formatted(told.getStatusCode()))
        .orElseGet(() -> words((IOException) told));
  }

  private static String words(IOException failure) {
    return EdgeWord.excerpt(
        failure.getMessage() == null ? failure.toString() : failure.getMessage());
  }
}
