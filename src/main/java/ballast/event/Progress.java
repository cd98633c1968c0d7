package ballast.event;

import ballast.event.ProgressOfHost.Edge;
import ballast.event.ProgressOfHost.Readiness;
import ballast.model.HookPoint;
import ballast.model.Host;
import ballast.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The picture of a rollout: a fold of its events and of nothing else, so that a terminal, a page
/// opened late and a rollout read from its journal all show the same. Every time in it comes from
/// the entries.
///
/// A journal keeps no look at a host ([Event#ephemeral]); a picture made from one knows only the
/// slots that something was done to.
///
/// @param hosts in the order in which they were first heard of, which is inventory order
/// @param mostOut the largest number of slots that were out at once so far
/// @param hooks what runs of `hooks:`, in the order in which they were started
/// @param at when the last event came
public record Progress(
    Optional<Heading> heading,
    Course course,
    SequencedMap<Host, ProgressOfHost> hosts,
    Tally tally,
    int mostOut,
    Optional<Receipt> receipt,
    List<RunningHook> hooks,
    Instant at) {

  /// Before anything has happened.
  public static final Progress NONE =
      new Progress(
          Optional.empty(),
          Course.FORTH,
          Collections.unmodifiableSequencedMap(new LinkedHashMap<>()),
          new Tally(0, 0, 0, 0, 0),
          0,
          Optional.empty(),
          List.of(),
          Instant.EPOCH);

  /// @param about the batch, host or slot; empty for the whole rollout
  public record RunningHook(HookPoint hook, String about) {}

  public Progress {
    hooks = List.copyOf(hooks);
  }

  /// What is rolled out.
  ///
  /// @param lanes how many slots need something
  /// @param mostOut how many may be out at once
  public record Heading(
      String id, String service, String version, int lanes, int mostOut, Instant started) {}

  /// Where a rollout is heading.
  public enum Course {
    FORTH,
    /// A person asked to stop: slots in hand are finished, no other is begun.
    STOPPING,
    /// The same, until a person says to go on.
    PAUSED,
    /// To what each slot ran before.
    BACK
  }

  /// @param done lanes that have ended well on the way forth
  /// @param failed lanes that have failed
  /// @param toReturn slots that go back
  /// @param returned slots that have gone back
  /// @param cut requests that were given up; at the end those that the receipt tells of
  public record Tally(int done, int failed, int toReturn, int returned, long cut) {}

  /// What comes after the rollout's end changes nothing any more, and what comes of a slot after
  /// its lane's end nothing until its next lane.
  public Progress after(Entry entry) {
    return receipt.isPresent() || laneIsOver(entry.event()) ? this : changed(entry);
  }

  private boolean laneIsOver(Event event) {
    return switch (event) {
      case Event.StepStarted(var slot, _) -> laneIsOver(slot);
      case Event.StepEnded(var slot, _, _, _) -> laneIsOver(slot);
      case Event.StepWaits(var slot, _, _) -> laneIsOver(slot);
      case Event.LaneEnded(var slot, _, _) -> laneIsOver(slot);
      case Event.LaneFailed(var slot, _) -> laneIsOver(slot);
      case Event.LanePostponed(var slot, _) -> laneIsOver(slot);
      case Event.RolloutStarted _,
          Event.HostSeen _,
          Event.PullStarted _,
          Event.PullProgressed _,
          Event.Pulled _,
          Event.HostPrepared _,
          Event.LaneStarted _,
          Event.RequestsCut _,
          Event.Noticed _,
          Event.GoingBack _,
          Event.StopAsked _,
          Event.Paused _,
          Event.Resumed _,
          Event.HookStarted _,
          Event.HookEnded _,
          Event.EdgeStarted _,
          Event.EdgeWaits _,
          Event.EdgeEnded _,
          Event.EdgeFailed _,
          Event.RolloutEnded _ ->
          false;
    };
  }

  private boolean laneIsOver(Slot slot) {
    var host = hosts.get(slot.host());
    var known = host == null ? null : host.slots().get(slot.number());
    return known != null && known.phase().over();
  }

  private Progress changed(Entry entry) {
    Instant at = entry.at();
    Progress next =
        switch (entry.event()) {
          case Event.RolloutStarted(var id, var service, var version, int lanes, int most) ->
              headed(new Heading(id, service, version, lanes, most, at));
          case Event.HostSeen(var view) -> host(view.host(), host -> host.seen(view, wanted(), at));
          case Event.PullStarted(var host, _) -> host(host, one -> one.pulls(0, 0, at));
          case Event.PullProgressed(var host, long bytes, long total) ->
              host(host, one -> one.pulls(bytes, total, at));
          case Event.Pulled(var host, var took) ->
              host(host, one -> one.with(new Readiness.Pulled(took)));
          case Event.HostPrepared(var host, int containers, var took) ->
              host(
                  host,
                  one ->
                      one.with(new Readiness.Prepared(containers, took))
                          .withAll(slot -> slot.prepared(at)));
          case Event.LaneStarted(var slot, var cause, var version) ->
              slot(slot, at, one -> one.laneStarted(version, cause, course, at));
          case Event.StepStarted(var slot, var step) ->
              slot(slot, at, one -> one.stepStarted(step, at));
          case Event.StepEnded(var slot, var step, _, _) ->
              slot(slot, at, one -> one.stepEnded(step, at));
          case Event.StepWaits(var slot, _, var why) -> slot(slot, at, one -> one.waits(why));
          case Event.RequestsCut(_, long requests, _) ->
              tallied(
                  new Tally(
                      tally.done,
                      tally.failed,
                      tally.toReturn,
                      tally.returned,
                      tally.cut + requests));
          case Event.LaneEnded(var slot, var version, _) ->
              slot(slot, at, one -> one.laneEnded(version, at))
                  .tallied(version.isEmpty() ? tally : laneMore(slot));
          case Event.LaneFailed(var slot, var problem) ->
              slot(slot, at, one -> one.laneFailed(problem.what(), at))
                  .tallied(
                      new Tally(
                          tally.done, tally.failed + 1, tally.toReturn, tally.returned, tally.cut));
          case Event.LanePostponed(var slot, var why) ->
              slot(slot, at, one -> one.postponed(why, at));
          case Event.Noticed _ -> this;
          case Event.GoingBack(_, int slots) ->
              heading(Course.BACK)
                  .everySlot(slot -> slot.turnsBack(at))
                  .tallied(
                      new Tally(tally.done, tally.failed, slots - backAlready(), 0, tally.cut));
          case Event.StopAsked() -> course == Course.BACK ? this : heading(Course.STOPPING);
          case Event.Paused _ -> course == Course.FORTH ? heading(Course.PAUSED) : this;
          case Event.Resumed() ->
              course == Course.PAUSED
                  ? heading(Course.FORTH).everySlot(slot -> slot.forgiven(at))
                  : this;
          case Event.HookStarted(var hook, var about) ->
              hooked(one -> one.add(new RunningHook(hook, about)));
          case Event.HookEnded(var hook, var about, _, _, _) ->
              hooked(one -> one.remove(new RunningHook(hook, about)));
          case Event.EdgeStarted(var host, var way, _) ->
              host(host, one -> one.with(new Edge.Moving(way, at, "")));
          case Event.EdgeWaits(var host, var way, var why) ->
              host(host, one -> one.with(new Edge.Moving(way, one.edge().since(at), why)));
          case Event.EdgeEnded(var host, var way, _, _) ->
              host(host, one -> one.with(Edge.after(way, at)));
          case Event.EdgeFailed(var host, _, var problem) ->
              host(host, one -> one.with(new Edge.Stuck(at, problem.what())));
          case Event.RolloutEnded(var last) -> everySlot(slot -> slot.rests(at)).ended(last);
        };
    return next.until(at);
  }

  /// Every slot heard of, host by host.
  public Stream<ProgressOfSlot> slots() {
    return hosts.values().stream().flatMap(host -> host.slots().values().stream());
  }

  /// How many slots are out now, for whatever reason; those of a host that cannot be read count, as
  /// they do in the budget, and so do those of one that the edge sends nothing.
  public int outNow() {
    int slotsPerHost = hosts.values().stream().mapToInt(ProgressOfHost::counted).max().orElse(0);
    return hosts.values().stream()
        .mapToInt(host ->
            host.unreachable().isPresent() || host.edge().shut() ? slotsPerHost : host.outNow())
        .sum();
  }

  /// How long it has been going on; stands still once it has ended.
  public Duration elapsed(Instant now) {
    return heading
        .map(head -> Duration.between(head.started, receipt.isPresent() ? at : now))
        .orElse(Duration.ZERO);
  }

  /// What untouched slots are still to be brought to.
  private Optional<String> wanted() {
    return switch (course) {
      case FORTH, STOPPING, PAUSED ->
          heading.filter(head -> head.lanes > 0 && receipt.isEmpty()).map(Heading::version);
      case BACK -> Optional.empty();
    };
  }

  /// Slots that have gone back alone.
  private int backAlready() {
    return Math.toIntExact(slots().filter(ProgressOfSlot::isBack).count());
  }

  private Tally laneMore(Slot slot) {
    return switch (course) {
      case FORTH, STOPPING, PAUSED ->
          goesBackAlone(slot)
              ? tally
              : new Tally(tally.done + 1, tally.failed, tally.toReturn, tally.returned, tally.cut);
      case BACK ->
          new Tally(tally.done, tally.failed, tally.toReturn, tally.returned + 1, tally.cut);
    };
  }

  /// Whether the slot goes back, or has gone, while the others go on.
  public boolean goesBackAlone(Slot slot) {
    return course != Course.BACK
        && slots().anyMatch(one -> one.slot().equals(slot) && one.course() == Course.BACK);
  }

  private Progress headed(Heading head) {
    return new Progress(Optional.of(head), course, hosts, tally, mostOut, receipt, hooks, at);
  }

  private Progress heading(Course next) {
    return new Progress(heading, next, hosts, tally, mostOut, receipt, hooks, at);
  }

  private Progress tallied(Tally next) {
    return new Progress(heading, course, hosts, next, mostOut, receipt, hooks, at);
  }

  private Progress ended(Receipt last) {
    var told = new Tally(tally.done, tally.failed, tally.toReturn, tally.returned, last.cut());
    return new Progress(heading, course, hosts, told, mostOut, Optional.of(last), List.of(), at);
  }

  private Progress until(Instant when) {
    return new Progress(
        heading, course, hosts, tally, Math.max(mostOut, outNow()), receipt, hooks, when);
  }

  private Progress hooked(Consumer<List<RunningHook>> change) {
    var changed = new ArrayList<>(hooks);
    change.accept(changed);
    return new Progress(heading, course, hosts, tally, mostOut, receipt, changed, at);
  }

  private Progress slot(Slot slot, Instant when, UnaryOperator<ProgressOfSlot> change) {
    return host(slot.host(), host -> host.with(slot, when, change));
  }

  private Progress everySlot(UnaryOperator<ProgressOfSlot> change) {
    var changed = new LinkedHashMap<>(hosts);
    changed.replaceAll((_, host) -> host.withAll(change));
    return with(changed);
  }

  private Progress host(Host host, UnaryOperator<ProgressOfHost> change) {
    var changed = new LinkedHashMap<>(hosts);
    var known = hosts.get(host);
    changed.put(host, change.apply(known == null ? ProgressOfHost.unseen(host) : known));
    return with(changed);
  }

  private Progress with(LinkedHashMap<Host, ProgressOfHost> changed) {
    return new Progress(
        heading,
        course,
        Collections.unmodifiableSequencedMap(changed),
        tally,
        mostOut,
        receipt,
        hooks,
        at);
  }
}
