package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.Crew;
import ballast.reach.BalancerSetup.Ahead;
import ballast.reach.BalancerSetup.Effect;
import ballast.reach.BalancerSetup.Prepared;
import ballast.reach.BalancerSetup.Replacing;
import ballast.reach.BalancerSetup.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class SetupOrderTest {
  private static final List<Prepared.Ready> HOSTS =
      List.of(
          host("fe-1", Effect.NOTHING),
          host("fe-2", Effect.RELOADED),
          host("fe-3", Effect.TAKEN_OVER),
          host("fe-4", Effect.RELOADED));

  private final List<String> done = new ArrayList<>();

  @Test
  void noneIsTouchedWhereHaproxyRefusesOne() throws InterruptedException {
    List<Result> results = carryOut(Replacing.REFUSED, "check fe-4");
    assertThat(done).containsExactly("check fe-2", "check fe-3", "check fe-4");
    assertThat(results).allMatch(Result.Failed.class::isInstance).hasSize(4);
    assertThat(words(results))
        .containsExactly(
            "fe-1: not begun", "fe-2: not begun", "fe-3: not begun", "check fe-4 failed");
  }

  @Test
  void oneHostShowsWhetherItServesBeforeTheOthersFollow() throws InterruptedException {
    assertThat(words(carryOut(Replacing.REFUSED, "change fe-2")))
        .containsExactly(
            "change fe-2 failed", "fe-1: not begun", "fe-3: not begun", "fe-4: not begun");
    assertThat(done).endsWith("check fe-4", "change fe-2");
    done.clear();
    assertThat(words(carryOut(Replacing.REFUSED, "change fe-3")))
        .as("what fails on one of the others does not keep the rest from it")
        .containsExactly("fe-2", "fe-1", "change fe-3 failed", "fe-4");
  }

  @Test
  void whereEachMayBeWithoutABalancerTheyAreDoneOneAfterTheOther() throws InterruptedException {
    assertThat(words(carryOut(Replacing.ALLOWED, "change fe-3")))
        .containsExactly("fe-1", "fe-2", "change fe-3 failed", "fe-4: not begun");
  }

  @Test
  void theFirstIsOneWhereSomethingServesThatMayFail() throws InterruptedException {
    List<Prepared.Ready> hosts =
        List.of(
            host("fe-1", Effect.CREATED),
            host("fe-2", Effect.RECERTIFIED),
            host("fe-3", Effect.RELOADED));
    assertThat(words(carryOut(hosts, Replacing.REFUSED, "change fe-3")))
        .containsExactly("change fe-3 failed", "fe-1: not begun", "fe-2: not begun");
  }

  private List<Result> carryOut(Replacing replacing, String fails) throws InterruptedException {
    return carryOut(HOSTS, replacing, fails);
  }

  private List<Result> carryOut(List<Prepared.Ready> hosts, Replacing replacing, String fails)
      throws InterruptedException {
    return new SetupOrder(replacing, new OneByOne())
        .carryOut(
            hosts,
            one -> work("check " + one.host(), one.host(), fails),
            one -> work("change " + one.host(), one.host(), fails));
  }

  private Result work(String what, Host host, String fails) {
    done.add(what);
    return what.equals(fails)
        ? new Result.Failed(host, new Problem(what + " failed", "", ""))
        : new Result.Ready(host, "done");
  }

  private static List<String> words(List<Result> results) {
    return results.stream()
        .map(result ->
            switch (result) {
              case Result.Ready(var host, _) -> host.name();
              case Result.Failed(_, var problem) -> problem.what();
            })
        .toList();
  }

  private static Prepared.Ready host(String name, Effect effect) {
    return new Prepared.Ready(
        new Host(name), Optional.empty(), "a\n", Set.of(), new Ahead(effect, "changes"));
  }

  /// In order, so that what was done can be told.
  private static final class OneByOne implements Crew {
    @Override
    public <T> List<T> all(List<? extends Callable<T>> tasks) {
      var results = new ArrayList<T>();
      for (Callable<T> task : tasks) {
        try {
          results.add(task.call());
        } catch (Exception thrown) {
          throw new AssertionError(thrown);
        }
      }
      return results;
    }

    @Override
    public <T> Bench<T> bench() {
      throw new AssertionError("nothing is started here");
    }
  }
}
