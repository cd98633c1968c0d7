package ballast.edge;

import ballast.port.CallFailed;
import com.google.api.services.compute.model.Operation;
import com.google.api.services.compute.model.OperationList;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Google's long-running operations of one zone: what became of a change that was taken.
final class GoogleOperations {
  private final GoogleCalls calls;

  GoogleOperations(GoogleCalls calls) {
    this.calls = calls;
  }

  /// How an operation stands.
  sealed interface Standing {
    /// @param status `PENDING` or `RUNNING`
    record UnderWay(String status) implements Standing {}

    /// @param since how long ago it ended, by Google's clock
    /// @param took how long it took
    record Done(Duration since, Duration took) implements Standing {}

    /// It ended without doing what it was to do.
    record Failed(String words) implements Standing {}
  }

  /// How an operation stands now.
  Standing standing(GoogleMember.Place place, String name) throws CallFailed, InterruptedException {
    GoogleCalls.Answer<Operation> answer =
        calls.read(
            "asking for operation " + name,
            compute -> compute.zoneOperations().get(place.project(), place.zone(), name));
    return standing(answer.value(), answer.at());
  }

  static Standing standing(Operation operation, Instant now) {
    if (!"DONE".equals(operation.getStatus())) {
      return new Standing.UnderWay(String.valueOf(operation.getStatus()));
    }
    Optional<String> error = error(operation);
    if (error.isPresent()) {
      return new Standing.Failed(error.get());
    }
    Instant ended = time(operation.getEndTime()).orElse(now);
    Instant began = time(operation.getInsertTime()).orElse(ended);
    return new Standing.Done(Duration.between(ended, now), Duration.between(began, ended));
  }

  private static Optional<String> error(Operation operation) {
    Optional<String> listed =
        Optional.ofNullable(operation.getError())
            .map(error -> Optional.ofNullable(error.getErrors()).orElse(List.of()))
            .map(errors ->
                errors.stream()
                    .map(one -> "%s (%s)".formatted(one.getMessage(), one.getCode()))
                    .collect(Collectors.joining("; ")));
    return listed
        .map(words -> words.isBlank() ? "it failed and does not say why" : words)
        .or(() -> Optional.ofNullable(operation.getHttpErrorMessage()))
        .map(EdgeWord::excerpt);
  }

  private static Optional<Instant> time(@org.jspecify.annotations.Nullable String text) {
    try {
      return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    } catch (DateTimeParseException odd) {
      return Optional.empty();
    }
  }

  /// The operation that a request of that id began, if it came to one.
  Optional<String> begunBy(GoogleMember.Place place, String requestId)
      throws CallFailed, InterruptedException {
    return list(place, "clientOperationId = \"%s\"".formatted(requestId)).stream()
        .filter(operation -> requestId.equals(operation.getClientOperationId()))
        .map(Operation::getName)
        .findFirst();
  }

  /// The latest operation that took anything out of the member's group, if Google still knows one:
  /// which instance it was about it does not tell.
  Optional<String> lastRemoval(GoogleMember member) throws CallFailed, InterruptedException {
    return list(member.place(), "operationType = \"%s\"".formatted(member.removalType())).stream()
        .filter(operation -> member.removalType().equals(operation.getOperationType()))
        .filter(operation -> String.valueOf(operation.getTargetLink()).endsWith(member.target()))
        .max(
            Comparator.comparing(
                operation -> time(operation.getInsertTime()).orElse(Instant.EPOCH)))
        .map(Operation::getName);
  }

  private List<Operation> list(GoogleMember.Place place, String filter)
      throws CallFailed, InterruptedException {
    return calls.all(
        "listing operations of zone " + place.zone(),
        (compute, token) -> {
          var list =
              compute
                  .zoneOperations()
                  .list(place.project(), place.zone())
                  .setFilter(filter)
                  .setMaxResults(GoogleCalls.PAGE);
          return token.isEmpty() ? list : list.setPageToken(token);
        },
        OperationList::getItems,
        OperationList::getNextPageToken);
  }
}
