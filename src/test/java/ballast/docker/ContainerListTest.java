package ballast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.model.Berth;
import ballast.model.Berth.Place;
import ballast.model.Berth.State;
import ballast.port.Engine.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a real Engine 20.10 answered, with containers of ours, of the seed's playbook and of
/// strangers.
class ContainerListTest {
  private static String recorded() throws IOException {
    try (var in = ContainerListTest.class.getResourceAsStream("/docker/containers-20.10.json")) {
      return new String(
          Optional.ofNullable(in).orElseThrow().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<Found> read(String json) throws IOException {
    var list = new ContainerList(Samples.service("r/pxapp", Samples.adopted()), "shop");
    return list.read(Json.parse(json).items());
  }

  private static Berth berth(int slot, Place place) throws IOException {
    return read(recorded()).stream()
        .filter(found -> found.slot() == slot && found.berth().place() == place)
        .findFirst()
        .orElseThrow()
        .berth();
  }

  @Test
  void everyContainerOfTheServiceIsFoundAndNoOther() throws Exception {
    assertThat(read(recorded()))
        .extracting(
            found -> found.slot() + " " + found.berth().place() + " " + found.berth().state())
        .containsExactlyInAnyOrder(
            "1 HOLDER RUNNING",
            "1 PREPARED CREATED",
            "1 LAST CREATED",
            "2 HOLDER EXITED",
            "2 KEPT CREATED",
            "10 HOLDER PAUSED");
  }

  @Test
  void whatBallastCreatedSaysItsReleaseAndVersion() throws Exception {
    Berth holder = berth(1, Place.HOLDER);
    assertThat(holder.release().value()).isEqualTo("3f2a9c01d7e4");
    assertThat(holder.version()).isEqualTo("2.4.1");
    assertThat(holder.address()).contains("172.31.77.2");
    assertThat(berth(1, Place.PREPARED).address()).isEmpty();
  }

  @Test
  void whatBallastFoundIsKnownByItsImage() throws Exception {
    Berth found = berth(2, Place.HOLDER);
    assertThat(found.release().value()).matches("x[0-9a-f]{11}");
    assertThat(found.version()).isEqualTo("1");
    assertThat(found.state()).isEqualTo(State.EXITED);
    assertThat(berth(2, Place.KEPT).release()).isEqualTo(found.release());
  }

  @Test
  void aVersionIsTheTagOrElseWhatTheImageIs() {
    String id = "sha256:" + "ab".repeat(32);
    assertThat(ContainerList.version("registry:5000/px/app:1.2", id)).isEqualTo("1.2");
    assertThat(ContainerList.version("registry:5000/px/app", id)).isEqualTo("abababababab");
    assertThat(ContainerList.version(id, id)).isEqualTo("abababababab");
    assertThat(ContainerList.version("px@sha256:" + "cd".repeat(32), id)).isEqualTo("cdcdcdcdcdcd");
  }

  @Test
  void aStateThatNobodyKnowsIsAnErrorAndNotAGuess() {
    assertThatThrownBy(() -> read(recorded().replace("\"running\"", "\"levitating\"")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("levitating");
    assertThatThrownBy(() -> read(recorded().replace("\"State\"", "\"Estate\"")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("State");
  }

  private static String container(String name, String imageId, String labels) {
    return """
    {"Id":"ab12","Names":["/%s"],"Image":"i","ImageID":"%s","Labels":%s,"State":"running","Created":1}\
    """
        .formatted(name, imageId, labels);
  }

  @Test
  void ofAStrangersContainerNothingNeedsToMakeSense() throws Exception {
    String forged = "{\"ballast.release\":\"No!\"}";
    assertThat(
            read(
                "[%s,%s]"
                    .formatted(
                        container("db", "odd", "{}"), container("db-1", "sha256:ab", forged))))
        .isEmpty();
  }

  @Test
  void aSlotsContainerThatMakesNoSenseIsAnErrorAndNotAbsent() {
    String forged = "{\"ballast.release\":\"No!\"}";
    assertThatThrownBy(() -> read("[%s]".formatted(container("pxapp-1", "odd", "{}"))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("[%s]".formatted(container("pxapp-1.ab.next", "odd", forged))))
        .isInstanceOf(IOException.class);
  }
}
