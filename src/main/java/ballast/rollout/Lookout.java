package ballast.rollout;

import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.port.Time;
import java.time.Duration;
import java.util.List;
import java.util.Set;

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
    return again(survey.all());
  }

  /// The same look with these hosts seen anew, all at once.
  public Observed anew(Observed observed, Set<Host> hosts) throws InterruptedException {
    return observed.with(again(new Observed(survey.hosts(hosts))).hosts());
  }

  private Observed again(Observed first) throws InterruptedException {
    Observed observed = first;
    for (int looks = 1; looks < MOST_LOOKS && !dark(observed).isEmpty(); looks++) {
      time.sleep(BEFORE_LOOKING_AGAIN);
      observed = observed.with(survey.hosts(dark(observed)));
    }
    return observed;
  }

  private List<Host> dark(Observed observed) {
    return observed.hosts().stream().filter(survey::lacks).map(HostView::host).toList();
  }
}
