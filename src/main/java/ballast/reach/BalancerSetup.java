package ballast.reach;

import ballast.docker.BalancerFiles;
import ballast.docker.ManagedBalancer;
import ballast.haproxy.BackendName;
import ballast.haproxy.CertificatePath;
import ballast.haproxy.Front;
import ballast.haproxy.HealthCheck;
import ballast.haproxy.ManagedConfig;
import ballast.haproxy.ManagedTls;
import ballast.haproxy.RuntimeCertificates;
import ballast.haproxy.ServerName;
import ballast.model.Admission;
import ballast.model.BalancerChoice;
import ballast.model.Berth;
import ballast.model.Certificate;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Https;
import ballast.model.Problem;
import ballast.model.Secret;
import ballast.model.ServerView;
import ballast.model.Service;
import ballast.port.CallFailed;
import ballast.port.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Makes one host's managed balancer ready.
public final class BalancerSetup {
  /// Whom HAProxy goes on as when it has opened its sockets: the user of the official image.
  private static final int HAPROXY_USER = 99;

  private static final int MAXCONN = 4_000;

  /// As HAProxy sees it in its container.
  private static final Path ADMIN_SOCKET = Path.of("/run/ballast/admin.sock");

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
        case ManagedBalancer.Ahead.Replace(var why) ->
            new Ahead(Effect.REPLACED, "HAProxy is replaced: " + why);
      };
    }
  }

  /// What is to become of one host.
  public sealed interface Prepared {
    Host host();

    /// @param before the config that is there; empty where there is none
    /// @param after the config that is to be there
    /// @param ahead what has to be done for that
    record Ready(Host host, Optional<String> before, String after, Set<String> closed, Ahead ahead)
        implements Prepared {
      public Ready {
        closed = Set.copyOf(closed);
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

  /// Looks, and touches nothing.
  static Prepared prepare(
      Service service,
      int spares,
      BalancerChoice.Managed managed,
      List<Certificate> certificates,
      BalancerTemplate template,
      ReachedHost host)
      throws InterruptedException {
    try {
      List<ManagedConfig.Slot> slots = slots(service, managed, spares, host.engine().containers());
      ManagedConfig own = own(service, managed, slots, host.dockerGroup());
      return switch (template.of(service, managed, host.host(), own)) {
        case BalancerTemplate.Outcome.Refused(var problems) ->
            new Prepared.Refused(host.host(), problems);
        case BalancerTemplate.Outcome.Text(var config) -> {
          ManagedBalancer.Found found =
              host.managed(service, managed).look(files(config, certificates), host.dockerGroup());
          yield new Prepared.Ready(
              host.host(), found.config(), config, closed(slots), Ahead.of(found.ahead()));
        }
      };
    } catch (CallFailed failed) {
      return new Prepared.Failed(host.host(), failed.problem());
    }
  }

  static Result of(
      Service service,
      BalancerChoice.Managed managed,
      List<Certificate> certificates,
      Prepared.Ready prepared,
      ReachedHost host,
      Replacing replacing)
      throws InterruptedException {
    try {
      ManagedBalancer.Done done =
          host.managed(service, managed)
              .setUp(
                  files(prepared.after(), certificates),
                  host.dockerGroup(),
                  guard(service, host, prepared, replacing),
                  name -> certified(host, name, certificates),
                  Engine.PullWatch.TO_THE_END);
      return new Result.Ready(host.host(), words(done));
    } catch (CallFailed failed) {
      return new Result.Failed(host.host(), failed.problem());
    }
  }

  private static BalancerFiles files(String config, List<Certificate> certificates) {
    var hidden = new TreeMap<String, Secret>();
    certificates.forEach(one -> hidden.put(one.file().name(), one.pem()));
    return new BalancerFiles(config, hidden);
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

  private static ManagedBalancer.Guard guard(
      Service service, ReachedHost host, Prepared.Ready prepared, Replacing replacing) {
    return new ManagedBalancer.Guard() {
      @Override
      public void beforeReload() throws CallFailed, InterruptedException {
        keepWhatIsSetByHand("the new config needs a reload, and that would forget");
      }

      private void keepWhatIsSetByHand(String what) throws CallFailed, InterruptedException {
        for (ServerView server : host.balancer().read().servers()) {
          boolean setByHand =
              !prepared.closed().contains(server.name())
                  // Of a slot that the service has no more and nothing is in: nothing to forget.
                  && ManagedConfig.names(prepared.after(), new ServerName(server.name()))
                  && (server.admission() != Admission.READY
                      || server.weight() != server.initialWeight());
          if (setByHand) {
            throw refused(
                "%s: %s what was set by hand".formatted(host.host(), what),
                "%s is in state %s with weight %d"
                    .formatted(
                        server.name(),
                        server.admission().name().toLowerCase(java.util.Locale.ROOT),
                        server.weight()),
                "bring it back (`set server %s/%s state ready`), then ballast setup"
                    .formatted(service.balancer().backend(), server.name()));
          }
        }
      }

      @Override
      public void beforeReplace(String why) throws CallFailed, InterruptedException {
        switch (replacing) {
          case ALLOWED -> keepWhatIsSetByHand("HAProxy would be replaced, and that would forget");
          case REFUSED ->
              throw refused(
                  "%s: HAProxy would have to be replaced".formatted(host.host()),
                  why
                      + "; for a moment nothing would listen there, and requests in flight would be cut",
                  "take the host out of your load balancer, then ballast setup --limit %s --yes"
                      .formatted(host.host()));
        }
      }
    };
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
      case ManagedBalancer.Done.Replaced(var why) -> "HAProxy replaced: " + why;
      case ManagedBalancer.Done.Reloaded(var why) -> "checked and reloaded: " + why;
      case ManagedBalancer.Done.Recertified(var names) ->
          "the running HAProxy serves %s anew".formatted(String.join(", ", names));
      case ManagedBalancer.Done.Unchanged _ -> "unchanged";
    };
  }

  /// A server for every slot and every spare, and for any further one that has a container. Those
  /// that have one are open, and of the others as many as the service lacks.
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
    Set<Integer> open =
        IntStream.rangeClosed(1, last)
            .boxed()
            .filter(slot -> !filled.contains(slot))
            .limit(Math.max(0, service.slots() - filled.size()))
            .collect(Collectors.toSet());
    open.addAll(filled);
    return IntStream.rangeClosed(1, last)
        .mapToObj(slot ->
            new ManagedConfig.Slot(
                new ServerName(managed.server().of(slot)),
                managed.addressOf(slot),
                service.port(),
                open.contains(slot) ? ManagedConfig.Use.SERVING : ManagedConfig.Use.CLOSED))
        .toList();
  }

  private static boolean has(Berth.Place place) {
    return place == Berth.Place.HOLDER || place.inHand();
  }

  private static Set<String> closed(List<ManagedConfig.Slot> slots) {
    return slots.stream()
        .filter(slot -> slot.use() == ManagedConfig.Use.CLOSED)
        .map(slot -> slot.server().value())
        .collect(Collectors.toSet());
  }

  private static ManagedTls tls(Https https) {
    return new ManagedTls(
        https.port(),
        https.files().stream().map(file -> path(file.name())).toList(),
        https.plain());
  }

  /// Ballast's own config.
  static ManagedConfig own(
      Service service, BalancerChoice.Managed managed, List<ManagedConfig.Slot> slots, int group) {
    return new ManagedConfig(
        new BackendName(managed.backend()),
        slots,
        check(service.health()),
        front(managed.entrance()),
        new ManagedConfig.AdminSocket(ADMIN_SOCKET, Optional.of(group), "660"),
        new ManagedConfig.Privileges.DropTo(HAPROXY_USER, HAPROXY_USER),
        MAXCONN,
        ManagedConfig.Timeouts.DEFAULT);
  }

  private static Front front(BalancerChoice.Entrance entrance) {
    return switch (entrance) {
      case BalancerChoice.Entrance.Http(int port, var https) ->
          new Front.Http(port, https.map(BalancerSetup::tls));
      case BalancerChoice.Entrance.Tcp(int port) -> new Front.Tcp(port);
    };
  }

  private static HealthCheck check(Health health) {
    return switch (health) {
      case Health.Http http ->
          new HealthCheck.Http(
              HealthCheck.Method.valueOf(http.method()),
              http.path(),
              http.host(),
              http.lowest(),
              http.highest());
      case Health.Talk talk -> new HealthCheck.Talk(talk.send(), talk.expect());
      case Health.OpenPort _ -> new HealthCheck.OpenPort();
    };
  }
}
