package ballast.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTest {
  private final List<String> asked = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"2.6.12", "2.8.0", "3.0.0"})
  void aServerThatAnswersRequestsTellsHowManyAndHowOldTheOldestIs(String version) throws Exception {
    Load load =
        balancer(version, "drain", "show-servers-state-drain", "show-servers-conn").load("pxApp_1");
    assertThat(load.requests()).isPositive();
    assertThat(load.oldest()).isPresent();
    assertThat(load.unchanged()).isPresent();
  }

  @ParameterizedTest
  @MethodSource("ballast.haproxy.Recording#versions")
  void anIdleServerHasNothingToDoAndTheStreamsAreNotAskedFor(String version) throws Exception {
    Load load =
        balancer(version, "drained", "show-servers-state-drain", "show-servers-conn-drained")
            .load("pxApp_1");
    assertThat(load.requests()).isZero();
    assertThat(load.oldest()).isEmpty();
    assertThat(asked).noneMatch(line -> line.contains("show sess"));
  }

  @ParameterizedTest
  @MethodSource("ballast.haproxy.Recording#versions")
  void lookingNeverChangesAnything(String version) throws Exception {
    balancer(version, "ready", "show-servers-state", "show-servers-conn").load("pxApp_1");
    assertThat(asked).isNotEmpty().noneMatch(line -> line.contains("set server"));
  }

  private RuntimeBalancer balancer(String version, String stat, String state, String conn) {
    RuntimeTransport recorded =
        (line, _) -> {
          asked.add(line);
          return line.contains("show sess")
              ? Recording.answer(version, "show-sess-drain")
              : "\n"
                  + Recording.answer(version, "show-info")
                  + Recording.answer(version, state)
                  + Recording.answer(version, "show-stat-" + stat)
                  + Recording.answer(version, conn);
        };
    return new RuntimeBalancer(
        "fe-1",
        Recording.APP,
        recorded,
        Optional.empty(),
        () -> Sights.NOON,
        Duration.ofMillis(100));
  }
}
