package ballast.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ballast.edge.GoogleStandIn.Fault;
import ballast.model.EdgeChoice;
import ballast.model.EdgeChoice.Google.Members;
import ballast.model.EdgeView;
import ballast.model.Host;
import ballast.model.HostFacts;
import ballast.model.HostPattern;
import ballast.port.CallFailed;
import ballast.port.CallFailed.Effect;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Google's own client against a stand-in that speaks the same REST paths and operations.
@Timeout(120)
class GoogleEdgeTest {
  private static final Host FE_1 = new Host("fe-1");
  private static final GoogleLimits PATIENT = limits(Duration.ofSeconds(20));

  /// For what is to be given up.
  private static final GoogleLimits HASTY = limits(Duration.ofSeconds(3));

  private static final EdgeView LEAVING = new EdgeView.Leaving(OptionalInt.empty());

  private static GoogleLimits limits(Duration call) {
    return new GoogleLimits(
        call, call.multipliedBy(2), Duration.ofMillis(20), Duration.ofMillis(20));
  }

  /// The two things that a host can be taken out of.
  enum Kind {
    GROUP("ig/fe-1", "removeInstances", "addInstances", "listInstances"),
    NEG("neg/fe-1", "detachNetworkEndpoints", "attachNetworkEndpoints", "listNetworkEndpoints");

    final String member;
    final String removal;
    final String addition;
    final String listing;

    Kind(String member, String removal, String addition, String listing) {
      this.member = member;
      this.removal = removal;
      this.addition = addition;
      this.listing = listing;
    }
  }

  private GoogleStandIn google;

  @BeforeEach
  void start() throws IOException {
    google = new GoogleStandIn();
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private GoogleEdge edge(Kind kind) {
    return edge(choice(kind, "{host}", "web", Optional.empty()), PATIENT);
  }

  private GoogleEdge edge(Kind kind, GoogleLimits limits) {
    return edge(choice(kind, "{host}", "web", Optional.empty()), limits);
  }

  private GoogleEdge edge(Kind kind, String instance, String service, Optional<String> region) {
    return edge(choice(kind, instance, service, region), PATIENT);
  }

  private EdgeChoice.Google choice(
      Kind kind, String instance, String service, Optional<String> region) {
    var name = new HostPattern(kind == Kind.GROUP ? "ig" : "{neg_name}");
    return new EdgeChoice.Google(
        "shop",
        new HostPattern("b"),
        region,
        kind == Kind.GROUP
            ? new Members.InstanceGroup(name)
            : new Members.Neg(name, OptionalInt.of(8080)),
        service,
        new HostPattern(instance),
        Optional.of(google.endpoint()));
  }

  private static GoogleEdge edge(EdgeChoice.Google choice, GoogleLimits limits) {
    var token =
        GoogleCredentials.create(
            new AccessToken("secret-token", Date.from(Instant.now().plusSeconds(3600))));
    return new GoogleEdge(
        choice,
        new GoogleCalls(GoogleClient.of(choice.endpoint(), limits, token), limits),
        host -> new HostFacts(host, host.name(), Map.of("neg_name", "neg")));
  }

  private static CallFailed failing(ThrowingCall call) {
    CallFailed failed = catchThrowableOfType(CallFailed.class, call::run);
    assertThat(failed).isNotNull();
    assertThat(failed.problem().toString()).doesNotContain("secret-token");
    return failed;
  }

  private interface ThrowingCall {
    void run() throws Exception;
  }

  private static void until(GoogleEdge edge, EdgeView view) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> edge.read(FE_1).equals(view));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aHostLeavesAndIsBackOnceGoogleFindsItHealthy(Kind kind) throws Exception {
    google.operationsTake(Duration.ofMillis(400)).healthyAfter(Duration.ofMillis(400));
    GoogleEdge edge = edge(kind);
    assertThat(edge.read(FE_1)).isEqualTo(new EdgeView.Serving());

    edge.leave(FE_1);
    assertThat(edge.read(FE_1)).isEqualTo(LEAVING);
    until(edge, new EdgeView.Left());
    assertThat(google.has(kind.member)).isFalse();

    edge.join(FE_1);
    assertThat(edge.read(FE_1)).isInstanceOf(EdgeView.Joining.class);
    until(edge, new EdgeView.Joining("UNHEALTHY"));
    until(edge, new EdgeView.Serving());
    assertThat(google.operations()).isEqualTo(2);
  }

  @Test
  void anEndpointIsLeavingForAsLongAsGoogleShowsItDraining() throws Exception {
    google.endpointsDrainFor(Duration.ofMillis(700));
    GoogleEdge edge = edge(Kind.NEG);
    edge.leave(FE_1);
    assertThat(edge.read(FE_1)).isEqualTo(LEAVING);
    assertThat(edge(Kind.NEG).read(FE_1)).as("as another process sees it").isEqualTo(LEAVING);
    until(edge, new EdgeView.Left());
  }

  @Test
  void anInstanceIsLeavingForAsLongAsItsBackendServiceDrains() throws Exception {
    google.connectionDraining(2);
    GoogleEdge edge = edge(Kind.GROUP);
    Instant began = Instant.now();
    edge.leave(FE_1);
    assertThat(edge.read(FE_1)).isEqualTo(LEAVING);
    assertThat(edge(Kind.GROUP).read(FE_1)).as("as another process sees it").isEqualTo(LEAVING);
    until(edge, new EdgeView.Left());
    assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void anOperationThatTookLongerThanTheDrainingHasWaitedForIt() throws Exception {
    google.connectionDraining(1).operationsTake(Duration.ofMillis(1500));
    GoogleEdge edge = edge(Kind.GROUP);
    Instant began = Instant.now();
    edge.leave(FE_1);
    until(edge, new EdgeView.Left());
    assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(2400));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void sayingItAgainChangesNothing(Kind kind) throws Exception {
    google.operationsTake(Duration.ofMillis(300));
    GoogleEdge edge = edge(kind);
    edge.leave(FE_1);
    edge.leave(FE_1);
    until(edge, new EdgeView.Left());
    edge.leave(FE_1);
    edge.join(FE_1);
    edge.join(FE_1);
    until(edge, new EdgeView.Serving());
    edge.join(FE_1);
    assertThat(google.asked(kind.removal)).isEqualTo(1);
    assertThat(google.asked(kind.addition)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void backAgainComesAfterTheWayOutThatIsUnderWayHoweverLongThatTakes(Kind kind) throws Exception {
    google.operationsTake(Duration.ofMillis(500));
    GoogleEdge edge = edge(kind);
    edge.leave(FE_1);
    edge.join(FE_1);
    assertThat(google.operations()).as("nothing is sent beside it").isEqualTo(1);
    Awaitility.await()
        .until(() -> {
          edge.join(FE_1);
          return edge.read(FE_1) instanceof EdgeView.Serving;
        });
    assertThat(google.has(kind.member)).isTrue();
    assertThat(google.operations()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"TOO_MANY_403", "TOO_MANY_429"})
  void quotaIsWaitedFor(Fault fault) throws Exception {
    google
        .next("listInstances", fault)
        .next("removeInstances", fault)
        .next("removeInstances", fault);
    GoogleEdge edge = edge(Kind.GROUP);
    edge.leave(FE_1);
    until(edge, new EdgeView.Left());
    assertThat(google.operations()).isEqualTo(1);
  }

  @Test
  void quotaThatStaysAwayIsToldInGooglesWordsAndNothingIsChanged() {
    for (int i = 0; i < 200; i++) {
      google.next("removeInstances", Fault.TOO_MANY_403);
    }
    CallFailed failed = failing(() -> edge(Kind.GROUP, HASTY).leave(FE_1));
    assertThat(failed.effect()).isEqualTo(Effect.NONE);
    assertThat(failed.problem().why()).contains("Quota exceeded for quota metric 'Queries'");
    assertThat(failed.problem().next()).contains("quota");
    assertThat(google.operations()).isZero();
  }

  @Test
  void noPermissionIsToldAtOnceInGooglesWords() {
    google.next("removeInstances", Fault.NOT_ALLOWED);
    CallFailed failed = failing(() -> edge(Kind.GROUP).leave(FE_1));
    assertThat(failed.effect()).isEqualTo(Effect.NONE);
    assertThat(failed.problem().why())
        .contains("Required 'compute.instanceGroups.update' permission (HTTP 403)");
    assertThat(failed.problem().next()).contains("role");
    assertThat(google.asked("removeInstances")).isEqualTo(1);
  }

  @Test
  void credentialsThatGoogleDoesNotTakeAreNotTakenForALackOfPermission() {
    var refused = new GoogleFault.Refused(401, "invalid authentication credentials (HTTP 401)");
    assertThat(GoogleCalls.failed("to list instances", refused, Effect.NONE).problem().next())
        .contains("gcloud auth application-default login");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"ANSWER_LOST", "NEVER_ARRIVED", "HANGS", "BACKEND_ERROR", "NO_JSON", "NEVER_ENDS"})
  void aChangeWhoseAnswerWasLostIsDoneOnceAndOnlySentAgainAfterLooking(Fault fault)
      throws Exception {
    google.next("detachNetworkEndpoints", fault);
    GoogleEdge edge =
        edge(Kind.NEG, fault == Fault.HANGS || fault == Fault.NEVER_ENDS ? HASTY : PATIENT);
    edge.leave(FE_1);
    until(edge, new EdgeView.Left());
    assertThat(google.operations()).isEqualTo(1);
    assertThat(google.asked("detachNetworkEndpoints"))
        .isEqualTo(fault == Fault.ANSWER_LOST ? 1 : 2);
    assertThat(google.asked("filter=clientOperationId")).isEqualTo(1);
  }

  @Test
  void aChangeThatNeverComesThroughIsGivenUpAndUnknown() {
    for (int i = 0; i < 3; i++) {
      google.next("addInstances", Fault.NEVER_ARRIVED);
    }
    google.gone("ig/fe-1");
    CallFailed failed = failing(() -> edge(Kind.GROUP).join(FE_1));
    assertThat(failed.effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(google.asked("addInstances")).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NEVER_ARRIVED", "BACKEND_ERROR", "NO_JSON", "HANGS", "NEVER_ENDS"})
  void aReadThatGoesWrongOnceIsReadAgain(Fault fault) throws Exception {
    google.next("listInstances", fault);
    GoogleEdge edge =
        edge(Kind.GROUP, fault == Fault.HANGS || fault == Fault.NEVER_ENDS ? HASTY : PATIENT);
    assertThat(edge.read(FE_1)).isEqualTo(new EdgeView.Serving());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anOperationThatFailsIsToldInGooglesWords(Kind kind) throws Exception {
    google.operationsTake(Duration.ofMillis(300)).nextOperationFails("The group is busy");
    GoogleEdge edge = edge(kind);
    edge.leave(FE_1);
    Awaitility.await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> edge.read(FE_1))
                .hasMessageContaining("The group is busy (RESOURCE_NOT_READY)"));
    assertThat(edge.read(FE_1)).as("and after that what is true").isEqualTo(new EdgeView.Serving());
  }

  @Test
  void anOperationThatFailsAtOnceFailsTheCall() {
    google.nextOperationFails("The group is busy");
    CallFailed failed = failing(() -> edge(Kind.GROUP).leave(FE_1));
    assertThat(failed.effect()).isEqualTo(Effect.NONE);
    assertThat(failed.problem().toString())
        .contains("taking fe-1 out failed")
        .contains("The group is busy (RESOURCE_NOT_READY)");
  }

  @Test
  void whatSomeoneElseTookOutMeanwhileIsNoFailure() throws Exception {
    GoogleEdge edge = edge(Kind.GROUP);
    google.next("removeInstances", Fault.NEVER_ARRIVED);
    edge.leave(FE_1);
    google.gone("ig/fe-1");
    edge.leave(FE_1);
    assertThat(edge.read(FE_1)).isEqualTo(new EdgeView.Left());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anInstanceThatIsNotThereIsNeverTakenForOneThatHasLeft(Kind kind) {
    CallFailed failed = failing(() -> edge(kind, "vm-{host}", "web", Optional.empty()).read(FE_1));
    assertThat(failed.problem().toString())
        .contains("Google knows no instance vm-fe-1, which fe-1 should be")
        .contains("zone b of project shop");
  }

  @Test
  void anUnknownBackendServiceIsToldInGooglesWords() {
    CallFailed failed =
        failing(() -> edge(Kind.GROUP, "{host}", "wbe", Optional.empty()).read(FE_1));
    assertThat(failed.problem().why()).contains("The resource 'wbe' was not found (HTTP 404)");
  }

  @Test
  void aNameThatTheInventoryDoesNotHaveIsSaid() {
    CallFailed failed =
        failing(() -> edge(Kind.GROUP, "{gce_name}", "web", Optional.empty()).read(FE_1));
    assertThat(failed.problem().toString()).contains("the instance of fe-1").contains("{gce_name}");
    assertThat(google.asked("")).isZero();
  }

  @Test
  void aRegionalBackendServiceIsAskedInItsRegion() throws Exception {
    assertThat(edge(Kind.GROUP, "{host}", "web", Optional.of("r")).read(FE_1))
        .isEqualTo(new EdgeView.Serving());
    assertThat(google.asked("/regions/r/backendServices/web/getHealth")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void longListsAreReadToTheirEnd(Kind kind) throws Exception {
    google.pagesOf(1);
    assertThat(edge(kind).read(new Host("fe-3"))).isEqualTo(new EdgeView.Serving());
    assertThat(google.asked(kind.listing)).isEqualTo(3);
  }
}
