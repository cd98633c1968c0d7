package ballast.reach;

import ballast.docker.BalancerFiles;
import ballast.docker.ManagedBalancer;
import ballast.haproxy.BackendName;
import ballast.haproxy.CertificatePath;
import ballast.haproxy.ManagedConfig;
import ballast.haproxy.Member;
import ballast.haproxy.RuntimeCertificates;
import ballast.haproxy.ServerName;
import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.Certificate;
import ballast.model.Host;
import ballast.model.Problem;
import ballast.model.Secret;
import ballast.model.Service;
import ballast.model.Standing;
import ballast.port.CallFailed;
import ballast.port.Engine;
import ballast.port.Fence;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes one host's managed balancer ready.
public final class BalancerSetup {
  private BalancerSetup() {}

  /// What came of it on one host.
  public sealed interface Result {
    /// @param what what was done, in words
    record Ready(Host host, String what) implements Result {}

    record Failed(Host host, Problem problem) implements Result {}
  }

  /// What has to be done to what is there.
  public enum Effect {
    NOTHING,
    CREATED,
    /// The process goes on, with other certificates.
    RECERTIFIED,
    RELOADED,
    /// Another HAProxy takes over the sockets of the one that runs.
    TAKEN_OVER,
    /// The one that runs is stopped first.
    REPLACED
  }

  /// @param words for a person
  public record Ahead(Effect effect, String words) {
    static Ahead of(ManagedBalancer.Ahead ahead) {
      return switch (ahead) {
        case ManagedBalancer.Ahead.Nothing _ -> new Ahead(Effect.NOTHING, "nothing changes");
        case ManagedBalancer.Ahead.Create _ ->
            new Ahead(Effect.CREATED, "network, config and HAProxy are created");
        case ManagedBalancer.Ahead.Recertify(var names) ->
            new Ahead(
                Effect.RECERTIFIED,
                "the running HAProxy is given %s anew".formatted(String.join(", ", names)));
        case ManagedBalancer.Ahead.Reload _ ->
            new Ahead(Effect.RELOADED, "the config is checked and reloaded");
        case ManagedBalancer.Ahead.TakeOver(var why) ->
            new Ahead(
                Effect.TAKEN_OVER,
                "HAProxy is replaced; the new one takes over its sockets: " + why);
        case ManagedBalancer.Ahead.Replace(var why) ->
            new Ahead(
                Effect.REPLACED, "HAProxy is replaced, and for a moment nothing listens: " + why);
      };
    }
  }

  /// What is to become of one host.
  public sealed interface Prepared {
    Host host();

    /// @param before the config that is there; empty where there is none
    /// @param after the config that is to be there, in parts by the names of their files
    /// @param closed the servers that are closed and are meant to be, before and after
    /// @param sharers the other services of a shared balancer
    /// @param ahead what has to be done for that
    record Ready(
        Host host,
        Optional<String> before,
        SortedMap<String, String> after,
        Set<String> closed,
        List<Sharer> sharers,
        Ahead ahead)
        implements Prepared {
      public Ready {
        after = Collections.unmodifiableSortedMap(new TreeMap<>(after));
        closed = Set.copyOf(closed);
        sharers = List.copyOf(sharers);
      }

      /// A balancer of one service.
      public Ready(
          Host host, Optional<String> before, String after, Set<String> closed, Ahead ahead) {
        this(host, before, BalancerFiles.alone(after), closed, List.of(), ahead);
      }

      /// For a person to read.
      public String wholeAfter() {
        return BalancerFiles.whole(after);
      }
    }

    /// The template does not give a config that a rollout could rest on.
    record Refused(Host host, List<Problem> problems) implements Prepared {
      public Refused {
        problems = List.copyOf(problems);
      }
    }

    record Failed(Host host, Problem problem) implements Prepared {}
  }

  /// What is the same for all hosts.
  ///
  /// @param anchor the host with the service's lock
  record Wish(
      Service service,
      int spares,
      BalancerChoice.Managed managed,
      List<Certificate> certificates,
      BalancerTemplate template,
      Host anchor) {}

  /// Looks, and touches nothing.
  static Prepared prepare(Wish wish, ReachedHost host) throws InterruptedException {
    Service service = wish.service();
    BalancerChoice.Managed managed = wish.managed();
    try {
      ManagedBalancer balancer = host.managed(service, managed);
      List<Sharer> sharers =
          Sharer.of(balancer, ManagedBalancer.containerOf(managed.owner(service.name())));
      List<ManagedConfig.Slot> slots =
          slots(service, managed, wish.spares(), host.engine().containers());
      return switch (new BalancerConfig(wish, host.host(), slots, host.dockerGroup()).of(sharers)) {
        case BalancerConfig.Outcome.Refused(var problems) ->
            new Prepared.Refused(host.host(), problems);
        case BalancerConfig.Outcome.Texts(var texts) -> {
          ManagedBalancer.Found found =
              balancer.look(files(texts, wish.certificates()), host.dockerGroup());
          yield new Prepared.Ready(
              host.host(),
              found.config(),
              texts,
              closed(found.config(), slots),
              sharers,
              Ahead.of(found.ahead()));
        }
      };
    } catch (CallFailed failed) {
      return new Prepared.Failed(host.host(), failed.problem());
    }
  }

  /// Has HAProxy judge what is prepared, and leaves what serves alone.
  static Result check(
      Service service,
      BalancerChoice.Managed managed,
      List<Certificate> certificates,
      Prepared.Ready prepared,
      ReachedHost host,
      Fence fence)
      throws InterruptedException {
    try {
      host.managed(service, managed, fence)
          .check(
              files(prepared.after(), certificates),
              host.dockerGroup(),
              Engine.PullWatch.TO_THE_END);
      return new Result.Ready(host.host(), "checked");
    } catch (CallFailed failed) {
      return new Result.Failed(host.host(), failed.problem());
    }
  }

  static Result of(
      Service service,
      BalancerChoice.Managed managed,
      List<Certificate> certificates,
      Prepared.Ready prepared,
      ReachedHost host,
      Replacing replacing,
      Fence fence)
      throws InterruptedException {
    try {
      fence.mustHold();
      ManagedBalancer balancer = host.managed(service, managed, fence);
      ManagedBalancer.Done done =
          balancer.setUp(
              files(prepared.after(), certificates),
              host.dockerGroup(),
              new SetupGuard(service, host, prepared, replacing),
              running(host, certificates, backends(managed, prepared), fence),
              Engine.PullWatch.TO_THE_END);
      checkNobodyIsForgotten(host.host(), balancer, prepared, managed, service);
      return new Result.Ready(host.host(), words(done));
    } catch (CallFailed failed) {
      return new Result.Failed(host.host(), failed.problem());
    }
  }

  /// Where the container was gone its volume was not to be read: there may have been more in it
  /// than anybody could see.
  private static void checkNobodyIsForgotten(
      Host host,
      ManagedBalancer balancer,
      Prepared.Ready prepared,
      BalancerChoice.Managed managed,
      Service service)
      throws CallFailed, InterruptedException {
    if (managed.sharing().isEmpty()) {
      return;
    }
    List<Member> known = prepared.sharers().stream().map(Sharer::member).toList();
    List<Member> there =
        Sharer.of(balancer, ManagedBalancer.containerOf(managed.owner(service.name()))).stream()
            .map(Sharer::member)
            .toList();
    if (!there.equals(known)) {
      throw refused(
          "%s: other services have their part here, which could not be seen before".formatted(host),
          there.stream().map(Member::service).collect(Collectors.joining(", ")),
          "ballast setup again: it sends them their requests");
    }
  }

  private static BalancerFiles files(
      SortedMap<String, String> texts, List<Certificate> certificates) {
    var hidden = new TreeMap<String, Secret>();
    certificates.forEach(one -> hidden.put(one.file().name(), one.pem()));
    return new BalancerFiles(texts, hidden);
  }

  /// Those whose servers a change must not lose.
  private static Set<BackendName> backends(
      BalancerChoice.Managed managed, Prepared.Ready prepared) {
    return Stream.concat(
            Stream.of(new BackendName(managed.backend())),
            prepared.sharers().stream().map(sharer -> sharer.member().backend()))
        .collect(Collectors.toSet());
  }

  private static ManagedBalancer.Running running(
      ReachedHost host, List<Certificate> certificates, Set<BackendName> backends, Fence fence) {
    return new ManagedBalancer.Running() {
      @Override
      public Optional<String> life(String variable) throws CallFailed, InterruptedException {
        return host.environment().variable(variable);
      }

      @Override
      public ManagedBalancer.Certified certify(String name)
          throws CallFailed, InterruptedException {
        fence.mustHold();
        return certified(host, name, certificates);
      }

      @Override
      public Standing standing() throws CallFailed, InterruptedException {
        return host.balancer().standing(backends);
      }
    };
  }

  private static ManagedBalancer.Certified certified(
      ReachedHost host, String name, List<Certificate> certificates)
      throws CallFailed, InterruptedException {
    Certificate one =
        certificates.stream()
            .filter(certificate -> certificate.file().name().equals(name))
            .findFirst()
            .orElseThrow();
    return switch (host.certificates().load(path(name), one.pem(), one.fingerprint())) {
      case RuntimeCertificates.Loaded.Serves() -> new ManagedBalancer.Certified.Serves();
      case RuntimeCertificates.Loaded.DidNotFit(var why) ->
          new ManagedBalancer.Certified.NeedsReload(why);
    };
  }

  /// Where HAProxy has a certificate of that name.
  static CertificatePath path(String name) {
    return new CertificatePath(ManagedBalancer.certificate(name));
  }

  /// Whether a running HAProxy may be replaced, which for a moment nobody stands in for.
  public enum Replacing {
    REFUSED,
    ALLOWED
  }

  /// What came of it on a host that was left alone because an earlier one failed.
  static Result notBegun(Host host, Host failed) {
    return new Result.Failed(
        host,
        new Problem(
            "%s: not begun".formatted(host),
            "it failed on %s, and might here".formatted(failed),
            "mend that, then ballast setup again"));
  }

  private static CallFailed refused(String what, String why, String next) {
    return new CallFailed(new Problem(what, why, next), CallFailed.Effect.NONE);
  }

  private static String words(ManagedBalancer.Done done) {
    return switch (done) {
      case ManagedBalancer.Done.Created _ -> "network, config and HAProxy created";
      case ManagedBalancer.Done.TakenOver(var why) ->
          "HAProxy replaced; the new one took over its sockets: " + why;
      case ManagedBalancer.Done.Replaced(var why) -> "HAProxy replaced: " + why;
      case ManagedBalancer.Done.Reloaded(var why) -> "checked and reloaded: " + why;
      case ManagedBalancer.Done.Recertified(var names) ->
          "the running HAProxy serves %s anew".formatted(String.join(", ", names));
      case ManagedBalancer.Done.Unchanged _ -> "unchanged";
    };
  }

  /// A server for every slot and every spare, and for any further one that has a container. Those
  /// that have one are open. The others are closed, whatever they are for: an open one would be
  /// sent requests until HAProxy's check has found that nothing is there, and whoever fills one
  /// opens it.
  static List<ManagedConfig.Slot> slots(
      Service service, BalancerChoice.Managed managed, int spares, List<Engine.Found> containers) {
    Set<Integer> filled =
        containers.stream()
            .filter(found -> has(found.berth().place()))
            .map(Engine.Found::slot)
            .collect(Collectors.toSet());
    int last =
        Math.max(
            service.slots() + spares, filled.stream().mapToInt(Integer::intValue).max().orElse(0));
    return IntStream.rangeClosed(1, last)
        .mapToObj(slot ->
            new ManagedConfig.Slot(
                new ServerName(managed.server().of(slot)),
                managed.addressOf(slot),
                service.port(),
                filled.contains(slot) ? ManagedConfig.Use.SERVING : ManagedConfig.Use.CLOSED))
        .toList();
  }

  private static boolean has(Berth.Place place) {
    return place == Berth.Place.HOLDER || place.inHand();
  }

  /// Those that no person can have closed. One that is open in the config that is there was filled,
  /// and someone has emptied it since: if it is in maintenance, that is theirs.
  static Set<String> closed(Optional<String> before, List<ManagedConfig.Slot> slots) {
    return slots.stream()
        .filter(slot -> slot.use() == ManagedConfig.Use.CLOSED)
        .map(slot -> slot.server().value())
        .filter(server ->
            before.map(ManagedConfig::closed).filter(there -> !there.contains(server)).isEmpty())
        .collect(Collectors.toSet());
  }
}
