package ballast.reach;

import ballast.haproxy.ManagedConfig;
import ballast.haproxy.ServerName;
import ballast.haproxy.StartConfig;
import ballast.model.Start;
import ballast.port.CallFailed;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// The config of Ballast's own HAProxy on one host.
///
/// Looking at it takes an engine longer than a server's whole way back to ready, so it is looked at
/// once: from then on only who holds the service's lock changes it. What a change that failed has
/// left is not known, and looked at again.
final class OwnStartConfig implements StartConfig {
  /// The files that HAProxy reads.
  interface Texts {
    /// Changes all of them alike.
    ///
    /// @return what they are now
    Set<String> rewrite(UnaryOperator<String> change) throws CallFailed, InterruptedException;
  }

  private final Texts texts;

  /// Lanes of one host change it one after another.
  private final ReentrantLock one = new ReentrantLock();

  /// Empty where it has not been looked at; a config is never without a text.
  private Set<String> known = Set.of();

  OwnStartConfig(Texts texts) {
    this.texts = texts;
  }

  @Override
  public void look() throws CallFailed, InterruptedException {
    one.lockInterruptibly();
    try {
      known = Set.of();
      known = texts.rewrite(UnaryOperator.identity());
    } finally {
      one.unlock();
    }
  }

  @Override
  public void set(ServerName server, Start start) throws CallFailed, InterruptedException {
    UnaryOperator<String> change = text -> ManagedConfig.with(text, server, use(start));
    one.lockInterruptibly();
    try {
      if (known.isEmpty() || !known.stream().allMatch(text -> change.apply(text).equals(text))) {
        known = Set.of();
        known = texts.rewrite(change);
      }
    } finally {
      one.unlock();
    }
  }

  private static ManagedConfig.Use use(Start start) {
    return switch (start) {
      case OPEN -> ManagedConfig.Use.SERVING;
      case CLOSED -> ManagedConfig.Use.CLOSED;
    };
  }
}
