package ballast.reach;

import ballast.docker.ManagedBalancer;
import ballast.haproxy.ManagedConfig;
import ballast.haproxy.Member;
import ballast.model.Problem;
import ballast.port.CallFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Another service of a balancer that several share, as it stands in the balancer's files.
///
/// @param closed its servers that are meant to be closed
public record Sharer(Member member, Set<String> closed) {
  public Sharer {
    closed = Set.copyOf(closed);
  }

  /// @throws CallFailed when a file is not one of Ballast's: what is in it is not known then, and
  ///   must not be lost
  static List<Sharer> of(ManagedBalancer balancer, String container)
      throws CallFailed, InterruptedException {
    var sharers = new ArrayList<Sharer>();
    for (String text : balancer.others()) {
      try {
        sharers.add(new Sharer(Member.of(text), ManagedConfig.closed(text)));
      } catch (IllegalArgumentException foreign) {
        throw new CallFailed(
            new Problem(
                "%s: the config of another service cannot be read".formatted(container),
                String.valueOf(foreign.getMessage()),
                "ballast setup of that service writes it anew; if there is none, find it (docker exec %1$s ls %2$s) and remove it there (docker exec %1$s rm %2$s/SERVICE.cfg)"
                    .formatted(container, ManagedBalancer.SHARED)),
            CallFailed.Effect.NONE,
            foreign);
      }
    }
    return sharers;
  }
}
