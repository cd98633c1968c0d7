package ballast.config;

import ballast.model.Batches;
import ballast.model.Policy;
import ballast.model.Policy.Drain;
import ballast.model.Policy.Failing;
import ballast.model.Policy.MaxOut;
import ballast.model.Share;
import ballast.model.Strategy;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads `rollout:`.
final class RolloutReader {
  private RolloutReader() {}

  static Policy read(Section section, int slots) {
    return new Policy(
        maxOut(section),
        section.value(Key.PER_HOST, Forms.perHost(slots)),
        batches(section),
        drain(section.section(Key.DRAIN)),
        section.value(Key.SOAK, Forms::duration),
        new Failing(
            section.value(Key.TOLERATE, Forms::tolerance),
            section.value(Key.ON_FAILURE, Forms.ON_FAILURE),
            section.value(Key.STALL, Forms::deadline)),
        section.value(Key.KEEP, Forms.KEEP),
        strategy(section));
  }

  private static Strategy strategy(Section section) {
    Strategy strategy = section.value(Key.STRATEGY, Forms.STRATEGY);
    Optional<Integer> spares = section.maybe(Key.SURGE, Forms.COUNT);
    boolean surges = strategy.equals(Strategy.surge(1));
    if (!surges) {
      section
          .keyNode(Key.SURGE)
          .ifPresent(node ->
              section
                  .notes()
                  .warning(
                      node,
                      "rollout.surge: strategy %s surges no slots".formatted(strategy),
                      "write strategy: surge, or leave it out"));
    }
    return surges ? Strategy.surge(spares.orElse(1)) : strategy;
  }

  private static MaxOut maxOut(Section section) {
    return section
        .maybe(Key.MAX_OUT, Forms::share)
        .<MaxOut>map(MaxOut.Of::new)
        .orElseGet(MaxOut.Default::new);
  }

  private static Drain drain(Section drain) {
    return new Drain(
        drain.value(Key.DRAIN_DEADLINE, Forms::duration),
        drain.value(Key.DRAIN_THEN, Forms.PAST_DEADLINE));
  }

  private static Batches batches(Section section) {
    Optional<Batches> even = section.maybe(Key.BATCHES, Forms.COUNT).map(Batches.Even::new);
    Optional<Batches> serial = section.node(Key.BATCH).flatMap(node -> serial(section, node));
    section
        .keyNode(Key.BATCH)
        .ifPresent(batch ->
            section
                .keyNode(Key.BATCHES)
                .ifPresent(batches ->
                    section
                        .notes()
                        .mistake(
                            batches,
                            "rollout: batch and batches exclude each other",
                            "batch is in line %d; keep one of them"
                                .formatted(batch.getStartMark().getLine() + 1))));
    return even.or(() -> serial).orElseGet(Batches.Whole::new);
  }

  /// One size, or a list of sizes.
  private static Optional<Batches> serial(Section section, Node node) {
    boolean list = node instanceof SequenceNode;
    if (list && section.items(Key.BATCH).isEmpty()) {
      section.notes().mistake(node, "rollout.batch: an empty list", "as in " + Key.BATCH.text());
    }
    List<Share> sizes =
        list
            ? section.list(Key.BATCH, Forms::share)
            : section.fitted(Key.BATCH, node, Forms::share).stream().toList();
    return sizes.isEmpty() ? Optional.empty() : Optional.of(new Batches.Serial(sizes));
  }
}
