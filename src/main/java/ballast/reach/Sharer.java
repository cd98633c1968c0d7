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
                "ballast setup of that service writes it anew; if there is none, remove the file: docker exec %s ls shared.d in /usr/local/etc/haproxy"
                    .formatted(container)),
            CallFailed.Effect.NONE,
            foreign);
      }
    }
    return sharers;
  }
}
