package ballast.reach;

import ballast.model.Host;
import ballast.model.Problem;
import ballast.port.AnchorMark;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Lock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;

/// The marks of hosts in memory, which several look at and change, one within another's call where
/// a test says so.
public final class Marks {
  /// One task after another.
  static final Crew ONE_BY_ONE =
      new Crew() {
        @Override
        public <T> List<T> all(List<? extends Callable<T>> tasks) throws InterruptedException {
          var results = new ArrayList<T>();
          for (Callable<T> task : tasks) {
            try {
              results.add(task.call());
            } catch (InterruptedException stopped) {
              throw stopped;
            } catch (Exception bug) {
              throw new IllegalStateException(bug);
            }
          }
          return results;
        }

        @Override
        public <T> Bench<T> bench() {
          throw new UnsupportedOperationException("marks are read all at once");
        }
      };

  /// What someone else does meanwhile.
  public interface Meanwhile {
    void happens() throws CallFailed, InterruptedException;
  }

  private final List<Host> hosts;
  private final Map<Host, Long> numbers = new HashMap<>();
  private final Set<Host> dark = new HashSet<>();
  private final Map<Host, Meanwhile> afterSet = new HashMap<>();

  public Marks(Host... hosts) {
    this.hosts = List.of(hosts);
  }

  /// The lock is kept there.
  public Anchor anchor(Host host, Lock lock) {
    var marks = new LinkedHashMap<Host, AnchorMark>();
    hosts.forEach(one -> marks.put(one, new Mark(one)));
    return new Anchor(host, lock, marks, Map.of());
  }

  public Map<Host, Long> numbers() {
    return Map.copyOf(numbers);
  }

  public void mark(Host host, long number) {
    numbers.put(host, number);
  }

  public void goesDark(Host host) {
    dark.add(host);
  }

  public void isBack(Host host) {
    dark.remove(host);
  }

  /// Once, right after that host was marked the next time.
  public void afterSetting(Host host, Meanwhile meanwhile) {
    afterSet.put(host, meanwhile);
  }

  private final class Mark implements AnchorMark {
    private final Host host;

    Mark(Host host) {
      this.host = host;
    }

    @Override
    public OptionalLong read() throws CallFailed {
      reach();
      Long number = numbers.get(host);
      return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    @Override
    public void set(long number) throws CallFailed, InterruptedException {
      reach();
      numbers.put(host, number);
      Meanwhile meanwhile = afterSet.remove(host);
      if (meanwhile != null) {
        meanwhile.happens();
      }
    }

    @Override
    public void clear() throws CallFailed {
      reach();
      numbers.remove(host);
    }

    private void reach() throws CallFailed {
      if (dark.contains(host)) {
        throw new CallFailed(
            new Problem(host.name(), "no route to host", "look"), CallFailed.Effect.NONE);
      }
    }
  }
}
