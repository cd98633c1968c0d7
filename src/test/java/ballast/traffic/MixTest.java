package ballast.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixTest {
  @Test
  void everyKindOfTrafficCanBeAskedFor() {
    assertThat(
            Mix.parse(
                "get=300, keepalive=100,post=0.5,post-keepalive=10:4,slow=5:8000,upload=2:3000,ws-interval=250,ws=4,sse=2:10"))
        .containsExactlyInAnyOrder(
            new Flow.Get(300),
            new Flow.KeepAliveGet(100, 16),
            new Flow.Post(0.5),
            new Flow.KeepAlivePost(10, 4),
            new Flow.SlowGet(5, Duration.ofMillis(8_000)),
            new Flow.SlowUpload(2, Duration.ofMillis(3_000)),
            new Flow.Events(2, 10),
            new Flow.WebSockets(4, Duration.ofMillis(250)));
  }

  @Test
  void theDefaultHasEveryKind() {
    assertThat(Mix.parse(Mix.DEFAULT)).extracting(Flow::name).doesNotHaveDuplicates().hasSize(8);
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThatThrownBy(() ->
            Mix.parse(
                "gte=3,get,post=-1,slow=5,upload=1:x,sse=0:3,ws=0,get=2,,keepalive=10:0,post-keepalive=1e3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            'gte' is no kind of traffic; known: get, keepalive, post, post-keepalive, slow, upload, sse, ws, ws-interval
            'get' is not of the form get=RATE
            'post=-1' is not of the form post=RATE
            'slow=5' is not of the form slow=RATE:MS
            'upload=1:x' is not of the form upload=RATE:MS
            'sse=0:3': a rate must be above 0 and at most 10,000 a second, not 0.0
            'get' is given twice
            an item is empty: write a mix like '%s'
            'keepalive=10:0': connections must be 1 to 1,000, not 0
            'post-keepalive=1e3' is not of the form post-keepalive=RATE[:CONNECTIONS]
            'ws=0': websockets must be 1 to 1,000, not 0\
            """
                .formatted(Mix.DEFAULT));
  }

  @Test
  void anIntervalWithoutWebsocketsIsAMistake() {
    assertThatThrownBy(() -> Mix.parse("get=1,ws-interval=5"))
        .hasMessageContaining("no 'ws=SOCKETS'");
  }

  @Test
  void aSpecThatCannotWorkIsRefused() {
    List<Flow> flows = Mix.parse("get=1");
    assertThatThrownBy(() -> TrafficSpec.of(URI.create("https://x"), flows))
        .hasMessageContaining("http://HOST");
    assertThatThrownBy(() -> TrafficSpec.of(URI.create("nonsense"), flows))
        .hasMessageContaining("http://HOST");
    URI here = URI.create("http://localhost");
    assertThatThrownBy(() -> TrafficSpec.of(here, List.of())).hasMessageContaining("no flows");
    TrafficSpec spec = TrafficSpec.of(here, flows);
    assertThatThrownBy(() -> spec.withTimeout(Duration.ZERO)).hasMessageContaining("timeout");
    assertThatThrownBy(() -> spec.withMaxInFlight(0)).hasMessageContaining("in flight");
    assertThatThrownBy(() -> spec.withHost("a\r\nb")).hasMessageContaining("Host");
  }
}
