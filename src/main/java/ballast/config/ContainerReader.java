package ballast.config;

import ballast.model.ContainerSpec;
import ballast.model.ContainerSpec.Ulimit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads `container:`.
final class ContainerReader {
  private static final Form<String> ANY_TEXT = Form::fits;

  private final Section section;
  private final int slots;

  private ContainerReader(Section section, int slots) {
    this.section = section;
    this.slots = slots;
  }

  static ContainerSpec read(Section section, int slots) {
    return new ContainerReader(section, slots).read();
  }

  private ContainerSpec read() {
    return new ContainerSpec(
        Commands.read(section, Key.COMMAND),
        section.maybe(Key.USER, DockerForms.USER),
        section.map(Key.ENV, DockerForms.ENV_NAME, _ -> ANY_TEXT),
        section.list(Key.PUBLISH, DockerForms.publish(slots)),
        section.list(Key.VOLUMES, DockerForms::volume),
        section.map(Key.LABELS, DockerForms.LABEL_NAME, _ -> ANY_TEXT),
        optional(section.maybe(Key.MEMORY, DockerForms::size)),
        optional(section.maybe(Key.CPUS, DockerForms::cpus)),
        ulimits(),
        section.maybe(Key.NETWORK, DockerForms.NETWORK),
        section.maybe(Key.STOP_SIGNAL, DockerForms.STOP_SIGNAL),
        section.value(Key.STOP_GRACE, Forms::duration),
        restart(),
        log(section.section(Key.LOG)),
        section.list(Key.EXTRA_HOSTS, DockerForms.EXTRA_HOST),
        section.list(Key.CAP_ADD, DockerForms.CAPABILITY));
  }

  private static OptionalLong optional(Optional<Long> value) {
    return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  private List<Ulimit> ulimits() {
    return List.copyOf(
        section.map(Key.ULIMITS, DockerForms.ULIMIT_NAME, DockerForms::ulimit).values());
  }

  private String restart() {
    String policy = section.value(Key.RESTART, DockerForms.RESTART);
    boolean stays = policy.equals("always") || policy.equals("unless-stopped");
    if (!stays) {
      section
          .node(Key.RESTART)
          .ifPresent(node ->
              section
                  .notes()
                  .warning(
                      node,
                      "container.restart: with '%s' a reboot of a host leaves its slots out"
                          .formatted(policy),
                      "always brings them back"));
    }
    return policy;
  }

  private Optional<ContainerSpec.Log> log(Section log) {
    var driver = log.maybe(Key.LOG_DRIVER, DockerForms.LOG_DRIVER);
    var options = log.map(Key.LOG_OPTIONS, DockerForms.ENV_NAME, _ -> ANY_TEXT);
    if (!log.has(Key.LOG_DRIVER)) {
      log.keyNode(Key.LOG_OPTIONS)
          .ifPresent(node ->
              log.notes()
                  .mistake(
                      node, "container.log: options without a driver", "as in driver: json-file"));
    }
    return driver.map(name -> new ContainerSpec.Log(name, options));
  }
}
