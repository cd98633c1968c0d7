package ballast.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ballast.cli.Command;
import ballast.cli.Exit;
import ballast.model.Host;
import ballast.plan.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {
  private static final String LIST = "hosts: [fe-1, fe-2, me@fe-3:23, db-1]\n";

  @TempDir Path folder = Path.of("");

  @Test
  void aPatternChoosesAmongHostsThatAreListedAsAmongThoseOfAnInventory() throws Exception {
    assertThat(names(project(LIST + "pattern: fe-*:!fe-2\n"))).containsExactly("fe-1", "fe-3");
    Files.writeString(folder.resolve("hosts.ini"), "fe-1\nfe-2\nfe-3\ndb-1\n");
    assertThat(names(project("hosts: hosts.ini\npattern: fe-*:!fe-2\n")))
        .containsExactly("fe-1", "fe-3");
  }

  @Test
  void aLimitIsAPatternToWhereHostsAreListed() throws Exception {
    assertThat(scope(LIST, "!fe-3")).containsExactlyInAnyOrder("fe-1", "fe-2", "db-1");
    assertThat(scope(LIST, "fe-*")).containsExactlyInAnyOrder("fe-1", "fe-2", "fe-3");
    assertThat(scope(LIST, "all:!fe-1:!db-1")).containsExactlyInAnyOrder("fe-2", "fe-3");
    assertThat(scope(LIST, "fe-1, fe-2")).containsExactlyInAnyOrder("fe-1", "fe-2");
    assertThat(names(project(LIST, Optional.of("!fe-3"))))
        .as("those that are left out still count")
        .containsExactly("fe-1", "fe-2", "fe-3", "db-1");
  }

  @Test
  void aLimitThatMatchesHalfOrNothingIsRefusedWithWhatHelps() {
    refused(LIST, "fe-1,fe-33", "'fe-33'", "did you mean fe-3");
    refused(LIST, "fe-1,,fe-2", "a term is empty here", "remove the extra separator");
    refused(LIST, "", "a term is empty here", "name a host");
    refused(LIST, "fe-1:!fe-1", "no host is left", "the hosts are fe-1, fe-2, fe-3, db-1");
    refused(LIST + "pattern: fe-*\n", "fe-1,db-1", "none of the service's", "fe-1, fe-2, fe-3");
    refused(LIST + "pattern: web\n", "fe-1", "pattern:1:1", "the hosts are fe-1");
  }

  @Test
  void slotsInHandMayTakeAsLongAsTheEdgeAndEveryHookToo() throws Exception {
    Files.createFile(folder.resolve("smoke"));
    assertThat(project(LIST).around()).isZero();
    assertThat(
            project(
                    LIST
                        + """
                        edge:
                          command: {leave: [a], join: [b], state: [c]}
                          leave_deadline: 30m
                          join_deadline: 5m
                        hooks:
                          after_slot: {run: [./smoke], deadline: 20m}
                        """)
                .around())
        .isEqualTo(Duration.ofMinutes(55));
  }

  private void refused(String lines, String limit, String... told) {
    assertThatThrownBy(() -> project(lines, Optional.of(limit)))
        .hasMessageContainingAll(told)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.USAGE));
  }

  private Set<String> scope(String lines, String limit) throws Exception {
    return project(lines, Optional.of(limit)).scope() instanceof Scope.Only(var hosts)
        ? Set.copyOf(hosts.stream().map(Host::name).toList())
        : Set.of();
  }

  private static List<String> names(Project project) {
    return project.places().stream().map(place -> place.host().name()).toList();
  }

  private Project project(String lines) throws Exception {
    return project(lines, Optional.empty());
  }

  private Project project(String lines, Optional<String> limit) throws Exception {
    Screen.writeProject(folder, lines);
    return Project.load(
        Screen.common(folder, Command.Output.PLAIN, limit), new Screen().terminal());
  }
}
