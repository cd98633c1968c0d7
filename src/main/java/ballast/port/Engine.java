package ballast.port;

import ballast.model.Berth;
import ballast.model.Image;
import ballast.model.Origin;
import ballast.model.Release;
import ballast.model.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The Docker Engine of one host, as far as one service is concerned.
///
/// Every call has a deadline. A call that changes something is never sent twice: where its answer
/// is lost it fails with [CallFailed.Effect#UNKNOWN], and the caller reads again.
public interface Engine {
  /// Every container that belongs to a slot of the service, whoever created it and whether it runs
  /// or not.
  List<Found> containers() throws CallFailed, InterruptedException;

  /// A container and the slot number it belongs to.
  record Found(int slot, Berth berth) {}

  /// Whether the image is on this host.
  boolean has(Image image) throws CallFailed, InterruptedException;

  /// Fetches the image; returns when it is here.
  ///
  /// @param watch told what Docker tells of it, at most a few times a second
  /// @throws CallFailed when it failed, or when it was broken off as wished
  void pull(Image image, PullWatch watch) throws CallFailed, InterruptedException;

  /// Looks on while an image is pulled.
  interface PullWatch {
    /// Looks at nothing and waits for the end.
    PullWatch TO_THE_END = _ -> Wish.GO_ON;

    Wish told(PullProgress progress);
  }

  /// Whether what is under way is still wanted.
  enum Wish {
    GO_ON,
    BREAK_OFF
  }

  /// @param total 0 while it is not known
  record PullProgress(long bytes, long total) {}

  /// Creates a container for the slot, complete with its labels, and does not start it. Its place
  /// is `PREPARED`.
  ///
  /// @return the engine's id of it
  String create(Slot slot, Release release, Origin origin) throws CallFailed, InterruptedException;

  void start(String container) throws CallFailed, InterruptedException;

  /// Asks the container to stop by its own signal and kills it when `grace` is over. Returns when
  /// it has ended.
  void stop(String container, Duration grace) throws CallFailed, InterruptedException;

  /// Gives a container another place in its slot: first it is told whether to come back with its
  /// engine, where that changes, and then it gets its name.
  ///
  /// @param fence asked between the two: the first may have taken its time
  void move(Slot slot, Berth berth, Berth.Place to, Fence fence)
      throws CallFailed, InterruptedException;

  /// The same for whoever needs no lock.
  default void move(Slot slot, Berth berth, Berth.Place to)
      throws CallFailed, InterruptedException {
    move(slot, berth, to, () -> {});
  }

  /// Removes a container that does not run. One that is gone already is no failure.
  void remove(String container) throws CallFailed, InterruptedException;

  /// Why a container is not running, and what it said last.
  Obituary obituary(String container, int lastLines) throws CallFailed, InterruptedException;

  /// @param exitCode empty while it runs
  /// @param error the engine's own words, where it has some
  /// @param confided whether secrets may be in what it said
  record Obituary(
      Optional<Integer> exitCode,
      int restarts,
      String error,
      List<String> lastLines,
      Confided confided) {}

  /// What a container was given when it was created.
  enum Confided {
    SECRETS,
    NO_SECRET
  }

  /// Marks the images of the release that serves and of the one before it, so that nobody prunes
  /// them.
  void keepImages(Image current, Optional<String> previousImageId)
      throws CallFailed, InterruptedException;
}
