package ballast.sim;

import ballast.model.Admission;
import ballast.model.Counters;
import ballast.model.ServerView;
import ballast.model.Start;
import java.time.Instant;

/// One server line of a simulated HAProxy: admission, weight, and health as HAProxy counts it.
///
/// ```
/// health   0 ... rise-1   DOWN        rise ... rise+fall-1   UP
/// a check passes: one up, and from `rise` at once to the top    a check fails: one down, and below `rise` at once to 0
/// maintenance ends: `rise`, so UP, though nothing was checked
/// ```
final class SimulatedServer {
  private static final int RISE = 2;
  private static final int FALL = 3;
  private static final int FULL = RISE + FALL - 1;
  private static final String PASSED = "L7OK/200: Layer7 check passed";
  private static final String NONE_YET = "INI: Initializing";

  private final String name;
  private final int slot;
  private Admission admission = Admission.READY;
  private Start start = Start.OPEN;
  private Start left = Start.OPEN;
  private int health = FULL;
  private int weight = 100;
  private int initialWeight = 100;
  private String check = PASSED;
  private Instant provenAt = Instant.EPOCH;
  private Instant upSince = Instant.EPOCH;
  private Instant lastAskedAt = Instant.EPOCH;
  private long sessions;
  private Counters counters = Counters.NONE;
  private boolean examined;

  SimulatedServer(String name, int slot) {
    this.name = name;
    this.slot = slot;
  }

  String name() {
    return name;
  }

  int slot() {
    return slot;
  }

  Admission admission() {
    return admission;
  }

  boolean up() {
    return health >= RISE;
  }

  boolean serving() {
    return admission == Admission.READY && up() && weight > 0;
  }

  /// Whether clients that stick to it still reach it.
  boolean reachable() {
    return admission != Admission.MAINT && up();
  }

  /// Whether what its check says was earned since an examination began, which a reload and whoever
  /// gives it requests interrupt.
  boolean isExamined() {
    return examined && admission != Admission.READY;
  }

  void examine() {
    admit(Admission.DRAIN);
    health = 0;
    examined = true;
  }

  boolean provenInFull() {
    return health == FULL && admission == Admission.DRAIN;
  }

  /// When its check last had passed in full, counted from nothing.
  Instant provenAt() {
    return provenAt;
  }

  /// When its check, or a new worker, last found it up.
  Instant upSince() {
    return upSince;
  }

  long sessions() {
    return sessions;
  }

  String check() {
    return check;
  }

  int weight() {
    return weight;
  }

  void weight(int changed) {
    weight = changed;
  }

  Start start() {
    return start;
  }

  /// What a new worker makes of it.
  void starts(Start changed) {
    start = changed;
  }

  /// It was closed when this HAProxy started, and nobody has opened it.
  void isUnopened() {
    start = Start.CLOSED;
    left = Start.CLOSED;
    admission = Admission.MAINT;
  }

  void configuredWeight(int changed) {
    initialWeight = changed;
    weight = changed;
  }

  void admit(Admission to) {
    if (admission == Admission.MAINT && to != Admission.MAINT) {
      health = RISE;
      left = Start.OPEN;
    }
    examined &= to != Admission.READY;
    admission = to;
  }

  /// As a real one was seen.
  void stands(ServerView seen) {
    admission = seen.admission();
    left = seen.start();
    start = left == Start.CLOSED ? Start.CLOSED : start;
    weight = seen.weight();
    initialWeight = seen.initialWeight();
    health = seen.up() == ServerView.Condition.UP ? FULL : 0;
    check = seen.check();
  }

  /// When someone last asked whether a request is in flight for it.
  Instant lastAskedAt() {
    return lastAskedAt;
  }

  void wasAsked(Instant now) {
    lastAskedAt = now;
  }

  /// A new worker has read the config: nothing of what was done at runtime is left, and every
  /// server counts as well until its first check.
  void fresh(Instant now) {
    admission =
        switch (start) {
          case OPEN -> Admission.READY;
          case CLOSED -> Admission.MAINT;
        };
    left = start;
    weight = initialWeight;
    health = RISE;
    check = NONE_YET;
    provenAt = now;
    upSince = now;
    sessions = 0;
    counters = Counters.NONE;
    examined = false;
  }

  /// One check; none takes place in maintenance.
  void check(CheckAnswer answer, Instant now) {
    if (admission == Admission.MAINT) {
      return;
    }
    switch (answer) {
      case HEALTHY -> {
        check = PASSED;
        if (health < FULL) {
          boolean fromNothing = health < RISE;
          health++;
          if (health >= RISE) {
            health = FULL;
            provenAt = fromNothing ? now : provenAt;
            upSince = fromNothing ? now : upSince;
          }
        }
      }
      case UNHEALTHY -> fail("L7STS/503: Layer7 wrong status");
      case REFUSED -> fail("L4CON: Layer4 connection problem");
    }
  }

  enum CheckAnswer {
    HEALTHY,
    UNHEALTHY,
    REFUSED
  }

  private void fail(String words) {
    check = words;
    health = health > RISE ? health - 1 : 0;
  }

  void begin() {
    sessions++;
  }

  void answered() {
    sessions--;
    counters = counters.plus(new Counters(1, 0, 0, 0, 0, 0, 0, 0));
  }

  void brokeOff() {
    sessions--;
    counters = counters.plus(new Counters(0, 0, 0, 1, 0, 0, 0, 0));
  }

  void refused() {
    counters = counters.plus(new Counters(0, 0, 1, 0, 0, 0, 0, 0));
  }

  ServerView view() {
    return new ServerView(
        name,
        admission,
        left,
        up() && admission != Admission.MAINT ? ServerView.Condition.UP : ServerView.Condition.DOWN,
        weight,
        initialWeight,
        sessions,
        0,
        check,
        counters);
  }
}
