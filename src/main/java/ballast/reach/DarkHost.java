package ballast.reach;

import ballast.model.Berth;
import ballast.model.Image;
import ballast.model.Origin;
import ballast.model.Problem;
import ballast.model.Release;
import ballast.model.Slot;
import ballast.model.Start;
import ballast.port.Balancer;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Fence;
import ballast.port.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A host that could not be reached and that is not to be touched: whatever it is asked, it answers
/// why. So it is seen as unreachable, and its slots count as out.
record DarkHost(Problem problem) implements Engine, Balancer, Probe {
  private CallFailed dark() {
    return new CallFailed(problem, CallFailed.Effect.NONE);
  }

  @Override
  public List<Found> containers() throws CallFailed {
    throw dark();
  }

  @Override
  public boolean has(Image image) throws CallFailed {
    throw dark();
  }

  @Override
  public void pull(Image image, PullWatch watch) throws CallFailed {
    throw dark();
  }

  @Override
  public String create(Slot slot, Release release, Origin origin) throws CallFailed {
    throw dark();
  }

  @Override
  public void start(String container) throws CallFailed {
    throw dark();
  }

  @Override
  public void stop(String container, Duration grace) throws CallFailed {
    throw dark();
  }

  @Override
  public void move(Slot slot, Berth berth, Berth.Place to, Fence fence) throws CallFailed {
    throw dark();
  }

  @Override
  public void remove(String container) throws CallFailed {
    throw dark();
  }

  @Override
  public Obituary obituary(String container, int lastLines) throws CallFailed {
    throw dark();
  }

  @Override
  public void keepImages(Image current, Optional<String> previousImageId) throws CallFailed {
    throw dark();
  }

  @Override
  public View read() throws CallFailed {
    throw dark();
  }

  @Override
  public void drain(String server) throws CallFailed {
    throw dark();
  }

  @Override
  public Drained drained(String server) throws CallFailed {
    throw dark();
  }

  @Override
  public void fence(String server) throws CallFailed {
    throw dark();
  }

  @Override
  public void hangUp(String server) throws CallFailed {
    throw dark();
  }

  @Override
  public void examine(String server) throws CallFailed {
    throw dark();
  }

  @Override
  public Balancer.Proof proof(String server) throws CallFailed {
    throw dark();
  }

  @Override
  public void admit(String server, int weight) throws CallFailed {
    throw dark();
  }

  @Override
  public void prepare() throws CallFailed {
    throw dark();
  }

  @Override
  public void remember(String server, Start start) throws CallFailed {
    throw dark();
  }

  @Override
  public Duration pollInterval() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Answer ask(Slot slot) {
    return new Answer.NoAnswer(problem.brief());
  }
}
