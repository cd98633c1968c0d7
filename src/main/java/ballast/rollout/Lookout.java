package ballast.rollout;

import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.port.Crew;
import ballast.port.Time;
import java.time.Duration;
import java.util.concurrent.Callable;

/// Looks at the fleet, and twice more at a host that cannot be read: one answer that got lost must
/// not make a host unreachable.
public final class Lookout {
  private static final int MOST_LOOKS = 3;
  private static final Duration BEFORE_LOOKING_AGAIN = Duration.ofMillis(500);

  private final Survey survey;
  private final Crew crew;
  private final Time time;

  public Lookout(Survey survey, Crew crew, Time time) {
    this.survey = survey;
    this.crew = crew;
    this.time = time;
  }

  /// Every host at once. Takes as long as the slowest of them, which the deadlines of its calls
  /// bound.
  public Observed all() throws InterruptedException {
    return new Observed(
        crew.all(
            survey.fleet().stream().<Callable<HostView>>map(host -> () -> host(host)).toList()));
  }

  HostView host(Host host) throws InterruptedException {
    HostView view = survey.host(host);
    for (int looks = 1; looks < MOST_LOOKS && survey.lacks(view); looks++) {
      time.sleep(BEFORE_LOOKING_AGAIN);
      view = survey.host(host);
    }
    return view;
  }
}
