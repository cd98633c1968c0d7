package ballast.event;

import ballast.model.Admission;
import ballast.model.Berth;
import ballast.model.Counters;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Policy;
import ballast.model.Problem;
import ballast.model.ReleaseId;
import ballast.model.ServerView;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Rollouts as the loop tells them, with times that never change: what screens, journal and
/// [Progress] are tested with.
public final class Recording {
  public static final Instant START = Instant.parse("2026-11-22T10:15:00Z");
  public static final String ID = "20261122-101500-pxapp";
  public static final ReleaseId OLD = new ReleaseId("8b1e0f22aa90");
  public static final ReleaseId NEW = new ReleaseId("3f2a9c01d7e4");
  private static final String FROM = "1.4.1";
  private static final String TO = "1.4.2";

  private final List<Host> hosts;
  private final int slotsPerHost;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Slot, ReleaseId> runs = new HashMap<>();
  private final List<Receipt.SlotLine> lines = new ArrayList<>();
  private final Set<Host> prepared = new HashSet<>();
  private Instant now = START;

  public Recording(int hosts, int slotsPerHost) {
    this.hosts = IntStream.rangeClosed(1, hosts).mapToObj(n -> new Host("fe-" + n)).toList();
    this.slotsPerHost = slotsPerHost;
    slots().forEach(slot -> runs.put(slot, OLD));
  }

  /// Three hosts with three slots each, all of them rolled.
  public static List<Entry> success() {
    var recording = new Recording(3, 3).opens().prepares();
    recording.slots().forEach(recording::rolls);
    return recording.ends(Receipt.Outcome.DONE, Optional.empty()).entries();
  }

  /// The fourth slot never becomes healthy; everything goes back.
  public static List<Entry> failure() {
    var recording = new Recording(3, 3).opens().prepares();
    List<Slot> slots = recording.slots();
    slots.subList(0, 3).forEach(recording::rolls);
    Problem problem = recording.neverHealthy(slots.get(3));
    recording.tell(new Event.GoingBack(problem.what(), 4));
    recording.goesBack(slots.get(3));
    slots.subList(0, 3).forEach(recording::goesBack);
    recording.hosts.forEach(host -> recording.tell(new Event.HostSeen(recording.seen(host))));
    return recording.ends(Receipt.Outcome.WENT_BACK, Optional.of(problem)).entries();
  }

  /// A person stops it while the fifth slot drains.
  public static List<Entry> stopped() {
    var recording = new Recording(3, 3).opens().prepares();
    List<Slot> slots = recording.slots();
    slots.subList(0, 4).forEach(recording::rolls);
    recording.begins(slots.get(4));
    recording.tell(new Event.StopAsked());
    recording.finishes(slots.get(4));
    return recording.ends(Receipt.Outcome.STOPPED, Optional.empty()).entries();
  }

  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /// Slot 1 of every host, then slot 2, ...
  public List<Slot> slots() {
    return IntStream.rangeClosed(1, slotsPerHost)
        .boxed()
        .flatMap(number -> hosts.stream().map(host -> new Slot(host, number)))
        .toList();
  }

  public List<Host> hosts() {
    return hosts;
  }

  public Recording tell(Event event) {
    entries.add(new Entry(entries.size() + 1, now, event));
    return this;
  }

  /// A person pauses it while the third slot drains, and lets it go on later.
  public static List<Entry> paused() {
    var recording = new Recording(3, 3).opens().prepares();
    List<Slot> slots = recording.slots();
    slots.subList(0, 2).forEach(recording::rolls);
    recording.begins(slots.get(2));
    recording.tell(new Event.Paused("2 slots failed, and 1 is tolerated"));
    recording.finishes(slots.get(2)).passes(10_000);
    recording.tell(new Event.Resumed());
    slots.subList(3, 9).forEach(recording::rolls);
    return recording.ends(Receipt.Outcome.DONE, Optional.empty()).entries();
  }

  public Recording passes(long millis) {
    now = now.plusMillis(millis);
    return this;
  }

  public Recording opens() {
    int lanes = hosts.size() * slotsPerHost;
    tell(new Event.RolloutStarted(ID, "pxapp", TO, lanes, Math.max(1, lanes * 12 / 100)));
    hosts.forEach(host -> tell(new Event.HostSeen(seen(host))));
    return this;
  }

  public Recording prepares() {
    String image = "registry.example/pxapp@sha256:" + "5e1f".repeat(16);
    hosts.forEach(host -> tell(new Event.PullStarted(host, image)));
    passes(1000);
    hosts.forEach(host -> tell(new Event.PullProgressed(host, 31_000_000, 62_000_000)));
    for (Host host : hosts) {
      passes(700);
      tell(new Event.Pulled(host, between()));
      passes(100);
      prepared.add(host);
      tell(new Event.HostPrepared(host, slotsPerHost, between()));
    }
    return this;
  }

  private Duration between() {
    return Duration.between(START, now);
  }

  public Recording rolls(Slot slot) {
    return begins(slot).finishes(slot);
  }

  /// Up to the middle of its drain.
  public Recording begins(Slot slot) {
    tell(new Event.LaneStarted(slot, "runs " + FROM, TO));
    tell(new Event.StepStarted(slot, drain()));
    passes(100);
    tell(new Event.StepWaits(slot, drain(), "2 requests in flight"));
    return passes(300);
  }

  public Recording finishes(Slot slot) {
    tell(
        new Event.StepEnded(
            slot, drain(), Duration.ofMillis(400), "no request in flight in any worker"));
    step(slot, new Step.TakeOut(Duration.ofSeconds(30)), 300, "");
    step(slot, new Step.Start(NEW), 200, "");
    var prove = new Step.Prove(Duration.ofSeconds(60), Duration.ZERO);
    tell(new Event.StepStarted(slot, prove)).passes(1000);
    tell(new Event.StepWaits(slot, prove, "HAProxy's check says L4CON")).passes(1100);
    tell(new Event.StepEnded(slot, prove, Duration.ofMillis(2100), ""));
    step(slot, new Step.Admit(100), 20, "");
    runs.put(slot, NEW);
    tell(new Event.HostSeen(seen(slot.host())));
    lines.add(line(slot, TO, 3000 + 20));
    return tell(new Event.LaneEnded(slot, TO, Duration.ofMillis(3020))).passes(30);
  }

  public Problem neverHealthy(Slot slot) {
    tell(new Event.LaneStarted(slot, "runs " + FROM, TO));
    step(slot, drain(), 400, "no request in flight in any worker");
    step(slot, new Step.TakeOut(Duration.ofSeconds(30)), 300, "");
    step(slot, new Step.Start(NEW), 200, "");
    var prove = new Step.Prove(Duration.ofSeconds(60), Duration.ZERO);
    tell(new Event.StepStarted(slot, prove)).passes(1000);
    tell(new Event.StepWaits(slot, prove, "HAProxy's check says L7STS/503")).passes(59_000);
    var problem =
        new Problem(
            slot + " did not become healthy within 60 s",
            "HEAD /api/v1/my/status answered 503; it logged last:\n        db: no such host",
            "mend the release and deploy again; what was replaced goes back by itself");
    tell(new Event.LaneFailed(slot, problem));
    tell(new Event.HostSeen(seen(slot.host())));
    return problem;
  }

  public void goesBack(Slot slot) {
    tell(new Event.LaneStarted(slot, "runs " + TO, "the earlier release"));
    step(slot, drain(), 200, "no request in flight in any worker");
    step(slot, new Step.TakeOut(Duration.ofSeconds(30)), 300, "");
    step(slot, new Step.Start(OLD), 200, "");
    step(slot, new Step.Prove(Duration.ofSeconds(60), Duration.ZERO), 2100, "");
    step(slot, new Step.Admit(100), 20, "");
    runs.put(slot, OLD);
    tell(new Event.HostSeen(seen(slot.host())));
    lines.removeIf(line -> line.slot().equals(slot));
    lines.add(line(slot, FROM, 5840));
    tell(new Event.LaneEnded(slot, FROM, Duration.ofMillis(5840)));
  }

  private void step(Slot slot, Step step, long millis, String detail) {
    tell(new Event.StepStarted(slot, step)).passes(millis);
    tell(new Event.StepEnded(slot, step, Duration.ofMillis(millis), detail));
  }

  public static Step drain() {
    return new Step.Drain(Duration.ofSeconds(30), Policy.PastDeadline.ROLL_BACK);
  }

  private static Receipt.SlotLine line(Slot slot, String to, long millis) {
    return new Receipt.SlotLine(
        slot,
        FROM,
        to,
        Duration.ofMillis(millis + 100L * slot.number()),
        List.of(
            new Receipt.StepLine("drain", Duration.ofMillis(400)),
            new Receipt.StepLine("stop", Duration.ofMillis(300)),
            new Receipt.StepLine("start", Duration.ofMillis(200)),
            new Receipt.StepLine("prove", Duration.ofMillis(2100)),
            new Receipt.StepLine("ready", Duration.ofMillis(20))));
  }

  public Recording ends(Receipt.Outcome outcome, Optional<Problem> problem) {
    passes(250);
    return tell(new Event.RolloutEnded(receipt(outcome, problem)));
  }

  public Receipt receipt(Receipt.Outcome outcome, Optional<Problem> problem) {
    int all = slots().size();
    int serving =
        switch (outcome) {
          case DONE, NOTHING_TO_DO -> all;
          case STOPPED -> all - 1;
          case NOT_BEGUN, WENT_BACK, MIXED, LOCK_LOST -> 0;
        };
    return receipt(outcome, problem, new Receipt.Reach(all, serving, 0, 0));
  }

  public Receipt receipt(Receipt.Outcome outcome, Optional<Problem> problem, Receipt.Reach reach) {
    var byVersion = new TreeMap<String, Counters>();
    byVersion.put(FROM, new Counters(6_108, 0, 0, 0, 0, 0, 0, 0));
    byVersion.put(TO, new Counters(6_374, 0, 0, 0, 0, 0, 0, 0));
    return new Receipt(
        ID,
        "pxapp",
        TO,
        outcome,
        START,
        between(),
        between().minusMillis(3650),
        byVersion,
        0,
        0,
        3,
        lines,
        reach,
        problem,
        List.of());
  }

  public HostView seen(Host host) {
    return new HostView.Seen(
        host,
        IntStream.rangeClosed(1, slotsPerHost)
            .mapToObj(number -> serving(new Slot(host, number)))
            .toList(),
        new HostView.Worker(4711, 1_795_342_500, "2.8.3"),
        Counters.NONE);
  }

  private SlotView serving(Slot slot) {
    ReleaseId release = runs.getOrDefault(slot, OLD);
    return new SlotView(
        slot,
        release.equals(OLD) && prepared.contains(slot.host())
            ? List.of(
                berth(NEW, Berth.Place.PREPARED, Berth.State.CREATED),
                holder(release, Berth.State.RUNNING))
            : List.of(holder(release, Berth.State.RUNNING)),
        server(slot, Admission.READY, ServerView.Condition.UP));
  }

  public static Berth holder(ReleaseId release, Berth.State state) {
    return berth(release, Berth.Place.HOLDER, state);
  }

  public static Berth berth(ReleaseId release, Berth.Place place, Berth.State state) {
    return new Berth(
        "c0ffee",
        release,
        release.equals(NEW) ? TO : FROM,
        place,
        state,
        Optional.of("172.30.77.11"),
        START);
  }

  public static ServerView server(Slot slot, Admission admission, ServerView.Condition up) {
    return new ServerView(
        "pxapp-" + slot.number(),
        admission,
        up,
        100,
        100,
        slot.number(),
        0,
        up == ServerView.Condition.UP ? "L7OK/200" : "L4CON",
        Counters.NONE);
  }
}
