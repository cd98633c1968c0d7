package ballast.rollout;

import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.port.Time;
import java.time.Duration;

/// Looks at the fleet, and twice more at a host that cannot be read: one answer that got lost must
/// not make a host unreachable.
public final class Lookout {
  private static final int MOST_LOOKS = 3;
  private static final Duration BEFORE_LOOKING_AGAIN = Duration.ofMillis(500);

  private final Survey survey;
  private final Time time;

  public Lookout(Survey survey, Time time) {
    this.survey = survey;
    this.time = time;
  }

  public Observed all() throws InterruptedException {
    Observed observed = survey.all();
    for (int looks = 1;
        looks < MOST_LOOKS && observed.hosts().stream().anyMatch(survey::lacks);
        looks++) {
      time.sleep(BEFORE_LOOKING_AGAIN);
      for (HostView dark : observed.hosts().stream().filter(survey::lacks).toList()) {
        observed = observed.with(survey.host(dark.host()));
      }
    }
    return observed;
  }

  public HostView host(Host host) throws InterruptedException {
    HostView view = survey.host(host);
    for (int looks = 1; looks < MOST_LOOKS && survey.lacks(view); looks++) {
      time.sleep(BEFORE_LOOKING_AGAIN);
      view = survey.host(host);
    }
    return view;
  }
}
