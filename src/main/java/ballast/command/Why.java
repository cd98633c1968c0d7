package ballast.command;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.event.Entry;
import ballast.event.PastRollout;
import ballast.journal.JournalTail;
import ballast.model.Berth;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Load;
import ballast.model.Observed;
import ballast.model.Service;
import ballast.model.Slot;
import ballast.model.SlotView;
import ballast.plan.Scope;
import ballast.port.CallFailed;
import ballast.port.Crew;
import ballast.port.Engine;
import ballast.port.Fleet;
import ballast.port.Time;
import ballast.reach.Place;
import ballast.rollout.Survey;
import ballast.view.WhyText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Says why slots are as they are, a sentence each. Touches nothing.
final class Why {
  private static final Scope NONE_NEEDED = new Scope.Only(Set.of());
  private static final int MOST_NAMED = 8;

  /// HAProxy's own account of a slot, which needs more than a look.
  interface Loads {
    Optional<Load> of(Slot slot) throws InterruptedException;
  }

  private final Terminal terminal;
  private final Crew crew;
  private final Time time;
  private final Path folder;

  Why(Terminal terminal, Crew crew, Time time, Path folder) {
    this.terminal = terminal;
    this.crew = crew;
    this.time = time;
    this.folder = folder;
  }

  Exit run(Command.Why wanted) throws Failure, InterruptedException {
    Project project = Project.load(wanted.common(), terminal);
    About about = about(wanted.about(), project);
    var narrowed =
        new Project(
            project.config(),
            project.places().stream().filter(place -> about.includes(place.host())).toList(),
            project.facts(),
            project.variables(),
            project.scope(),
            project.limit(),
            project.anchor(),
            project.warnings());
    try (Opening opening = Opening.of(narrowed, NONE_NEEDED, crew, time)) {
      var fleet = opening.fleet();
      return tell(project.config().service(), about, fleet, fleet::load);
    }
  }

  /// What was asked about.
  sealed interface About {
    record Everything() implements About {}

    record OneHost(Host host) implements About {}

    record OneSlot(Slot slot) implements About {}

    default boolean includes(Host one) {
      return switch (this) {
        case Everything() -> true;
        case OneHost(var host) -> host.equals(one);
        case OneSlot(var slot) -> slot.host().equals(one);
      };
    }

    default boolean asks(SlotView view) {
      return switch (this) {
        case Everything() -> (!view.serving() && !view.spare()) || view.inHand();
        case OneHost(var host) -> view.slot().host().equals(host);
        case OneSlot(var slot) -> view.slot().equals(slot);
      };
    }
  }

  private static About about(Optional<String> typed, Project project) throws Failure {
    if (typed.isEmpty()) {
      return new About.Everything();
    }
    String text = typed.get();
    List<Host> hosts = project.places().stream().map(Place::host).toList();
    for (Host host : hosts) {
      if (host.name().equals(text)) {
        return new About.OneHost(host);
      }
      for (int number = 1; number <= project.slotsAndSpares(); number++) {
        var slot = new Slot(host, number);
        if (slot.toString().equals(text)) {
          return new About.OneSlot(slot);
        }
      }
    }
    throw new Failure(
        Exit.USAGE,
        "'%s' is neither a slot nor a host; hosts are %s%s, each with slots 1 to %d%n  next: ballast why %s/1"
            .formatted(
                text,
                hosts.stream().limit(MOST_NAMED).map(Host::name).collect(Collectors.joining(", ")),
                hosts.size() > MOST_NAMED
                    ? " and %d more".formatted(hosts.size() - MOST_NAMED)
                    : "",
                project.slotsAndSpares(),
                hosts.getFirst()));
  }

  Exit tell(Service service, About about, Fleet fleet, Loads loads)
      throws Failure, InterruptedException {
    Observed observed = new Survey(service, fleet, crew).all();
    List<Entry> story = story(service);
    var lines = new ArrayList<String>();
    for (HostView.Unreachable dark : observed.unreachable().toList()) {
      lines.add(WhyText.sentence(dark));
    }
    observed.seen().flatMap(host -> WhyText.sentence(host).stream()).forEach(lines::add);
    for (SlotView view : observed.slotsAndSpares().filter(about::asks).toList()) {
      lines.add(WhyText.sentence(view, facts(view, fleet, loads, story)));
    }
    if (lines.isEmpty()) {
      lines.add(
          "every one of %d slots serves; ballast status shows them"
              .formatted(observed.slots().count()));
    }
    lines.forEach(terminal.out()::println);
    return observed.unreachable().findAny().isPresent() ? Exit.UNREACHABLE : Exit.DONE;
  }

  private WhyText.Facts facts(SlotView view, Fleet fleet, Loads loads, List<Entry> story)
      throws InterruptedException {
    return new WhyText.Facts(
        loads.of(view.slot()), death(view, fleet), Deadline.of(story, view.slot()), time.wall());
  }

  private static Optional<WhyText.Death> death(SlotView view, Fleet fleet)
      throws InterruptedException {
    Optional<Berth> ended = view.holder().filter(berth -> berth.state() != Berth.State.RUNNING);
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    try {
      Engine.Obituary told = fleet.engine(view.slot().host()).obituary(ended.get().id(), 0);
      return Optional.of(new WhyText.Death(told.exitCode(), told.restarts(), told.error()));
    } catch (CallFailed untold) {
      return Optional.empty();
    }
  }

  /// The journal of the newest rollout that is kept here, if it has not ended; only a copy, so that
  /// one that cannot be read costs a number and nothing else.
  private List<Entry> story(Service service) throws Failure {
    Optional<PastRollout> last =
        History.kept(folder, service.name()).rollouts().stream()
            .findFirst()
            .filter(one -> one.receipt().isEmpty());
    try {
      return last.isEmpty() ? List.of() : new JournalTail(folder, last.get().id()).more().entries();
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
