package ballast.reach;

import ballast.model.Host;
import ballast.port.Crew;
import ballast.reach.BalancerSetup.Effect;
import ballast.reach.BalancerSetup.Prepared;
import ballast.reach.BalancerSetup.Replacing;
import ballast.reach.BalancerSetup.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// In which order the hosts of a set-up are done. All are checked before any is touched. Then one
/// shows whether what HAProxy accepts serves as well, and the others follow: at once, or one after
/// the other where each may be without a balancer for a moment.
record SetupOrder(Replacing replacing, Crew crew) {
  /// Only where a config is changed under servers that serve does one host show anything.
  private static final Comparator<Prepared.Ready> TELLING =
      Comparator.comparing(one ->
          switch (one.ahead().effect()) {
            case RELOADED, TAKEN_OVER, REPLACED -> 0;
            case RECERTIFIED, CREATED, NOTHING -> 1;
          });

  interface Work {
    Result of(Prepared.Ready one) throws InterruptedException;
  }

  List<Result> carryOut(List<Prepared.Ready> prepared, Work check, Work change)
      throws InterruptedException {
    List<Result> checked = atOnce(prepared, one -> changes(one) ? check.of(one) : asItIs(one));
    Optional<Host> refused = failed(checked);
    if (refused.isPresent()) {
      return checked.stream()
          .map(result ->
              switch (result) {
                case Result.Ready(var host, _) -> BalancerSetup.notBegun(host, refused.get());
                case Result.Failed _ -> result;
              })
          .toList();
    }
    return switch (replacing) {
      case REFUSED -> oneFirst(prepared, change);
      case ALLOWED -> oneAfterTheOther(prepared, change);
    };
  }

  private List<Result> oneFirst(List<Prepared.Ready> prepared, Work change)
      throws InterruptedException {
    List<Prepared.Ready> first =
        prepared.stream().filter(SetupOrder::changes).sorted(TELLING).limit(1).toList();
    List<Prepared.Ready> others = prepared.stream().filter(one -> !first.contains(one)).toList();
    var results = new ArrayList<>(atOnce(first, change));
    Optional<Host> failed = failed(results);
    results.addAll(
        failed.isPresent()
            ? others.stream().map(one -> BalancerSetup.notBegun(one.host(), failed.get())).toList()
            : atOnce(others, change));
    return results;
  }

  /// No more than one host is without a balancer: what fails on one would fail on the next.
  private static List<Result> oneAfterTheOther(List<Prepared.Ready> prepared, Work change)
      throws InterruptedException {
    var results = new ArrayList<Result>();
    for (Prepared.Ready one : prepared) {
      Optional<Host> failed = failed(results);
      results.add(
          failed.isPresent() ? BalancerSetup.notBegun(one.host(), failed.get()) : change.of(one));
    }
    return results;
  }

  private List<Result> atOnce(List<Prepared.Ready> prepared, Work work)
      throws InterruptedException {
    return crew.all(prepared.stream().<Callable<Result>>map(one -> () -> work.of(one)).toList());
  }

  private static boolean changes(Prepared.Ready one) {
    return one.ahead().effect() != Effect.NOTHING;
  }

  private static Result asItIs(Prepared.Ready one) {
    return new Result.Ready(one.host(), one.ahead().words());
  }

  /// The first of them that failed.
  private static Optional<Host> failed(List<Result> results) {
    return results.stream()
        .flatMap(result ->
            switch (result) {
              case Result.Ready _ -> Stream.<Host>of();
              case Result.Failed(var host, _) -> Stream.of(host);
            })
        .findFirst();
  }
}
