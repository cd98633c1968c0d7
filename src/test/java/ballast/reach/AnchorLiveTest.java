package ballast.reach;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.docker.AnchorVolume;
import ballast.docker.DockerClient;
import ballast.docker.Limits;
import ballast.docker.LockContainer;
import ballast.docker.PrivateEngine;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.AnchorMark;
import ballast.reach.Anchor.Standing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Marks on a real engine; two names of it stand for two hosts.
class AnchorLiveTest {
  private static final Host A = new Host("fe-1");
  private static final Host B = new Host("fe-2");
  private static final Problem DARK = new Problem("fe-1", "no route to host", "look");

  @Test
  void anotherAnchorIsAskedAboutUntilItIsMarked() throws Exception {
    PrivateEngine docker = PrivateEngine.start();
    try (var client = new DockerClient("fe-1", docker.socket(), Limits.defaults())) {
      var lock = new LockContainer("shop", client);
      Map<Host, AnchorMark> marks =
          Map.of(A, new AnchorVolume("shop-a", client), B, new AnchorVolume("shop-b", client));
      var first = new Anchor(A, lock, marks, Map.of());
      assertThat(first.look(Marks.ONE_BY_ONE).standing()).isEqualTo(new Standing.First());
      assertThat(first.mark(first.look(Marks.ONE_BY_ONE), Marks.ONE_BY_ONE)).isEmpty();
      assertThat(first.look(Marks.ONE_BY_ONE).standing()).isEqualTo(new Standing.Settled());

      docker.docker("system", "prune", "-af");
      assertThat(first.look(Marks.ONE_BY_ONE).standing()).isEqualTo(new Standing.Settled());

      var second = new Anchor(B, lock, marks, Map.of());
      assertThat(second.look(Marks.ONE_BY_ONE).standing())
          .isEqualTo(new Standing.Moved(1, List.of(A), List.of()));
      assertThat(second.mark(second.look(Marks.ONE_BY_ONE), Marks.ONE_BY_ONE)).isEmpty();
      assertThat(second.look(Marks.ONE_BY_ONE).standing()).isEqualTo(new Standing.Settled());
      assertThat(first.look(Marks.ONE_BY_ONE).standing())
          .isEqualTo(new Standing.Moved(2, List.of(B), List.of()));
      assertThat(docker.docker("volume", "ls", "-q")).isEqualTo("ballast.anchor.shop-b");

      assertThat(first.mark(first.look(Marks.ONE_BY_ONE), Marks.ONE_BY_ONE)).isEmpty();
      var whileDark =
          new Anchor(B, lock, Map.of(B, new AnchorVolume("shop-b", client)), Map.of(A, DARK));
      assertThat(whileDark.look(Marks.ONE_BY_ONE).standing())
          .isEqualTo(new Standing.Moved(0, List.of(), List.of(A)));
      assertThat(whileDark.mark(whileDark.look(Marks.ONE_BY_ONE), Marks.ONE_BY_ONE)).isEmpty();
      assertThat(first.look(Marks.ONE_BY_ONE).standing())
          .isEqualTo(new Standing.Moved(1_000, List.of(B), List.of()));
      assertThat(second.look(Marks.ONE_BY_ONE).standing()).isEqualTo(new Standing.Settled());
    } finally {
      docker.stop();
    }
  }
}
