package ballast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ballast.model.Admission;
import ballast.model.Counters;
import ballast.model.HostView;
import ballast.model.ServerView;
import ballast.port.Balancer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a look at a host keeps of HAProxy's counters.
class SurveyTest {
  @Test
  void whatServersThatAreNoSlotsAnsweredIsNoLoss() {
    var view = view(12, server("pxapp-1", 3), server("static", 7));
    assertThat(Survey.own(view).serverErrors()).isEqualTo(2);
  }

  @Test
  void neverCountsLessThanNothing() {
    assertThat(Survey.own(view(1, server("pxapp-1", 3))).serverErrors()).isZero();
  }

  private static Balancer.View view(long errors, ServerView... servers) {
    return new Balancer.View(
        new HostView.Worker(1, 1, "2.8"), List.of(servers), answering(100, errors));
  }

  private static ServerView server(String name, long errors) {
    return new ServerView(
        name,
        Admission.READY,
        ServerView.Condition.UP,
        100,
        100,
        0,
        0,
        "L7OK/200",
        answering(50, errors));
  }

  private static Counters answering(long answered, long errors) {
    return new Counters(answered, errors, 0, 0, 0, 0, 0, 0);
  }
}
