package ballast.reach;

import ballast.docker.BalancerFiles;
import ballast.haproxy.BackendName;
import ballast.haproxy.Front;
import ballast.haproxy.HealthCheck;
import ballast.haproxy.ManagedConfig;
import ballast.haproxy.ManagedTls;
import ballast.haproxy.Member;
import ballast.model.BalancerChoice;
import ballast.model.Health;
import ballast.model.Host;
import ballast.model.Https;
import ballast.model.Problem;
import ballast.model.Service;
import ballast.model.Sharing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/// What one host's managed balancer is to start from.
///
/// @param group that may use its sockets
record BalancerConfig(
    BalancerSetup.Wish wish, Host host, List<ManagedConfig.Slot> slots, int group) {
  /// Whom HAProxy goes on as when it has opened its sockets: the user of the official image.
  private static final int HAPROXY_USER = 99;

  private static final int MAXCONN = 4_000;

  /// As HAProxy sees it in its container.
  private static final Path ADMIN_SOCKET = Path.of("/run/ballast/admin.sock");

  sealed interface Outcome {
    record Texts(SortedMap<String, String> texts) implements Outcome {}

    record Refused(List<Problem> problems) implements Outcome {}
  }

  /// @param sharers the other services that have this balancer
  Outcome of(List<Sharer> sharers) {
    BalancerChoice.Managed managed = wish.managed();
    return switch (managed.entrance()) {
      case BalancerChoice.Entrance.Http http when managed.sharing().isPresent() ->
          shared(member(managed.sharing().get(), http), sharers);
      case BalancerChoice.Entrance.Http _, BalancerChoice.Entrance.Tcp _ -> alone();
    };
  }

  /// Ballast's own, for one service alone.
  ManagedConfig own() {
    return with(front(wish.managed().entrance()));
  }

  private Outcome alone() {
    return switch (wish.template().of(wish.service(), wish.managed(), host, own())) {
      case BalancerTemplate.Outcome.Refused(var problems) -> new Outcome.Refused(problems);
      case BalancerTemplate.Outcome.Text(var config) ->
          new Outcome.Texts(BalancerFiles.alone(config));
    };
  }

  private Outcome shared(Member own, List<Sharer> sharers) {
    List<Problem> problems =
        sharers.stream().flatMap(one -> own.against(one.member()).stream()).toList();
    if (!problems.isEmpty()) {
      return new Outcome.Refused(problems);
    }
    List<Member> all = Stream.concat(Stream.of(own), sharers.stream().map(Sharer::member)).toList();
    ManagedConfig.Sections sections = with(new Front.Shared(all)).sections();
    return new Outcome.Texts(
        BalancerFiles.shared(own.service(), sections.shared(), own.file(sections.backend())));
  }

  private Member member(Sharing sharing, BalancerChoice.Entrance.Http http) {
    Service service = wish.service();
    return new Member(
        service.name(),
        wish.anchor().name(),
        new BackendName(wish.managed().backend()),
        sharing.route(),
        http.port(),
        http.https().map(BalancerConfig::tls),
        check(service.health()).pathAsked());
  }

  private ManagedConfig with(Front front) {
    return new ManagedConfig(
        new BackendName(wish.managed().backend()),
        slots,
        check(wish.service().health()),
        front,
        new ManagedConfig.AdminSocket(ADMIN_SOCKET, Optional.of(group), "660"),
        new ManagedConfig.Privileges.DropTo(HAPROXY_USER, HAPROXY_USER),
        MAXCONN,
        ManagedConfig.Timeouts.DEFAULT);
  }

  private static Front front(BalancerChoice.Entrance entrance) {
    return switch (entrance) {
      case BalancerChoice.Entrance.Http(int port, var https) ->
          new Front.Http(port, https.map(BalancerConfig::tls));
      case BalancerChoice.Entrance.Tcp(int port) -> new Front.Tcp(port);
    };
  }

  private static ManagedTls tls(Https https) {
    return new ManagedTls(
        https.port(),
        https.files().stream().map(file -> BalancerSetup.path(file.name())).toList(),
        https.plain());
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
