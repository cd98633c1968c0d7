package ballast.port;

import ballast.model.LockHolder;
import ballast.model.LockView;
import ballast.model.Order;
import java.util.Optional;

/// What excludes a second rollout of a service, wherever it is started from: one name on one
/// engine, the service's anchor, that can be taken once. It knows nothing of time; who may take it
/// from whom is the lease's affair.
///
/// Every taking has a token of its own, and nothing done with an earlier one touches a later one.
public interface Lock {
  /// Takes it if nobody has it: one attempt.
  Attempt take(LockHolder holder) throws CallFailed, InterruptedException;

  sealed interface Attempt {
    /// @param token what every later call is made with
    record Taken(String token) implements Attempt {}

    record Refused(LockView held) implements Attempt {}
  }

  /// Who has it, if anybody has.
  Optional<LockView> look() throws CallFailed, InterruptedException;

  /// Says that its holder is alive, and how far.
  Renewal renew(String token, String report) throws CallFailed, InterruptedException;

  sealed interface Renewal {
    /// @param order what someone has left for the holder, told once
    record Held(Optional<Order> order) implements Renewal {}

    /// It is someone else's by now, or nobody's.
    record Lost() implements Renewal {}
  }

  /// Gives it up, or takes it away from its holder. One that is gone is no failure; of several who
  /// remove the same token, exactly one is told that it did, or none where that answer was lost.
  ///
  /// @return whether this call removed it
  boolean remove(String token) throws CallFailed, InterruptedException;

  /// Leaves a word for the holder; a later one stands in for an earlier one.
  ///
  /// @return whether that holder still had it
  boolean leave(String token, Order order) throws CallFailed, InterruptedException;

  /// The highest generation that anything on the anchor tells of, 0 when nothing does.
  long lastGeneration() throws CallFailed, InterruptedException;
}
