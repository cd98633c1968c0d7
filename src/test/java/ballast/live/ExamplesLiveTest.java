package ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ballast.cli.Exit;
import ballast.traffic.ClientPatience;
import ballast.traffic.Mix;
import ballast.traffic.Tally;
import ballast.traffic.Traffic;
import ballast.traffic.TrafficSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Applications that people run behind HAProxy, as examples/ has them, each rolled on three real
/// hosts under clients that never retry.
@OnThreeHosts
class ExamplesLiveTest {
  /// For each host. The last of them are under way whenever a slot is drained.
  private static final String MIX = "get=15,keepalive=15,post=10,post-keepalive=10,slow=3:2000";

  private static final int ONE_A_HOST = Example.HOSTS;

  private static TestHosts hosts;

  @TempDir Path folder;

  @BeforeAll
  static void emptyHosts() throws IOException, InterruptedException {
    hosts = TestHosts.three();
  }

  @Test
  void anNginxIsRolledWithoutALostRequest() throws Exception {
    rolledWithoutALostRequest("nginx", 8081);
  }

  @Tag(Faults.EVERY)
  @ParameterizedTest
  @CsvSource({"java, 8082", "node, 8083", "python, 8084"})
  void anApplicationIsRolledWithoutALostRequest(String name, int port) throws Exception {
    rolledWithoutALostRequest(name, port);
  }

  private void rolledWithoutALostRequest(String name, int port) throws Exception {
    Example example = serving(name);
    var traffic = new ArrayList<Traffic>();
    try {
      for (String address : example.addresses()) {
        var target = URI.create("http://%s:%d".formatted(address, port));
        traffic.add(
            Traffic.start(
                TrafficSpec.of(target, Mix.parse(MIX)).withTimeout(ClientPatience.ANSWER)));
      }
      awaitMore(traffic);
      roll(example);
      awaitMore(traffic);
    } finally {
      for (Traffic one : traffic) {
        Tally tally = one.stop(ClientPatience.GRACE);
        System.out.printf("%s: %s%n", name, tally.text());
      }
    }
    for (Traffic one : traffic) {
      Tally tally = one.tally();
      assertThat(tally.losses()).as("%s", tally.text()).isEmpty();
      assertThat(tally.lostTotal()).as("%s", tally.text()).isZero();
      assertThat(tally.inFlight()).as("never answered: %s", tally.text()).isZero();
      assertThat(tally.answeredByVersion()).containsOnlyKeys("1", "2");
    }
  }

  @Test
  @Tag(Faults.EVERY)
  void aRedisIsDrainedByClientsThatComeAndGo() throws Exception {
    Example example = serving("redis");
    try (RespTraffic traffic = RespTraffic.start(example.addresses(), 6379)) {
      traffic.awaitMore();
      Product.Ran ran = roll(example);
      traffic.awaitMore();
      traffic.assertNothingLost();
      System.out.printf("redis: %s%n", traffic);
      assertThat(ran.out()).containsPattern("[1-9][0-9,]* by 2").containsPattern("\\b0 lost");
    }
    aClientThatNeverGoesKeepsItsSlotOrIsCut(example);
  }

  /// Release 2 serves; back to 1 and forth again.
  private static void aClientThatNeverGoesKeepsItsSlotOrIsCut(Example example) throws Exception {
    String policy = "deadline: 60s, then: roll-back";
    try (RespTraffic traffic = RespTraffic.start(example.addresses(), 6379);
        var stubborn = new RespConnection(example.addresses().getFirst(), 6379)) {
      traffic.awaitMore();
      pings(stubborn);

      example.with(policy, "deadline: 5s, then: roll-back");
      Product.Ran kept = example.expect(Exit.WENT_BACK, "deploy", "1", "--max-out", "3");
      assertThat(kept.out() + kept.err()).contains("was not drained within 5 s");
      example.assertServing("2");
      pings(stubborn);

      example.with(policy, "deadline: 5s, then: cut");
      Product.Ran cut = example.expect(Exit.DONE, "deploy", "1", "--max-out", "3");
      assertThat(cut.out() + cut.err()).containsPattern("\\b1 cut");
      assertThatThrownBy(() -> pings(stubborn)).isInstanceOf(IOException.class);
      example.assertServing("1");
      traffic.assertNothingLost();
      System.out.printf("redis, with one client that never goes: %s%n", traffic);
    }
  }

  private static void pings(RespConnection connection) throws IOException {
    connection.send("PING");
    assertThat(connection.line()).isEqualTo("+PONG");
  }

  private Example serving(String name) throws IOException, InterruptedException {
    hosts.example(name);
    Example example = Example.of(name, hosts, folder);
    example.expect(Exit.DONE, "setup");
    example.expect(Exit.DONE, "deploy", "1");
    example.expect(Exit.DONE, "check");
    return example;
  }

  /// From release 1 to release 2, watched by the sampler.
  private static Product.Ran roll(Example example) throws IOException, InterruptedException {
    Sampler sampler =
        Sampler.start(example.balancers(), example.service(), Example.SLOTS, 1, ONE_A_HOST);
    Product.Ran ran;
    try {
      ran = example.expect(Exit.DONE, "deploy", "2", "--max-out", ONE_A_HOST + "");
    } finally {
      sampler.close();
    }
    assertThat(sampler.broken()).as("promises broken, as sampled from outside").isEmpty();
    assertThat(sampler.samples()).as("samples taken").isGreaterThan(3);
    example.assertServing("2");
    System.out.printf("%s%n", ran.out());
    return ran;
  }

  private static void awaitMore(List<Traffic> traffic) {
    for (Traffic one : traffic) {
      long then = one.tally().answered();
      await().atMost(ClientPatience.ANSWER).until(() -> one.tally().answered() > then + 100);
    }
  }
}
